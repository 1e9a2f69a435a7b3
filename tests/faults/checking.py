"""What must hold of a store after any fault, and what clients remember so that it can be checked.

The numbers are those of the promise in `docs/explanation/faults.md`; a failure begins with the number
and the words of the invariant that does not hold.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from uuid import UUID

import msgspec

from api.access.policy import may_give
from engine.commands.base import LOCAL
from engine.events.actor import ActorAdmitted, ActorDismissed
from engine.events.base import Recorded
from engine.events.poll import BallotCast
from engine.persistence.codec import Row, decode_row
from engine.persistence.store import Store
from projections.answers import Answers
from projections.checkpoints import checkpoint_of
from projections.notes import Note
from projections.state import digest
from projections.tree import root_of_rows
from tests.faults.hall import GIVEN

INVARIANTS = {
    "I1": "everything acknowledged is in the log, under its key, at the index that was told",
    "I2": "everything in the log was sent by somebody, and each key brought its events once",
    "I3": "indexes are dense, a first ballot is version 1 of its stream, time never goes back, an "
    "older root is the root of a prefix",
    "I4": "one vote per voter and poll",
    "I5": "every event's actor had the role for it at that index",
    "I6": "two replays give the same state",
    "I7": "every checkpoint that was signed is one of this log",
    "I8": "what was refused is not in the log",
}
COMMANDS = {
    "ledger-opened": "open-ledger",
    "member-admitted": "admit-member",
    "rulebook-adopted": "adopt-rulebook",
    "actor-admitted": "admit-actor",
    "actor-dismissed": "dismiss-actor",
    "poll-opened": "open-poll",
    "poll-closed": "close-poll",
    "ballot-cast": "cast-ballot",
    "epoch-begun": "begin-epoch",
}
"""Topic -> the command that brings it."""


class Told(msgspec.Struct):
    """What the clients of one ledger sent, and what they were told."""

    sent: dict[str, tuple[str, str]] = {}
    """Key -> poll and member."""
    acked: dict[str, int] = {}
    """Key -> index of the ballot, as the first answer said."""
    refused: dict[str, str] = {}
    """Key -> code. A refused ballot is not in the log."""
    roots: dict[int, bytes] = {}
    """Size -> root, as seen in earlier rounds."""
    signed: list[Note] = []
    """Checkpoints that somebody was shown."""
    locked_at: int | None = None
    """From this index on nobody acts unnamed; None: nobody ever signs in."""

    def answer(self, key: str, first: int) -> None:
        """Note an acknowledgement: the first one, or the same again."""
        assert self.acked.setdefault(key, first) == first, f"{key} got another answer"
        self.refused.pop(key, None)

    @property
    def unanswered(self) -> list[str]:
        """Keys of ballots sent of which nobody knows."""
        return [key for key in self.sent if key not in self.acked and key not in self.refused]


class Kept(msgspec.Struct, frozen=True):
    """What a store held when it was checked."""

    events: int
    ballots: int
    acked: int
    unanswered: int
    """Ballots in the log whose voters were not told."""


def check(
    store: Store,
    ledger: UUID,
    told: Told,
    *,
    acked: dict[str, int] | None = None,
    signed: Sequence[Note] | None = None,
    given: tuple[str, ...] = (GIVEN,),
    replay: bool,
) -> Kept:
    """Assert every invariant of an open store (I6 only with `replay`); what was found.

    `acked` and `signed` stand in for all that was acknowledged and signed, where only a part of it
    was at the moment of the fault. What is not a ballot has a key that begins as one of `given`.
    """
    acked = told.acked if acked is None else acked
    rows = list(store.read(ledger))
    events = [decode_row(row) for row in rows]
    size = store.head(ledger).size
    must("I3", [row.index for row in rows] == list(range(size)), f"{len(rows)} of {size} events")
    must("I3", all(a.at <= b.at for a, b in pairwise(events)), "a time below its predecessor")

    cast = _ballots(rows, events, told, given)
    lost = sorted(key for key, first in acked.items() if cast.get(key) != first)
    must("I1", not lost, f"{len(lost)} of {len(acked)} acknowledged are lost: {lost[:5]}")
    by = [(each.by, each.key) for each in events if isinstance(each.event, BallotCast)]
    commands = {key: row.first for (_, key), row in store.commands(ledger, by).items()}
    must("I2", commands == cast, "the table of commands and the log differ")

    _roles_held(events, told)
    _roots_hold(rows, told, told.signed if signed is None else signed)
    if replay:
        answers = Answers(store)
        one, other = (answers.rebuild(ledger, len(rows) - 1, snapshots=False) for _ in range(2))
        must("I6", digest(one) == digest(other), "their digests differ")
    return Kept(
        events=len(rows), ballots=len(cast), acked=len(acked), unanswered=len(cast.keys() - acked)
    )


def note_root(store: Store, ledger: UUID, told: Told) -> None:
    """Remember the root as it stands."""
    tree = root_of_rows(store.read(ledger))
    told.roots[tree.size] = tree.root


def must(invariant: str, holds: bool, found: str) -> None:
    """Fail with the invariant's number and words unless it holds."""
    assert holds, f"{invariant}, {INVARIANTS[invariant]}: {found}"


def _ballots(
    rows: Iterable[Row], events: Iterable[Recorded], told: Told, given: tuple[str, ...]
) -> dict[str, int]:
    """Key -> index of every ballot in the log. Asserts I2, I3, I4 and I8 of them."""
    cast: dict[str, int] = {}
    votes: Counter[tuple[str, str]] = Counter()
    for row, recorded in zip(rows, events, strict=True):
        key, event = recorded.key, recorded.event
        if not isinstance(event, BallotCast):
            must("I2", key.startswith(given), f"{key} was not sent")
            continue
        must("I2", key not in cast, f"{key} is there twice")
        must("I2", told.sent.get(key) == (event.poll, event.member), f"{key} says another thing")
        must("I8", key not in told.refused, f"{key} was refused: {told.refused.get(key)}")
        must("I3", row.version == 1, f"{key} is version {row.version}")
        cast[key] = recorded.index
        votes[event.poll, event.member] += 1
    twice = [each for each, number in votes.items() if number > 1]
    must("I4", not twice, f"voted more than once: {twice[:5]}")
    return cast


def _roles_held(events: Iterable[Recorded], told: Told) -> None:
    """Assert I5 by replaying the events that give and end roles, and nothing else."""
    roles: dict[str, tuple[str, ...]] = {}
    for recorded in events:
        event = recorded.event
        if recorded.by == LOCAL:
            may = told.locked_at is None or recorded.index < told.locked_at
        else:
            held = {*roles.get(recorded.by, ())}
            if isinstance(event, BallotCast) and event.member == recorded.by:
                held.add("delegate")
            may = bool(held & may_give(COMMANDS[event.TOPIC]))
        must("I5", may, f"{recorded.by} at {recorded.index}, {event.TOPIC}")
        if isinstance(event, ActorAdmitted):
            roles[event.actor] = event.roles
        elif isinstance(event, ActorDismissed):
            del roles[event.actor]


def _roots_hold(rows: Sequence[Row], told: Told, signed: Sequence[Note]) -> None:
    """Assert that the log extends every root that was seen (I3) or signed (I7)."""
    for size, root in told.roots.items():
        must("I3", root_of_rows(rows[:size]).root == root, f"the root of size {size} has changed")
    checkpoints = {(told.size, told.root) for told in map(checkpoint_of, signed)}
    for size, root in sorted(checkpoints):
        must("I7", size <= len(rows), f"{size} events were signed, {len(rows)} are there")
        must("I7", root_of_rows(rows[:size]).root == root, f"another root of size {size}")
