"""Polls: open or closed, who may vote, what the tellers entered, what was announced.

Ballots themselves stay out of this state: a key look-up under the lock tells whether a member
has voted. The number of ballots cast is kept, for turnout.
"""

from typing import Literal

import msgspec

from engine.events.base import ContentRef
from engine.events.poll import PollOpened
from engine.rules.tally import PaperCount

Part = Literal["present", "absent", "recused"]


class Electorate(msgspec.Struct, kw_only=True):
    """Who may vote: weights, holders of mandates and parts, by member.

    Shared by all polls with the same roll; what changes while a poll is open is kept with
    the poll.
    """

    weight: dict[str, int]
    holder: dict[str, str]
    part: dict[str, Part]


class Announced(msgspec.Struct, kw_only=True):
    """An announced outcome: what it rested on and what it said."""

    index: int
    as_of: int
    rule: str
    result: ContentRef
    winners: tuple[str, ...]
    undecided: tuple[str, ...]


class Poll(msgspec.Struct, kw_only=True):
    """One poll. `moved` holds what changed for a member while it was open."""

    opened: PollOpened
    index: int
    at: int
    electorate: str
    """Key into `Polls.electorates`."""
    status: Literal["open", "closed", "announced", "voided"] = "open"
    moved: dict[str, Part] = {}
    cast: int = 0
    written: int = 0
    objections: dict[str, int] = {}
    entered: dict[str, PaperCount] = {}
    tally: PaperCount | None = None
    closed: int | None = None
    voided: int | None = None
    ground: str | None = None
    casting: tuple[str, ...] = ()
    lot_digest: bytes | None = None
    seed: bytes | None = None
    announced: Announced | None = None
    changed: int = 0
    """Index of the last event about this poll or one of its ballots."""


class Polls(msgspec.Struct, kw_only=True):
    """State of the poll noun. `electorates` by hexadecimal SHA-256 of the roll."""

    polls: dict[str, Poll] = {}
    electorates: dict[str, Electorate] = {}
