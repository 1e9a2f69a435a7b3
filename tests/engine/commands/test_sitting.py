"""Whether commands come together or one after the other, each is decided as if it came alone."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.commands.base import LOCAL, Command
from engine.commands.deciding import LedgerDeciding
from engine.commands.poll import ClosePoll, VoidPoll
from engine.commands.submit import fingerprint
from engine.errors import DomainError
from engine.persistence.appender import Appender
from engine.persistence.codec import Row
from engine.persistence.sqlite_store import SQLiteStore
from engine.persistence.work import Answer, Work
from tests.engine.persistence.small_season import LEDGER, ballot, poll, season, unit

POLLS = ("P1", "P2")
TEMPLATES = {"P1": "vote", "P2": "change-of-mind"}

ballots = st.builds(
    ballot,
    st.sampled_from([*POLLS, *POLLS, "never opened"]),
    st.sampled_from(["U1", "U2", "U3", "U4"]),
    st.sampled_from(["a", "a", "b", "unknown"]),
)
others: st.SearchStrategy[Command] = st.one_of(
    st.builds(lambda id_: poll(id_, TEMPLATES[id_]), st.sampled_from(POLLS)),
    st.builds(lambda id_: ClosePoll(poll=id_), st.sampled_from(POLLS)),
    st.builds(
        lambda id_: VoidPoll(poll=id_, authority="chair", ground="A mistake."),
        st.sampled_from(POLLS),
    ),
    st.builds(unit, st.sampled_from(["U4", "U5"])),
)
turns = st.lists(
    st.tuples(st.integers(1, 12), st.one_of(ballots, ballots, ballots, others)), max_size=24
)


def works(turn: Sequence[tuple[int, Command]]) -> list[Work]:
    """Commands under few keys, so that some come again and some keys are used for two."""
    return [
        Work(
            command=command,
            key=f"k{key}",
            fingerprint=fingerprint(command, None, None, None),
            by=LOCAL,
            streams=command.looks_up(),
        )
        for key, command in turn
    ]


def told(answer: Answer) -> Any:
    if isinstance(answer, DomainError):
        return answer.code, answer.facts
    return answer


def played(folder: Path, parts: Sequence[Sequence[Work]]) -> tuple[list[Any], list[Row], Any]:
    """The answers to these turns, the log, and the state that the writer would go on with."""
    store = SQLiteStore(folder)
    appender = Appender(store, LedgerDeciding(bytes), clock=lambda: 5)
    answers = [told(each) for part in parts for each in appender.append(LEDGER, part)]
    rows = list(store.read(LEDGER))
    store.close()
    return answers, rows, appender._states[LEDGER]


@settings(max_examples=60, deadline=None)
@given(turns)
def test_commands_that_come_together_are_decided_as_each_alone(
    turn: list[tuple[int, Command]],
) -> None:
    opened = [poll(id_, TEMPLATES[id_]) for id_ in POLLS]
    before = works([(100 + at, each) for at, each in enumerate([*season(), *opened])])
    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        together = played(Path(one), [before, works(turn)])
        alone = played(Path(other), [[each] for each in (*before, *works(turn))])
    assert together == alone
