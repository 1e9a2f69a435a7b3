"""A streaming standby answers at a stated index, records nothing, and can take over."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from api.health.readiness import reasons_against
from api.house import House
from engine.commands.submit import Submitter
from engine.errors.ledger import IndexBeyondHead, StoreReadOnly
from engine.persistence.opening import open_store
from engine.persistence.postgres_store import PostgresStore
from engine.persistence.store import Snapshot
from projections import snapshots
from tests.engine.persistence.small_season import LEDGER, ballot, play, poll, season, submitter_of
from tests.engine.persistence.standby import PATIENCE_SECONDS, Standby, standby_of


@pytest.fixture
def submitter(postgres_database: str) -> Iterator[Submitter]:
    """The way into the primary, whose ledger has 5 events."""
    store = PostgresStore(postgres_database)
    opened = submitter_of(store)
    play(opened, season())
    yield opened
    opened.close()
    store.close()


@pytest.fixture
def standby(postgres_database: str, submitter: Submitter) -> Iterator[Standby]:
    with standby_of(postgres_database) as running:
        yield running


def test_a_standby_answers_at_its_index_records_nothing_and_can_take_over(
    standby: Standby, submitter: Submitter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshots, "EVERY", 1)
    standby.catch_up()
    with House(standby.address) as house:
        # It answers, and says for which index; no snapshot is kept, and none is missed.
        with house.answers.view(LEDGER) as view:
            assert (view.index, view.head.size) == (4, 5)
        with pytest.raises(IndexBeyondHead), house.answers.view(LEDGER, 5):
            pass

        # It is told of what the primary records, although nobody can listen there.
        with ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(house.store.wait, LEDGER, 5, PATIENCE_SECONDS)
            play(submitter, [poll("P1"), ballot("P1", "U1")])
            assert waiting.result(timeout=PATIENCE_SECONDS) in (6, 7)
        standby.catch_up()
        with house.answers.view(LEDGER) as view:
            assert view.index == 6
            assert view.state.ledger.polls.poll("P1").cast == 1
        with house.answers.view(LEDGER, 5) as view:
            assert view.state.ledger.polls.poll("P1").cast == 0

        # It records nothing, and makes no tables where there are none.
        with pytest.raises(StoreReadOnly):
            open_store(standby.empty_address)
        with pytest.raises(StoreReadOnly):
            house.carry_out(LEDGER, ballot("P1", "U2"), key="u2")
        with pytest.raises(StoreReadOnly):
            house.store.probe()
        assert reasons_against(house)[0] == (), "a copy that serves reads is as it should be"
        with pytest.raises(StoreReadOnly):
            house.store.keep_snapshot(LEDGER, "f-1", Snapshot(0, b""))

        # Promoted, it goes on where it stood, for who has it open and for who waits.
        with ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(house.store.wait, LEDGER, 7, PATIENCE_SECONDS)
            standby.promote()
            with House(standby.address) as other:
                assert other.carry_out(LEDGER, ballot("P1", "U2"), key="u2").first == 7
            assert waiting.result(timeout=PATIENCE_SECONDS) == 8
        assert house.carry_out(LEDGER, ballot("P1", "U3"), key="u3").first == 8
