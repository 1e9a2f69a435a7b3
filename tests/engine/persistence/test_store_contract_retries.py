"""What every store promises to whoever asks twice: the first answer, and nothing done again."""

from collections.abc import Callable
from uuid import UUID

import pytest

from engine.commands.member import ChangeWeight
from engine.commands.submit import Submitter
from engine.errors.ledger import CommandKeyReused
from engine.errors.season import MemberAlreadyAdmitted
from engine.persistence.codec import open_envelope
from engine.persistence.store import CommandRow, Store
from engine.persistence.work import Verdict
from tests.engine.persistence.clerks import Clerk, begin
from tests.engine.persistence.small_season import (
    LEDGER,
    ballot,
    opening,
    person,
    play,
    poll,
    season,
    unit,
)

Hire = Callable[[str, str, str, int], Clerk]


def weight(value: int) -> ChangeWeight:
    return ChangeWeight(member="U1", weight=value, reason="By decision")


def test_a_command_repeated_in_one_batch_gets_the_first_answer(
    submitter: Submitter, store: Store
) -> None:
    play(submitter, season())

    first, again = (submitter.submit(LEDGER, unit("A"), key="k") for _ in range(2))

    assert first.result(timeout=60) == Verdict(ledger=LEDGER, first=5, count=1)
    assert again.result(timeout=60) == Verdict(ledger=LEDGER, first=5, count=1, repeated=True)
    assert store.head(LEDGER).size == 6


def test_a_late_retry_never_undoes_a_later_change(submitter: Submitter, store: Store) -> None:
    play(submitter, [*season(), poll("P1", "change-of-mind")])
    (first,) = play(submitter, [ballot("P1", "U1", "a")], key="phone")
    play(submitter, [ballot("P1", "U1", "b"), weight(2), weight(1)], key="later")
    size = store.head(LEDGER).size

    (again,) = play(submitter, [ballot("P1", "U1", "a")], key="phone")

    assert again == Verdict(ledger=LEDGER, first=first.first, count=1, repeated=True)
    assert store.head(LEDGER).size == size


def test_an_opening_repeated_gets_the_first_answer(submitter: Submitter) -> None:
    (first,) = play(submitter, [opening()], key="open")
    play(submitter, [unit("A")], key="more")

    (again,) = play(submitter, [opening()], key="open")

    assert (again.first, again.count, again.repeated) == (first.first, 1, True)


@pytest.mark.parametrize("apart", [False, True], ids=["one-batch", "later"])
def test_the_same_key_with_another_content_is_refused(submitter: Submitter, apart: bool) -> None:
    play(submitter, season())
    first = submitter.submit(LEDGER, unit("A"), key="k")
    if apart:
        first.result(timeout=60)

    other = submitter.submit(LEDGER, unit("B"), key="k")

    assert first.exception(timeout=60) is None
    refusal = other.exception(timeout=60)
    assert isinstance(refusal, CommandKeyReused)
    assert refusal.facts == {"key": "k"}


def test_a_key_belongs_to_its_actor(submitter: Submitter) -> None:
    play(submitter, season())

    one = submitter.submit(LEDGER, unit("A"), key="k", by="ada")
    two = submitter.submit(LEDGER, unit("B"), key="k", by="bob")

    assert [each.result(timeout=60).first for each in (one, two)] == [5, 6]


def test_a_person_under_another_spelling_is_the_same_command(
    submitter: Submitter, store: Store
) -> None:
    play(submitter, season())
    (first,) = play(submitter, [person("P", "Đỗ Thị Hạnh")], key="k")

    (again,) = play(submitter, [person("P", "Đỗ Thị Hanh")], key="k")

    assert again.first == first.first
    (sealed,) = [
        open_envelope(row).data.sealed for row in store.read(LEDGER, after=first.first - 1)
    ]
    assert store.privates(LEDGER, [sealed.ref])[sealed.ref].value == "Đỗ Thị Hạnh"


def test_a_refusal_is_not_remembered(submitter: Submitter) -> None:
    play(submitter, season())
    refused = submitter.submit(LEDGER, unit("U1"), key="k")

    assert isinstance(refused.exception(timeout=60), MemberAlreadyAdmitted)

    assert play(submitter, [weight(5)], key="k")[0].repeated is False


def test_whatever_a_killed_process_was_told_is_recorded_and_a_retry_completes_the_rest(
    address: str, submitter: Submitter, store: Store, hire: Hire
) -> None:
    play(submitter, season())
    clerk = hire(address, "hurry", "K", 0)
    begin(clerk)
    while store.head(LEDGER).size < 300:
        pass

    told = dict(line.split() for line in clerk.kill() if line.endswith("\n"))
    recorded = store.head(LEDGER).size
    keys = [f"K{number}" for number in range(recorded - 5 + 10)]
    again = [submitter.submit(LEDGER, unit(key), key=key) for key in keys]
    verdicts = {key: future.result(timeout=60) for key, future in zip(keys, again, strict=True)}

    assert len(told) <= recorded - 5
    assert {key: verdicts[key].first for key in told} == {
        key: int(index) for key, index in told.items()
    }
    assert [verdict.repeated for verdict in verdicts.values()].count(True) == recorded - 5
    assert [row.index for row in store.read(LEDGER)] == list(range(recorded + 10))
    assert sorted(verdict.first for verdict in verdicts.values()) == list(range(5, recorded + 10))


def test_the_table_of_commands_can_be_made_again_from_the_envelopes(
    submitter: Submitter, store: Store
) -> None:
    play(submitter, [*season(), poll("P1")])
    play(submitter, [ballot("P1", "U1"), ballot("P1", "U2")], key="ballots")

    made: dict[tuple[str, str], CommandRow] = {}
    for row in store.read(LEDGER):
        told = open_envelope(row)
        before = made.get((told.by, told.cmd.key))
        first, count = (before.first, before.count + 1) if before else (row.index, 1)
        made[told.by, told.cmd.key] = CommandRow(told.by, told.cmd.key, told.cmd.fp, first, count)

    assert store.commands(LEDGER, list(made)) == made
    assert len(made) == 8


def test_keys_of_one_ledger_are_free_in_another(submitter: Submitter) -> None:
    other = UUID(int=77)
    play(submitter, [opening()], key="k")

    (verdict,) = play(submitter, [opening("other")], key="k", ledger=other)

    assert (verdict.ledger, verdict.first, verdict.repeated) == (other, 0, False)
