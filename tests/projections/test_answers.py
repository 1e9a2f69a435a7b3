"""Answers are caught up before they are given, and the same whichever way they were folded."""

from uuid import uuid4

import pytest

from api.house import House
from engine.commands.member import AdmitMember
from engine.errors.ledger import IndexBeyondHead, LedgerNotFound, StoreUnavailable
from engine.persistence.store import Snapshot
from projections import answers as module
from projections.answers import Answers
from projections.state import FOLD, digest, pack, unpack
from tests.engine.bloc import OPENED

SLUG = OPENED.slug
HEAD = 5


def test_a_reader_sees_what_was_recorded_before_it_asked(house: House) -> None:
    with house.answers.view(SLUG) as before:
        assert before.index == HEAD

    house.carry_out(SLUG, AdmitMember(member="U4", name="Unit 4"), key="u4")

    with house.answers.view(SLUG) as view:
        assert (view.index, view.is_head, view.head.size) == (HEAD + 1, True, HEAD + 2)
        assert "U4" in view.state.ledger.roster.members


def test_an_answer_as_of_an_index_includes_its_event_and_nothing_later(house: House) -> None:
    with house.answers.view(SLUG, 2) as view:
        assert set(view.state.ledger.roster.members) == {"U1", "U2"}
        assert (view.index, view.is_head) == (2, False)


def test_as_of_the_last_index_is_the_head(house: House) -> None:
    with house.answers.view(SLUG, HEAD) as view:
        assert view.is_head


def test_what_is_not_there_is_refused(house: House) -> None:
    with pytest.raises(LedgerNotFound), house.answers.view("other"):
        pass
    with pytest.raises(LedgerNotFound), house.answers.view(uuid4()):
        pass
    with pytest.raises(IndexBeyondHead), house.answers.view(SLUG, HEAD + 1):
        pass


def test_a_rebuild_from_a_snapshot_equals_one_from_zero(house: House) -> None:
    ledger = house.id_of(SLUG)
    middle = house.answers.rebuild(ledger, 3)
    house.store.keep_snapshot(ledger, FOLD, Snapshot(3, pack(middle)))

    from_snapshot = house.answers.rebuild(ledger, HEAD)
    from_zero = house.answers.rebuild(ledger, HEAD, snapshots=False)

    assert from_snapshot == from_zero
    assert digest(from_snapshot) == digest(from_zero)
    with house.answers.view(SLUG) as live:
        assert digest(live.state) == digest(from_zero)


def test_a_cold_process_starts_from_the_snapshot(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SNAPSHOT_EVERY", 2)
    with house.answers.view(SLUG):
        pass
    kept = house.store.snapshot(house.id_of(SLUG), FOLD, HEAD)
    assert kept is not None
    assert kept.index == HEAD

    cold = Answers(house.store)

    with cold.view(SLUG) as view:
        assert view.state == unpack(kept.state)


def test_states_in_memory_are_bounded(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LEDGERS_MAX", 1)
    from msgspec.structs import replace

    house.open_ledger(replace(OPENED, slug="second"), key="open")

    for slug in (SLUG, "second", SLUG):
        with house.answers.view(slug) as view:
            assert view.head.slug == slug

    assert len(house.answers._lives) == 1


def test_a_fold_that_fails_is_never_shown_half_done(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("poison")

    with monkeypatch.context() as patched:
        patched.setattr(module, "fold_pages", broken)
        with pytest.raises(RuntimeError), house.answers.view(SLUG):
            pass

    with house.answers.view(SLUG) as view:
        assert view.index == HEAD


def test_an_answer_is_given_where_no_snapshot_can_be_kept(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StoreUnavailable(store="s", reason="database or disk is full")

    monkeypatch.setattr(module, "SNAPSHOT_EVERY", 1)
    monkeypatch.setattr(house.store, "keep_snapshot", full)

    with house.answers.view(SLUG) as view:
        assert view.index == HEAD
