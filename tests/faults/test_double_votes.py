"""Fault: 64 threads cast for the same voter at once, each under a key of its own.

Invariants: I1 to I8; I4: exactly one is recorded; I8: the others are refused with its index, and add
nothing.
"""

import threading
from collections.abc import Callable

import pytest

from engine.errors import DomainError
from engine.errors.poll import AlreadyVoted
from engine.persistence.opening import open_store
from engine.persistence.work import Verdict
from tests.engine.persistence.small_season import LEDGER, submitter_of
from tests.faults.checking import Told, check, note_root
from tests.faults.hall import cast, furnish, open_polls
from tests.faults.rounds import rounds

THREADS = 64


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    if request.param == "sqlite":
        return str(tmp_path_factory.mktemp("data"))
    database: str = request.getfixturevalue("postgres_database")
    return database


@pytest.mark.timeout(3_600)
def test_of_many_ballots_of_one_voter_exactly_one_is_recorded(
    address: str, record_property: Callable[[str, object], None]
) -> None:
    number, told = rounds(5, 500), Told()
    # Two ways in, as two workers would have them; half of the threads takes each.
    stores = [open_store(address) for _ in range(2)]
    ways = [submitter_of(store) for store in stores]
    furnish(ways[0])

    for at in range(number):
        name = f"P{at}"
        open_polls(ways[0], name)
        together = threading.Barrier(THREADS)
        answers: list[Verdict | DomainError] = []

        def vote(
            thread: int,
            name: str = name,
            together: threading.Barrier = together,
            answers: list[Verdict | DomainError] = answers,
        ) -> None:
            key = f"{name}-{thread}"
            told.sent[key] = (name, "U1")
            together.wait(timeout=60)
            try:
                verdict = cast(ways[thread % 2], name, "U1", key, "ab"[thread % 2]).result(60)
            except DomainError as refusal:
                told.refused[key] = refusal.code
                answers.append(refusal)
            else:
                told.answer(key, verdict.first)
                answers.append(verdict)

        threads = [threading.Thread(target=vote, args=(each,)) for each in range(THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        (verdict,) = (each for each in answers if isinstance(each, Verdict))
        refusals = [each for each in answers if isinstance(each, AlreadyVoted)]
        assert len(refusals) == THREADS - 1
        assert {each.facts["index"] for each in refusals} == {verdict.first}
        note_root(stores[1], LEDGER, told)
    kept = check(stores[0], LEDGER, told, replay=True)

    assert kept.ballots == kept.acked == number
    for way in ways:
        way.close()
    for store in stores:
        store.close()
    record_property("rounds of 64 threads", number)
    record_property("recorded", kept.ballots)
