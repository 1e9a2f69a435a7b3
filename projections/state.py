"""The state of one ledger: the one composition of folds behind live answers, rebuilds, answers
as of a moment, and what-ifs.

`FOLD_VERSION` changes whenever the same events would fold into other bytes; a golden digest in
the tests enforces it. Snapshots are keyed by it, so a stale one is never read.
"""

from collections.abc import Callable, Iterable
from functools import partial
from hashlib import sha256

import msgspec

from engine.aggregates.ledger import Ledger, evolve, evolve_stretch
from engine.events.base import Recorded
from engine.events.stretch import Stretch
from engine.persistence.codec import Row, decode
from engine.persistence.joining import JoinedPage, Page
from engine.persistence.reading import fold_in, fold_in_pages
from projections.tallies import Tallies
from projections.tallies import fold as fold_tallies
from projections.tallies import fold_stretch as fold_tallies_stretch

FOLD_VERSION = 4
FOLD = f"state-{FOLD_VERSION}"


class State(msgspec.Struct, kw_only=True):
    """Everything answers are made of. Private to whoever folds it."""

    ledger: Ledger = msgspec.field(default_factory=Ledger)
    tallies: Tallies = msgspec.field(default_factory=Tallies)

    @property
    def index(self) -> int:
        """The last event folded; -1 before the first."""
        return self.ledger.index


def fold(state: State, recorded: Recorded) -> None:
    """Fold one event in."""
    evolve(state.ledger, recorded)
    fold_tallies(state.tallies, state.ledger, recorded)


def fold_stretch(state: State, stretch: Stretch) -> bool:
    """Fold a stretch of ballots in, which comes to the same as one after the other.

    False, and nothing is changed, if one of them cannot be folded.
    """
    if not evolve_stretch(state.ledger, stretch):
        return False
    fold_tallies_stretch(state.tallies, state.ledger, stretch)
    return True


def fold_rows(state: State, rows: Iterable[Row], content: Callable[[bytes], bytes]) -> None:
    """Fold stored rows in, in their order. Refuses `EventNotFolded`; the state is spoiled then."""
    fold_in(rows, content, partial(fold, state))


def fold_pages(
    state: State, pages: Iterable[Page | JoinedPage], content: Callable[[bytes], bytes]
) -> None:
    """Fold pages of stored bytes in, as `fold_rows` does and several times as fast."""
    fold_in_pages(pages, content, partial(fold, state), partial(fold_stretch, state))


_encoder = msgspec.msgpack.Encoder(uuid_format="bytes")


def pack(state: State) -> bytes:
    """The state as bytes, for a snapshot.

    Maps stand in the order in which events filled them, so the same events always give the
    same bytes, folded live, from 0, or on top of a snapshot.
    """
    return _encoder.encode(state)


def unpack(data: bytes) -> State:
    """A state from its snapshot, not shared with any other."""
    return decode(data, State)


def digest(state: State) -> str:
    """SHA-256 of the packed state: the same events have the same digest."""
    return sha256(pack(state)).hexdigest()
