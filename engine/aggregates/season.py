"""The season itself: what the ledger was opened for, its plan, movement, compact, documents."""

from typing import TYPE_CHECKING

import msgspec

from engine.aggregates.correcting import Correction
from engine.aggregates.evolving import evolves
from engine.errors.ledger import LedgerClosed
from engine.errors.season import CompactNotFound
from engine.events.base import ContentRef, Recorded
from engine.events.season import (
    AttachmentFiled,
    AwardRegistered,
    CompactDrawnUp,
    CompactSigned,
    EpochBegun,
    LedgerOpened,
    LegalGroundCited,
    MovementLaunched,
    NextOfficersChosen,
    RegistrationWithdrawn,
    SeasonArchived,
    SeasonPlanned,
)

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


class NextOfficers(msgspec.Struct, kw_only=True):
    """Who leads the next season."""

    season: str
    lead: str
    deputy: str | None
    meeting: str | None
    poll: str | None
    index: int


class Season(msgspec.Struct, kw_only=True):
    """State of the season noun. Registrations: member -> awards, as last registered."""

    opened: LedgerOpened | None = None
    title: str = ""
    """The title as it stands, corrections included."""
    epoch: int = 1
    """Of the log: a copy restored from a backup begins the next one."""
    index: int = 0
    """Of `opened`; where the title was first recorded."""
    archived: int | None = None
    planned: int | None = None
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

    def compact(self, compact: str) -> Compact:
        """The compact with this id. Refuses `CompactNotFound`."""
        found = self.compacts.get(compact)
        if found is None:
            raise CompactNotFound(compact=compact, known=tuple(sorted(self.compacts)))
        return found

    def unsigned(self, member: str) -> tuple[str, ...]:
        """Compacts drawn up that this member has not signed."""
        return tuple(
            sorted(key for key, each in self.compacts.items() if member not in each.signed)
        )


@evolves(LedgerOpened)
def _(ledger: "Ledger", event: LedgerOpened, recorded: Recorded) -> None:
    ledger.season.opened = event
    ledger.season.title = event.title
    ledger.season.epoch = event.epoch


@evolves(EpochBegun)
def _(ledger: "Ledger", event: EpochBegun, recorded: Recorded) -> None:
    ledger.season.epoch = event.epoch


@evolves(SeasonPlanned)
def _(ledger: "Ledger", event: SeasonPlanned, recorded: Recorded) -> None:
    season = ledger.season
    season.planned = recorded.index
    season.plan, season.starts, season.ends = event.plan, event.starts, event.ends


@evolves(SeasonArchived)
def _(ledger: "Ledger", event: SeasonArchived, recorded: Recorded) -> None:
    ledger.season.archived = recorded.index


@evolves(LegalGroundCited)
def _(ledger: "Ledger", event: LegalGroundCited, recorded: Recorded) -> None:
    ledger.season.grounds[event.ground] = LegalGround(
        number=event.number,
        issuer=event.issuer,
        issued=event.issued,
        title=event.title,
        index=recorded.index,
    )


@evolves(NextOfficersChosen)
def _(ledger: "Ledger", event: NextOfficersChosen, recorded: Recorded) -> None:
    ledger.season.next_officers = NextOfficers(
        season=event.season,
        lead=event.lead,
        deputy=event.deputy,
        meeting=event.meeting,
        poll=event.poll,
        index=recorded.index,
    )


@evolves(MovementLaunched)
def _(ledger: "Ledger", event: MovementLaunched, recorded: Recorded) -> None:
    ledger.season.movements[event.movement] = Movement(
        title=event.title, launched=event.launched, index=recorded.index
    )


@evolves(CompactDrawnUp)
def _(ledger: "Ledger", event: CompactDrawnUp, recorded: Recorded) -> None:
    ledger.season.compacts[event.compact] = Compact(
        title=event.title,
        contents=event.contents,
        contents_count=event.contents_count,
        index=recorded.index,
    )


@evolves(CompactSigned)
def _(ledger: "Ledger", event: CompactSigned, recorded: Recorded) -> None:
    ledger.season.compacts[event.compact].signed[event.member] = recorded.index


@evolves(AwardRegistered)
def _(ledger: "Ledger", event: AwardRegistered, recorded: Recorded) -> None:
    ledger.season.registrations[event.member] = event.awards


@evolves(RegistrationWithdrawn)
def _(ledger: "Ledger", event: RegistrationWithdrawn, recorded: Recorded) -> None:
    del ledger.season.registrations[event.member]


@evolves(AttachmentFiled)
def _(ledger: "Ledger", event: AttachmentFiled, recorded: Recorded) -> None:
    ledger.season.attachments[event.attachment] = Attachment(
        about=event.about,
        name=event.name,
        media_type=event.media_type,
        content=event.content,
        index=recorded.index,
    )
