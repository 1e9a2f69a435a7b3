"""Refusals around the season: body, members, offices, movement, compact, rulebooks, documents."""

from engine.errors.base import DomainError


class TimeZoneUnknown(DomainError):
    """The ledger's days need a zone of the IANA database. Facts: time_zone, expected."""

    code = "time-zone-unknown"


class SeasonAlreadyPlanned(DomainError):
    """The season has this very plan already. Facts: starts, ends."""

    code = "season-already-planned"


class SeasonUnfinished(DomainError):
    """A season is not archived over open polls or meetings. Facts: polls, meetings."""

    code = "season-unfinished"


class LegalGroundAlreadyCited(DomainError):
    """The ground is on record; another needs another id. Facts: ground."""

    code = "legal-ground-already-cited"


class MemberNotFound(DomainError):
    """The body has no such member (or no longer). Facts: member, known."""

    code = "member-not-found"


class MemberAlreadyAdmitted(DomainError):
    """The id belongs to a member of the body. Facts: member."""

    code = "member-already-admitted"


class WeightUnchanged(DomainError):
    """The member's vote weighs this already. Facts: member, weight."""

    code = "weight-unchanged"


class OfficeTaken(DomainError):
    """Lead and deputy are held by one member at a time. Facts: office, member, holder."""

    code = "office-taken"


class OfficeAlreadyGiven(DomainError):
    """The member holds this office already. Facts: office, member."""

    code = "office-already-given"


class OfficeNotHeld(DomainError):
    """The member does not hold this office. Facts: office, member, holders."""

    code = "office-not-held"


class NextOfficersAlreadyChosen(DomainError):
    """The same members were chosen for the same season. Facts: season, lead, deputy."""

    code = "next-officers-already-chosen"


class OfficerNotElected(DomainError):
    """The poll named has not elected this member. Facts: poll, member, elected."""

    code = "officer-not-elected"


class MovementAlreadyLaunched(DomainError):
    """The movement was launched before. Facts: movement."""

    code = "movement-already-launched"


class CompactAlreadyDrawnUp(DomainError):
    """The compact is on record; another needs another id. Facts: compact."""

    code = "compact-already-drawn-up"


class CompactNotFound(DomainError):
    """No compact with this id was drawn up. Facts: compact, known."""

    code = "compact-not-found"


class CompactAlreadySigned(DomainError):
    """A member signs a compact once. Facts: compact, member."""

    code = "compact-already-signed"


class RulebookNotAdopted(DomainError):
    """Nothing can be scored, nominated or voted before the rulebook is adopted."""

    code = "rulebook-not-adopted"


class RulebookAlreadyAdopted(DomainError):
    """A rulebook is in force; it is amended, with a reason. Facts: version."""

    code = "rulebook-already-adopted"


class RulebookUnchanged(DomainError):
    """The amendment says what is in force already. Facts: version."""

    code = "rulebook-unchanged"


class RulebookInvalid(DomainError):
    """The rulebook contradicts itself. Facts: field, value, expected."""

    code = "rulebook-invalid"


class AttachmentAlreadyFiled(DomainError):
    """A document is on file under this id. Facts: attachment."""

    code = "attachment-already-filed"


class SubjectNotFound(DomainError):
    """A correction names something that is not on record. Facts: subject, field."""

    code = "subject-not-found"


class FieldNotCorrectable(DomainError):
    """Only slips of the pen in these fields are corrected. Facts: subject, field, known."""

    code = "field-not-correctable"


class CorrectionMismatch(DomainError):
    """What the correction takes for the present text is not. Facts: subject, field, value, stands."""

    code = "correction-mismatch"
