"""Who is at the door, and what the policy lets them do in a ledger."""

from collections.abc import Iterable, Mapping
from typing import cast
from uuid import UUID

import msgspec

from api.access.errors import NotAllowed, SignInNeeded
from api.access.policy import (
    COMMANDS,
    FOLLOWERS,
    READERS,
    WATCHERS,
    Disclosure,
    Role,
    may_give,
)
from engine.aggregates.ledger import Ledger
from engine.commands.base import LOCAL


class Who(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody at the door. `id` is the actor that envelopes will name.

    `everything`: before an administrator exists, whoever reaches the server may do everything.
    A delegate is one `member` in one `meeting` of one `ledger`, a `wall` the screen of one
    `ledger`. `writes` is False for a token that may only read.
    """

    id: str
    name: str | None = None
    account: str | None = None
    administrator: bool = False
    ledger: UUID | None = None
    member: str | None = None
    meeting: str | None = None
    wall: bool = False
    everything: bool = False
    writes: bool = True

    @property
    def is_public(self) -> bool:
        """Is nobody signed in."""
        return not self.everything and self.account is None and self.member is None

    def roles_in(self, id_: UUID | None, ledger: Ledger | None) -> frozenset[Role]:
        """The roles held in a ledger, or (None) where there is none yet."""
        if self.everything:
            return frozenset(role for roles in COMMANDS.values() for role in roles) | {"auditor"}
        held: set[Role] = {"public"}
        if self.administrator:
            held.add("administrator")
        if ledger is not None and self.account is not None:
            held.update(cast("Iterable[Role]", ledger.actors.roles_of(self.id)))
        if self.member is not None and self.ledger == id_:
            held.add("delegate")
        if self.wall and self.ledger == id_:
            held.add("wall")
        return frozenset(held)

    def check_may_give(self, command: str, id_: UUID | None, ledger: Ledger | None) -> None:
        """Refuse `SignInNeeded` or `NotAllowed` unless a role held here may give the command."""
        may = may_give(command)
        if not self.writes or not may & self.roles_in(id_, ledger):
            raise self._refusal(command, may)

    def may_read(self, id_: UUID, ledger: Ledger) -> bool:
        """May this ledger be read."""
        return self._may(READERS, id_, ledger)

    def check_may_read(self, id_: UUID, ledger: Ledger) -> None:
        """Refuse `SignInNeeded` or `NotAllowed` unless this ledger may be read."""
        self._check(READERS, "read", id_, ledger)

    def check_may_watch(self, id_: UUID, ledger: Ledger) -> None:
        """Refuse `SignInNeeded` or `NotAllowed` unless the wall of this ledger may be seen."""
        self._check(WATCHERS, "watch", id_, ledger)

    def check_may_follow(self, id_: UUID, ledger: Ledger) -> None:
        """Refuse `SignInNeeded` or `NotAllowed` unless they may know when this ledger grows."""
        self._check(FOLLOWERS, "follow", id_, ledger)

    def _may(self, table: Mapping[Disclosure, frozenset[Role]], id_: UUID, ledger: Ledger) -> bool:
        return self.everything or bool(_of(table, ledger) & self.roles_in(id_, ledger))

    def _check(
        self, table: Mapping[Disclosure, frozenset[Role]], act: str, id_: UUID, ledger: Ledger
    ) -> None:
        if not self._may(table, id_, ledger):
            raise self._refusal(act, _of(table, ledger))

    def check_administrator(self, act: str) -> None:
        """Refuse unless this is an administrator."""
        if not self.everything and not (self.administrator and self.writes):
            raise self._refusal(act, frozenset({"administrator"}))

    def _refusal(self, act: str, may: frozenset[Role]) -> SignInNeeded | NotAllowed:
        told = tuple(sorted(may))
        if self.is_public:
            return SignInNeeded(may=told)
        return NotAllowed(by=self.id, act=act, may=told)


def _of(table: Mapping[Disclosure, frozenset[Role]], ledger: Ledger) -> frozenset[Role]:
    opened = ledger.season.opened
    assert opened is not None, "a ledger begins with its opening"
    return table[opened.disclosure]


EVERYBODY = Who(id=LOCAL, everything=True)
"""Before an administrator exists."""
NOBODY = Who(id="public")
"""Nobody is signed in."""
WALL = "wall"
"""The id of a screen, which acts in nothing."""
