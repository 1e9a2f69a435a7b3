"""What every page of the desk shares: who sits at it, in which ledger, and as what."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any
from uuid import UUID, uuid4

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse

from api.access.errors import NotAllowed, SignInNeeded
from api.access.gate import WhoDep
from api.access.policy import COMMANDS, Role
from api.access.who import Who
from api.answers_out import about
from api.dependencies import HouseDep, LedgerPath
from api.house import House
from api.pages.rendering import page
from projections.answers import View
from projections.names import names_of

STAFF: frozenset[Role] = frozenset({"administrator", "secretary", "chair", "teller", "auditor"})

Told = Callable[[House, View], Mapping[str, Any]]


class Desk:
    """The desk of one ledger, for whoever has a role of staff in it."""

    def __init__(self, request: Request, house: HouseDep, who: WhoDep, ledger: LedgerPath) -> None:
        self.request = request
        self.house = house
        self.who = who
        self.ledger: UUID = house.id_of(ledger)

    def page(self, template: str, told: Told, *, status: int = 200) -> HTMLResponse:
        """A page of the desk. Refuses `SignInNeeded` and `NotAllowed`."""
        with self.house.answers.view(self.ledger) as view:
            ledger = view.state.ledger
            roles = self.who.roles_in(self.ledger, ledger)
            check_staff(self.who, roles)
            self.who.check_may_read(self.ledger, ledger)  # who opens seasons may not read them all
            books = ledger.rulebooks
            facts = {
                **about(self.house, view),
                "title": ledger.season.title,
                "names": names_of(self.house.store, view),
                "may": frozenset(name for name, may in COMMANDS.items() if may & roles),
                "two_persons": books.current.two_persons if books.versions else (),
                "locked": not self.who.everything,
                "new_key": lambda: str(uuid4()),
                **told(self.house, view),
            }
        return page(self.request, f"desk/{template}", facts, status=status)


def check_staff(who: Who, roles: frozenset[Role]) -> None:
    """Refuse `SignInNeeded` or `NotAllowed` for whoever has no role of staff."""
    if who.everything or roles & STAFF:
        return
    told = tuple(sorted(STAFF))
    if who.is_public:
        raise SignInNeeded(may=told)
    raise NotAllowed(by=who.id, act="desk", may=told)


DeskDep = Annotated[Desk, Depends()]
