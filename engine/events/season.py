"""The ledger and the year around the conference: body, members, movement, compact, rules."""

from typing import Annotated, Literal
from uuid import UUID

import msgspec

from engine.events.base import ContentRef, Event, Sealed, Value
from engine.rules.rulebook import Rulebook
from engine.values.ids import AwardId, MemberId
from engine.values.numbers import Micros, Number, Weight
from engine.values.text import Code, Day, Name, Text


class Body(Value, frozen=True, kw_only=True):
    """Who votes and ranks: a bloc, a council, a jury. Keeps its id through all seasons."""

    id: Code
    name: Name
    kind: Literal["bloc", "cluster", "council", "committee", "jury"]


class Predecessor(Value, frozen=True, kw_only=True):
    """The ledger of the season before, as it stood: its id, size and Merkle root."""

    ledger: UUID
    size: Annotated[int, msgspec.Meta(ge=1)]
    root: Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]


class LedgerOpened(Event, frozen=True, kw_only=True):
    """Index 0 of every ledger: one season of one body."""

    TOPIC = "ledger-opened"
    ABOUT = ("season",)

    format: int
    ledger: UUID
    slug: Code
    title: Name
    body: Body
    season: Name
    time_zone: Name
    epoch: int
    disclosure: Literal["public", "members", "closed"]
    predecessor: Predecessor | None = None


class EpochBegun(Event, frozen=True, kw_only=True):
    """A restored or older copy of the ledger goes on. What was recorded after it was made is not
    in it: `known_size` is how many events there had been as far as is known, `known_root` their
    root, where one was kept elsewhere.
    """

    TOPIC = "epoch-begun"
    ABOUT = ("epoch",)

    epoch: Annotated[int, msgspec.Meta(ge=2)]
    cause: Literal["restored", "older", "other", "told"]
    known_size: Annotated[int, msgspec.Meta(ge=1)]
    reason: Text
    known_root: Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)] | None = None
    backup_made: Micros | None = None


class SeasonPlanned(Event, frozen=True, kw_only=True):
    """The season's plan: its days and what it is for."""

    TOPIC = "season-planned"
    ABOUT = ("season",)

    starts: Day
    ends: Day
    plan: Text


class SeasonArchived(Event, frozen=True, kw_only=True):
    """The season is over. Decisions from outside may still be recorded, years later."""

    TOPIC = "season-archived"
    ABOUT = ("season",)

    reason: Text


class LegalGroundCited(Event, frozen=True, kw_only=True):
    """A law, decision or guidance on which the season rests."""

    TOPIC = "legal-ground-cited"
    ABOUT = ("ground", "ground")

    ground: Code
    number: Name
    issuer: Name
    issued: Day
    title: Text


class MemberAdmitted(Event, frozen=True, kw_only=True):
    """A unit or person of the body. Units are named here; a person's name is sealed.

    `votes` and `ranked` tell members who vote from candidates who are only ranked; a guest
    does neither.
    """

    TOPIC = "member-admitted"
    ABOUT = ("member", "member")

    member: MemberId
    kind: Literal["unit", "person"]
    name: Name | None = None
    sealed: Sealed | None = None
    weight: Weight = 1
    votes: bool = True
    ranked: bool = True


class MemberWeightChanged(Event, frozen=True, kw_only=True):
    """The member's votes weigh otherwise from here on; polls already open keep theirs."""

    TOPIC = "member-weight-changed"
    ABOUT = ("member", "member")

    member: MemberId
    was: Weight
    weight: Weight
    reason: Text


class MemberReleased(Event, frozen=True, kw_only=True):
    """The member left the body; what it did stays."""

    TOPIC = "member-released"
    ABOUT = ("member", "member")

    member: MemberId
    reason: Text


class OfficeGiven(Event, frozen=True, kw_only=True):
    """A member holds an office from here on: `lead`, `deputy`, `chair`, `secretary`, `teller`…"""

    TOPIC = "office-given"
    ABOUT = ("office", "office", "member")

    member: MemberId
    office: Code
    ground: Text | None = None


class OfficeEnded(Event, frozen=True, kw_only=True):
    """The member holds the office no longer."""

    TOPIC = "office-ended"
    ABOUT = ("office", "office", "member")

    member: MemberId
    office: Code
    reason: Text


class NextOfficersChosen(Event, frozen=True, kw_only=True):
    """Who leads and who deputises in the next season, by rotation or by a poll."""

    TOPIC = "next-officers-chosen"
    ABOUT = ("season",)

    season: Name
    lead: MemberId
    deputy: MemberId | None = None
    meeting: Code | None = None
    poll: Code | None = None


class MovementLaunched(Event, frozen=True, kw_only=True):
    """The emulation movement of the year was launched."""

    TOPIC = "movement-launched"
    ABOUT = ("movement", "movement")

    movement: Code
    title: Text
    launched: Day | None = None


class CompactDrawnUp(Event, frozen=True, kw_only=True):
    """The compact of the year with its contents. `contents_count` stands where the wording
    of the contents is not on record.
    """

    TOPIC = "compact-drawn-up"
    ABOUT = ("compact", "compact")

    compact: Code
    title: Text
    contents_count: Number
    contents: tuple[Text, ...] = ()


class CompactSigned(Event, frozen=True, kw_only=True):
    """One member signed the compact."""

    TOPIC = "compact-signed"
    ABOUT = ("compact", "compact", "member")

    compact: Code
    member: MemberId


class RulebookAdopted(Event, frozen=True, kw_only=True):
    """The rules in full, as content. Version 1 adopts, later versions amend with a reason;
    scores and polls stay with the version they were made under.
    """

    TOPIC = "rulebook-adopted"
    NEEDS = ("content", Rulebook)
    ABOUT = ("rulebook",)

    version: int
    title: Text
    content: ContentRef
    number: Name | None = None
    reason: Text | None = None


class AwardRegistered(Event, frozen=True, kw_only=True):
    """A member registered for awards at the start of the year (where the rulebook asks it)."""

    TOPIC = "award-registered"
    ABOUT = ("registration", "member")

    member: MemberId
    awards: tuple[AwardId, ...]


class RegistrationWithdrawn(Event, frozen=True, kw_only=True):
    """The member withdrew its registration."""

    TOPIC = "registration-withdrawn"
    ABOUT = ("registration", "member")

    member: MemberId
    reason: Text


class AttachmentFiled(Event, frozen=True, kw_only=True):
    """A document beside the log: evidence, minutes, a scan. `about` names what it belongs to."""

    TOPIC = "attachment-filed"
    ABOUT = ("attachment", "attachment")

    attachment: Code
    about: Name
    name: Name
    media_type: Name
    content: ContentRef


class ClericalErrorCorrected(Event, frozen=True, kw_only=True):
    """A slip of the pen put right, both values visible. `index` is the event that held it."""

    TOPIC = "clerical-error-corrected"
    ABOUT = ("correction", "index", "field")

    index: int
    subject: Name
    field: Code
    was: Text
    becomes: Text
    reason: Text
