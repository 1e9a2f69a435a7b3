"""Rankings adopted, proposals on their way, and what became of them."""

from typing import Literal

import msgspec

from engine.events.award import Origin
from engine.events.base import ContentRef

Status = Literal[
    "proposed", "passed", "not-passed", "submitted", "returned", "granted", "refused", "annulled"
]


class Ranked(msgspec.Struct, kw_only=True):
    """An adopted ranking."""

    meeting: str | None
    basis: str
    poll: str | None
    as_of: int
    result: ContentRef
    places: tuple[tuple[str, ...], ...]
    index: int


class Change(msgspec.Struct, kw_only=True):
    """One step of a proposal's way, for the reader: the status it reached and where."""

    status: Status
    index: int
    by: str | None = None
    reason: str | None = None
    number: str | None = None
    decided: str | None = None


class Proposal(msgspec.Struct, kw_only=True):
    """One award for one candidate, and the way it has gone."""

    award: str
    candidate: str
    status: Status
    index: int
    meeting: str | None = None
    ground: str | None = None
    poll: str | None = None
    submission: str | None = None
    decision: str | None = None
    name: str | None = None
    """The candidate's name, where the proposal was received from another body."""
    origin: Origin | None = None
    origin_award: str | None = None
    origin_candidate: str | None = None
    way: list[Change] = []


class Submission(msgspec.Struct, kw_only=True):
    """A dossier on its way up."""

    id: str
    recipient: str
    lines: tuple[tuple[str, str], ...]
    size: int
    root: bytes
    index: int
    status: Literal["sent", "returned"] = "sent"
    returns: list[tuple[int, str]] = []


class Decided(msgspec.Struct, kw_only=True):
    """An authority's decision."""

    id: str
    authority: str
    number: str
    decided: str
    lines: tuple[tuple[str, str], ...]
    index: int


class Awards(msgspec.Struct, kw_only=True):
    """State of the award nouns. `proposals` by `award/candidate`; `received` holds the
    (ledger/index) of facts taken over from other ledgers, so that none is taken twice.
    """

    rankings: list[Ranked] = []
    proposals: dict[str, Proposal] = {}
    submissions: dict[str, Submission] = {}
    decisions: dict[str, Decided] = {}
    received: dict[str, int] = {}

    def standing(self, award: str) -> list[Proposal]:
        """Proposals for the award that this body has not turned down."""
        return [
            each
            for each in self.proposals.values()
            if each.award == award and each.status != "not-passed"
        ]
