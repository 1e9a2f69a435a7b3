"""What every store promises when many write at once, from threads and from processes."""

import threading
from collections.abc import Callable
from uuid import uuid4

from engine.commands.award import MakeProposal
from engine.commands.poll import ClosePoll
from engine.commands.submit import Submitter
from engine.errors import DomainError
from engine.errors.award import ProposalAboveQuota
from engine.errors.poll import AlreadyVoted, PollNotOpen
from engine.events.award import ProposalMade
from engine.events.poll import BallotCast, PollClosed
from engine.persistence.opening import open_store
from engine.persistence.reading import recorded_events
from engine.persistence.store import Store
from engine.rules.ballots import Choice
from tests.engine.persistence.clerks import Clerk, begin
from tests.engine.persistence.small_season import (
    LEDGER,
    ballot,
    opening,
    play,
    poll,
    season,
    submitter_of,
    unit,
)

Hire = Callable[[str, str, str, int], Clerk]


def topics(store: Store) -> list[str]:
    return [row.topic for row in store.read(LEDGER)]


def test_commands_from_many_threads_keep_the_index_dense(
    submitter: Submitter, store: Store
) -> None:
    play(submitter, season())
    given: list[int] = []

    def admit(name: str) -> None:
        verdicts = play(submitter, [unit(f"{name}{at}") for at in range(50)], key=name)
        given.extend(verdict.first for verdict in verdicts)

    threads = [threading.Thread(target=admit, args=(name,)) for name in "ABCDEF"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(given) == list(range(5, 305))
    assert [row.index for row in store.read(LEDGER)] == list(range(305))


def test_commands_from_many_processes_keep_the_index_dense(
    address: str, submitter: Submitter, store: Store, hire: Hire
) -> None:
    play(submitter, season())
    clerks = [hire(address, "admit", name, 100) for name in "ABC"]

    begin(*clerks)
    given = [int(line) for clerk in clerks for line in clerk.told()]

    assert sorted(given) == list(range(5, 305))
    assert [row.index for row in store.read(LEDGER)] == list(range(305))
    assert len({row.stream for row in store.read(LEDGER) if row.topic == "member-admitted"}) == 303


def test_of_two_proposals_for_the_last_place_one_is_refused(
    address: str, submitter: Submitter, store: Store
) -> None:
    play(submitter, season())
    elsewhere = open_store(address)
    other = submitter_of(elsewhere)

    proposals = [
        way.submit(LEDGER, MakeProposal(award="flag", candidate=unit), key=unit)
        for way, unit in ((submitter, "U1"), (other, "U2"), (submitter, "U3"))
    ]
    refusals = [proposal.exception(timeout=60) for proposal in proposals]
    other.close()
    elsewhere.close()

    assert sum(refusal is None for refusal in refusals) == 1
    assert sum(isinstance(refusal, ProposalAboveQuota) for refusal in refusals) == 2
    assert topics(store).count(ProposalMade.TOPIC) == 1


def test_a_ballot_races_the_close_and_is_recorded_before_it_or_refused(
    address: str, submitter: Submitter, store: Store, hire: Hire
) -> None:
    play(submitter, [*season(members=200), poll("P1")])
    clerk = hire(address, "vote", "V", 200)
    begin(clerk)

    for name in range(50):
        play(submitter, [unit(f"X{name}")], key=f"x{name}")
    closed = play(submitter, [ClosePoll(poll="P1")], key="close")[0]
    told = clerk.told()

    accepted = [int(line) for line in told if line.isdigit()]
    cast = [row.index for row in store.read(LEDGER) if row.topic == BallotCast.TOPIC]
    assert accepted == cast
    assert all(index < closed.first for index in cast)
    assert set(told[len(accepted) :]) <= {PollNotOpen.code}
    assert len(told) == 200


def test_ballots_and_the_close_in_one_batch_are_decided_in_their_order(
    submitter: Submitter, store: Store
) -> None:
    play(submitter, [*season(), poll("P1")])

    futures = [
        submitter.submit(LEDGER, command, key=f"race-{number}")
        for number, command in enumerate(
            (ballot("P1", "U1"), ClosePoll(poll="P1"), ballot("P1", "U2"))
        )
    ]
    refusals = [future.exception(timeout=60) for future in futures]

    assert refusals[:2] == [None, None]
    assert isinstance(refusals[2], PollNotOpen)
    assert topics(store)[-2:] == [BallotCast.TOPIC, PollClosed.TOPIC]


def test_of_two_ballots_of_one_voter_in_one_batch_one_is_recorded(
    submitter: Submitter, store: Store
) -> None:
    play(submitter, [*season(), poll("P1")])

    first = submitter.submit(LEDGER, ballot("P1", "U1", "a"), key="phone")
    second = submitter.submit(LEDGER, ballot("P1", "U1", "b"), key="laptop")

    index = first.result(timeout=60).first
    refusal = second.exception(timeout=60)
    assert isinstance(refusal, AlreadyVoted)
    assert refusal.facts["index"] == index
    assert topics(store).count(BallotCast.TOPIC) == 1


def test_two_changes_of_one_ballot_in_one_batch_each_take_back_the_one_before(
    submitter: Submitter, store: Store
) -> None:
    play(submitter, [*season(), poll("P1", "change-of-mind")])

    play(submitter, [ballot("P1", "U1", mark) for mark in "aba"], key="changing")

    cast = [
        (recorded.event.was, recorded.event.ballot)
        for recorded in recorded_events(
            store.read(LEDGER), lambda digest: store.content(LEDGER, digest)
        )
        if isinstance(recorded.event, BallotCast)
    ]
    a, b = Choice(("a",)), Choice(("b",))
    assert cast == [(None, a), (a, b), (b, a)]
    assert [row.version for row in store.read(LEDGER) if row.topic == "ballot-cast"] == [1, 2, 3]


def test_a_reader_that_follows_the_writers_skips_nothing(
    address: str, submitter: Submitter, store: Store, hire: Hire
) -> None:
    play(submitter, season())
    clerks = [hire(address, "admit", name, 150) for name in "AB"]
    begin(*clerks)

    seen: list[int] = []
    while len(seen) < 305:
        more = [row.index for row in store.read(LEDGER, after=len(seen) - 1)]
        seen.extend(more)
        assert store.head(LEDGER).size >= len(seen)

    assert seen == list(range(305))


def test_many_processes_may_start_on_an_empty_store(address: str, hire: Hire) -> None:
    clerks = [hire(address, "open_ledger", name, 0) for name in "ABCDE"]

    begin(*clerks)
    told = sorted(line for clerk in clerks for line in clerk.told())

    assert told == ["0", *["ledger-already-open"] * 4]


def test_nobody_starves(address: str, submitter: Submitter, store: Store, hire: Hire) -> None:
    play(submitter, season())
    clerks = [hire(address, "patient", name, 3) for name in "AB"]

    begin(*clerks)
    given = [[int(line) for line in clerk.told()] for clerk in clerks]

    fewer, more = sorted(len(each) for each in given)
    assert fewer > 0
    # A machine with much to do gives one process less time; one that starved would get next to none.
    assert fewer >= more // 20
    assert sorted([*given[0], *given[1]]) == list(range(5, 5 + fewer + more))


def test_ledgers_that_wait_for_one_thread_each_have_their_turn(
    submitter: Submitter, store: Store
) -> None:
    ledgers = [uuid4() for _ in range(10)]

    futures = [
        submitter.submit(ledger, command, key=f"k{number}")
        for number in range(21)
        for ledger in ledgers
        for command in ([opening(f"l{ledger.hex}") if number == 0 else unit(f"U{number}")])
    ]
    for future in futures:
        future.result(timeout=60)

    assert {head.id: head.size for head in store.ledgers()} == dict.fromkeys(ledgers, 21)


def test_two_ledgers_racing_for_a_slug_get_it_once(address: str, store: Store) -> None:
    elsewhere = open_store(address)
    ways = [submitter_of(store), submitter_of(elsewhere)]

    futures = [way.submit(uuid4(), opening("same"), key="k") for way in ways for _ in range(5)]
    refusals = [future.exception(timeout=60) for future in futures]
    for way in ways:
        way.close()
    elsewhere.close()

    assert refusals.count(None) == 1
    assert {each.code for each in refusals if isinstance(each, DomainError)} == {
        "ledger-slug-taken"
    }
    assert len(store.ledgers()) == 1
