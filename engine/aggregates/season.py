"""The season itself: what the ledger was opened for, its plan, movement, compact, documents."""

from typing import TYPE_CHECKING

import msgspec

from engine.aggregates.evolving import evolves
from engine.errors.ledger import LedgerClosed
from engine.events.base import ContentRef, Recorded
from engine.events.season import LedgerOpened

if TYPE_CHECKING:
    from engine.aggregates.ledger import Ledger


class Compact(msgspec.Struct, kw_only=True):
    """A compact and the indexes at which members signed it."""

    title: str
    contents: tuple[str, ...]
    contents_count: int
    index: int
    signed: dict[str, int] = {}


class LegalGround(msgspec.Struct, kw_only=True):
    """A cited text."""

    number: str
    issuer: str
    issued: str
    title: str
    index: int


class Movement(msgspec.Struct, kw_only=True):
    """A launched movement."""

    title: str
    launched: str | None
    index: int


class Attachment(msgspec.Struct, kw_only=True):
    """A filed document."""

    about: str
    name: str
    media_type: str
    content: ContentRef
    index: int


class Correction(msgspec.Struct, kw_only=True):
    """A slip put right: where it was, both values, why."""

    corrected: int
    subject: str
    field: str
    was: str
    becomes: str
    reason: str
    index: int


class NextOfficers(msgspec.Struct, kw_only=True):
    """Who leads the next season."""

    season: str
    lead: str
    deputy: str | None
    poll: str | None
    index: int


class Season(msgspec.Struct, kw_only=True):
    """State of the season noun."""

    opened: LedgerOpened | None = None
    archived: int | None = None
    plan: str | None = None
    starts: str | None = None
    ends: str | None = None
    grounds: dict[str, LegalGround] = {}
    movements: dict[str, Movement] = {}
    compacts: dict[str, Compact] = {}
    registrations: dict[str, tuple[str, ...]] = {}
    attachments: dict[str, Attachment] = {}
    corrections: list[Correction] = []
    next_officers: NextOfficers | None = None

    def check_running(self) -> None:
        """Refuse `LedgerClosed` once the season is archived."""
        if self.archived is not None:
            slug = None if self.opened is None else self.opened.slug
            raise LedgerClosed(ledger=slug)


@evolves(LedgerOpened)
def _(ledger: "Ledger", event: LedgerOpened, recorded: Recorded) -> None:
    ledger.season.opened = event
