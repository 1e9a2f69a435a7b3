"""Commands of the roster: members, what their votes weigh, offices."""

from typing import ClassVar, Literal

from engine.aggregates.ledger import Ledger
from engine.commands.base import Command, Context, Decision, decided, decides
from engine.errors.season import (
    MemberAlreadyAdmitted,
    OfficeAlreadyGiven,
    OfficeNotHeld,
    OfficeTaken,
    WeightUnchanged,
)
from engine.events.season import (
    MemberAdmitted,
    MemberReleased,
    MemberWeightChanged,
    OfficeEnded,
    OfficeGiven,
)
from engine.values.ids import MemberId
from engine.values.numbers import Weight
from engine.values.text import Code, Name, Text

HELD_BY_ONE = ("lead", "deputy")
"""Offices that one member holds at a time."""


class AdmitMember(Command, frozen=True, kw_only=True):
    """Admit a unit or a person to the body. A person's name never enters the log.

    `votes` and `ranked` tell voters from candidates; who left may be admitted again.
    """

    NAME = "admit-member"
    PERSONAL: ClassVar[tuple[str, ...]] = ("name",)

    member: MemberId
    kind: Literal["unit", "person"] = "unit"
    name: Name
    weight: Weight = 1
    votes: bool = True
    ranked: bool = True


@decides(AdmitMember)
def _(ledger: Ledger, command: AdmitMember, context: Context) -> Decision:
    ledger.season.check_running()
    if command.member in ledger.roster.current():
        raise MemberAlreadyAdmitted(member=command.member)
    person = command.kind == "person"
    sealed, private = context.seal("name", command.name) if person else (None, None)
    return decided(
        MemberAdmitted(
            member=command.member,
            kind=command.kind,
            name=None if person else command.name,
            sealed=sealed,
            weight=command.weight,
            votes=command.votes,
            ranked=command.ranked,
        ),
        privates=() if private is None else (private,),
    )


class ChangeWeight(Command, frozen=True, kw_only=True):
    """Let a member's votes weigh otherwise; polls already open keep the old weight."""

    NAME = "change-weight"

    member: MemberId
    weight: Weight
    reason: Text


@decides(ChangeWeight)
def _(ledger: Ledger, command: ChangeWeight, context: Context) -> Decision:
    ledger.season.check_running()
    member = ledger.roster.member(command.member)
    if member.weight == command.weight:
        raise WeightUnchanged(member=command.member, weight=command.weight)
    return decided(
        MemberWeightChanged(
            member=command.member,
            was=member.weight,
            weight=command.weight,
            reason=command.reason,
        )
    )


class ReleaseMember(Command, frozen=True, kw_only=True):
    """Record that a member left the body. Its offices end; what it did stays."""

    NAME = "release-member"

    member: MemberId
    reason: Text


@decides(ReleaseMember)
def _(ledger: Ledger, command: ReleaseMember, context: Context) -> Decision:
    ledger.season.check_running()
    ledger.roster.member(command.member)
    ended = (
        OfficeEnded(member=command.member, office=office, reason=command.reason)
        for office in ledger.roster.offices_of(command.member)
    )
    return decided(*ended, MemberReleased(member=command.member, reason=command.reason))


class GiveOffice(Command, frozen=True, kw_only=True):
    """Give a member an office. `lead` and `deputy` must be free, other offices are shared."""

    NAME = "give-office"

    member: MemberId
    office: Code
    ground: Text | None = None


@decides(GiveOffice)
def _(ledger: Ledger, command: GiveOffice, context: Context) -> Decision:
    ledger.season.check_running()
    ledger.roster.member(command.member)
    if ledger.roster.holds(command.member, command.office):
        raise OfficeAlreadyGiven(office=command.office, member=command.member)
    holders = ledger.roster.holders(command.office)
    if command.office in HELD_BY_ONE and holders:
        raise OfficeTaken(office=command.office, member=command.member, holder=holders[0])
    return decided(OfficeGiven(member=command.member, office=command.office, ground=command.ground))


class EndOffice(Command, frozen=True, kw_only=True):
    """End a member's office."""

    NAME = "end-office"

    member: MemberId
    office: Code
    reason: Text


@decides(EndOffice)
def _(ledger: Ledger, command: EndOffice, context: Context) -> Decision:
    ledger.season.check_running()
    if not ledger.roster.holds(command.member, command.office):
        raise OfficeNotHeld(
            office=command.office,
            member=command.member,
            holders=ledger.roster.holders(command.office),
        )
    return decided(OfficeEnded(member=command.member, office=command.office, reason=command.reason))
