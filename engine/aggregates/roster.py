"""The roster: members, their weights, and offices given and ended."""

from typing import TYPE_CHECKING

import msgspec

from engine.aggregates.evolving import evolves
from engine.errors.nomination import CandidateNotRanked
from engine.errors.season import MemberNotFound
from engine.events.base import Recorded, Sealed
from engine.events.season import (
    MemberAdmitted,
    MemberReleased,
    MemberWeightChanged,
    OfficeEnded,
    OfficeGiven,
)

if TYPE_CHECKING:
    from engine.aggregates.ledger import Ledger


class Member(msgspec.Struct, kw_only=True):
    """A unit or person as the ledger knows it now. `released` is an index or None."""

    id: str
    kind: str
    name: str | None
    sealed: Sealed | None
    weight: int
    votes: bool
    ranked: bool
    index: int
    released: int | None = None


class Roster(msgspec.Struct, kw_only=True):
    """State of the member noun. `offices` maps office -> member -> index since when."""

    members: dict[str, Member] = {}
    offices: dict[str, dict[str, int]] = {}

    def member(self, member: str) -> Member:
        """The member, still of the body. Refuses `MemberNotFound`."""
        found = self.members.get(member)
        if found is None or found.released is not None:
            raise MemberNotFound(member=member, known=tuple(sorted(self.current())))
        return found

    def candidate(self, member: str) -> Member:
        """The member, if it is ranked. Refuses `MemberNotFound`, and `CandidateNotRanked` for who
        only votes.
        """
        found = self.member(member)
        if not found.ranked:
            raise CandidateNotRanked(candidate=member, known=tuple(sorted(self.ranked())))
        return found

    def current(self) -> dict[str, Member]:
        """Members not released."""
        return {id_: each for id_, each in self.members.items() if each.released is None}

    def seated(self) -> dict[str, Member]:
        """Current members who vote or are ranked: the size of the body."""
        return {id_: each for id_, each in self.current().items() if each.votes or each.ranked}

    def voters(self) -> dict[str, Member]:
        """Current members who vote."""
        return {id_: each for id_, each in self.current().items() if each.votes}

    def ranked(self) -> dict[str, Member]:
        """Current members who are ranked."""
        return {id_: each for id_, each in self.current().items() if each.ranked}

    def holds(self, member: str, office: str) -> bool:
        """Does the member hold the office now."""
        return member in self.offices.get(office, {})

    def holders(self, office: str) -> tuple[str, ...]:
        """Who holds the office now, sorted."""
        return tuple(sorted(self.offices.get(office, {})))

    def offices_of(self, member: str) -> tuple[str, ...]:
        """The offices the member holds now, sorted."""
        return tuple(sorted(office for office in self.offices if self.holds(member, office)))


@evolves(MemberAdmitted)
def _(ledger: "Ledger", event: MemberAdmitted, recorded: Recorded) -> None:
    ledger.roster.members[event.member] = Member(
        id=event.member,
        kind=event.kind,
        name=event.name,
        sealed=event.sealed,
        weight=event.weight,
        votes=event.votes,
        ranked=event.ranked,
        index=recorded.index,
    )


@evolves(MemberWeightChanged)
def _(ledger: "Ledger", event: MemberWeightChanged, recorded: Recorded) -> None:
    ledger.roster.members[event.member].weight = event.weight


@evolves(MemberReleased)
def _(ledger: "Ledger", event: MemberReleased, recorded: Recorded) -> None:
    ledger.roster.members[event.member].released = recorded.index


@evolves(OfficeGiven)
def _(ledger: "Ledger", event: OfficeGiven, recorded: Recorded) -> None:
    ledger.roster.offices.setdefault(event.office, {})[event.member] = recorded.index


@evolves(OfficeEnded)
def _(ledger: "Ledger", event: OfficeEnded, recorded: Recorded) -> None:
    holders = ledger.roster.offices[event.office]
    del holders[event.member]
    if not holders:
        del ledger.roster.offices[event.office]
