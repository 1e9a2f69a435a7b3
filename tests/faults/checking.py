"""What must hold of a store after any fault, and what clients remember so that it can be checked.

The numbers are those of the promise in `docs/explanation/faults.md`:

I1  everything acknowledged is in the log, under the key and at the index that was told;
I2  everything in the log was sent by somebody, and each key brought its events once;
I3  indexes are dense, a ballot is version 1 of its stream, an older root is the root of a prefix;
I4  one vote per voter and poll;
I6  two replays give the same state.
"""

from collections import Counter
from itertools import pairwise
from uuid import UUID

import msgspec

from engine.commands.submit import LOCAL
from engine.events.poll import BallotCast
from engine.persistence.codec import decode_row
from engine.persistence.store import Store
from projections.answers import Answers
from projections.state import digest
from projections.tree import root_of_rows

GIVEN = "given"
"""The keys of what a test records before its fault begin so."""


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
    store: Store, ledger: UUID, told: Told, *, acked: dict[str, int] | None = None, replay: bool
) -> Kept:
    """Assert I1 to I4 (and I6, with `replay`) of an open store; what was found.

    `acked` stands in for all that was acknowledged, where only a part of it was at the moment of
    the fault.
    """
    acked = told.acked if acked is None else acked
    rows = list(store.read(ledger))
    events = [decode_row(row) for row in rows]
    assert [row.index for row in rows] == list(range(store.head(ledger).size)), "I3: not dense"
    assert all(a.at <= b.at for a, b in pairwise(events)), "time went back"

    cast: dict[str, int] = {}
    votes: Counter[tuple[str, str]] = Counter()
    for row, recorded in zip(rows, events, strict=True):
        event = recorded.event
        if not isinstance(event, BallotCast):
            assert recorded.key.startswith(GIVEN), f"I2: {recorded.key} was not sent"
            continue
        assert recorded.key not in cast, f"I2: {recorded.key} is there twice"
        assert told.sent[recorded.key] == (event.poll, event.member), f"I2: {recorded.key}"
        assert recorded.key not in told.refused, f"I8: {recorded.key} was refused"
        assert row.version == 1, "I3: the first ballot of a stream is its version 1"
        cast[recorded.key] = recorded.index
        votes[event.poll, event.member] += 1
    lost = {key: first for key, first in acked.items() if cast.get(key) != first}
    assert not lost, (
        f"I1: {len(lost)} of {len(acked)} acknowledged ballots lost: {sorted(lost)[:5]}"
    )
    assert set(votes.values()) <= {1}, "I4: somebody voted twice"

    commands = store.commands(ledger, [(LOCAL, key) for key in cast])
    assert {key: row.first for (_, key), row in commands.items()} == cast, "I2: commands and log"

    for size, root in told.roots.items():
        assert root_of_rows(rows[:size]).root == root, f"I3: the root of size {size} has changed"
    if replay:
        answers = Answers(store)
        one, other = (answers.rebuild(ledger, len(rows) - 1, snapshots=False) for _ in range(2))
        assert digest(one) == digest(other), "I6: two replays differ"
    return Kept(
        events=len(rows), ballots=len(cast), acked=len(acked), unanswered=len(cast.keys() - acked)
    )


def note_root(store: Store, ledger: UUID, told: Told) -> None:
    """Remember the root as it stands."""
    tree = root_of_rows(store.read(ledger))
    told.roots[tree.size] = tree.root
