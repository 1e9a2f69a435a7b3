"""The roster: members, their weights, and offices given and ended."""

import msgspec

from engine.errors.season import MemberNotFound
from engine.events.base import Sealed


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

    def current(self) -> dict[str, Member]:
        """Members not released."""
        return {id_: each for id_, each in self.members.items() if each.released is None}

    def voters(self) -> dict[str, Member]:
        """Current members who vote."""
        return {id_: each for id_, each in self.current().items() if each.votes}

    def ranked(self) -> dict[str, Member]:
        """Current members who are ranked."""
        return {id_: each for id_, each in self.current().items() if each.ranked}

    def holds(self, member: str, office: str) -> bool:
        """Does the member hold the office now."""
        return member in self.offices.get(office, {})
