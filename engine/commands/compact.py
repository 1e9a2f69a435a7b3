"""Commands of the year around the conference: legal grounds, movement, compact."""

from engine.aggregates.ledger import Ledger
from engine.commands.base import Command, Context, Decision, decided, decides
from engine.errors.season import (
    CompactAlreadyDrawnUp,
    CompactAlreadySigned,
    LegalGroundAlreadyCited,
    MovementAlreadyLaunched,
)
from engine.errors.values import FieldInvalid
from engine.events.season import (
    CompactDrawnUp,
    CompactSigned,
    LegalGroundCited,
    MovementLaunched,
)
from engine.values.days import check_day
from engine.values.ids import MemberId
from engine.values.numbers import Number
from engine.values.text import Code, Day, Name, Text


class CiteLegalGround(Command, frozen=True, kw_only=True):
    """Record a law, decision or guidance on which the season rests."""

    NAME = "cite-legal-ground"

    ground: Code
    number: Name
    issuer: Name
    issued: Day
    title: Text


@decides(CiteLegalGround)
def _(ledger: Ledger, command: CiteLegalGround, context: Context) -> Decision:
    ledger.season.check_running()
    check_day(command.issued, field="issued")
    if command.ground in ledger.season.grounds:
        raise LegalGroundAlreadyCited(ground=command.ground)
    return decided(
        LegalGroundCited(
            ground=command.ground,
            number=command.number,
            issuer=command.issuer,
            issued=command.issued,
            title=command.title,
        )
    )


class LaunchMovement(Command, frozen=True, kw_only=True):
    """Launch the emulation movement of the year."""

    NAME = "launch-movement"

    movement: Code
    title: Text
    launched: Day | None = None


@decides(LaunchMovement)
def _(ledger: Ledger, command: LaunchMovement, context: Context) -> Decision:
    ledger.season.check_running()
    check_day(command.launched, field="launched")
    if command.movement in ledger.season.movements:
        raise MovementAlreadyLaunched(movement=command.movement)
    return decided(
        MovementLaunched(movement=command.movement, title=command.title, launched=command.launched)
    )


class DrawUpCompact(Command, frozen=True, kw_only=True):
    """Record the compact of the year: its contents, or only their number where the wording
    is not at hand.
    """

    NAME = "draw-up-compact"

    compact: Code
    title: Text
    contents: tuple[Text, ...] = ()
    contents_count: Number | None = None


@decides(DrawUpCompact)
def _(ledger: Ledger, command: DrawUpCompact, context: Context) -> Decision:
    ledger.season.check_running()
    if command.compact in ledger.season.compacts:
        raise CompactAlreadyDrawnUp(compact=command.compact)
    count = len(command.contents) if command.contents_count is None else command.contents_count
    if count == 0 or (command.contents and count != len(command.contents)):
        expected = str(len(command.contents)) if command.contents else "1.."
        raise FieldInvalid(field="contents_count", value=count, expected=expected)
    return decided(
        CompactDrawnUp(
            compact=command.compact,
            title=command.title,
            contents=command.contents,
            contents_count=count,
        )
    )


class SignCompact(Command, frozen=True, kw_only=True):
    """One member signs the compact."""

    NAME = "sign-compact"

    compact: Code
    member: MemberId


@decides(SignCompact)
def _(ledger: Ledger, command: SignCompact, context: Context) -> Decision:
    ledger.season.check_running()
    compact = ledger.season.compact(command.compact)
    ledger.roster.member(command.member)
    if command.member in compact.signed:
        raise CompactAlreadySigned(compact=command.compact, member=command.member)
    return decided(CompactSigned(compact=command.compact, member=command.member))
