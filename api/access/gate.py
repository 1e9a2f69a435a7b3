"""Where requests meet the policy: who sends this one, and may they ask or change that.

Before an administrator exists everybody may do everything, and nothing is looked up.
"""

from contextlib import suppress
from functools import partial
from typing import Annotated, cast
from uuid import UUID

from fastapi import Depends, Request
from starlette.types import Scope

from api.access.doorkeeper import Doorkeeper
from api.access.errors import SecondNotValid
from api.access.own import check_own
from api.access.who import EVERYBODY, Who
from api.house import House
from api.together import together
from engine.commands.base import Command
from engine.commands.season import OpenLedger
from engine.errors import DomainError
from engine.errors.ledger import EventNotFolded
from engine.persistence.store import Head


def doors_of(request: Request) -> Doorkeeper | None:
    """The doorkeeper of this app; None where the app was made without one."""
    return cast("Doorkeeper | None", request.app.state.doors)


def nobody_signs_in(scope: Scope) -> bool:
    """May everybody do everything, as there is no administrator yet."""
    doors: Doorkeeper | None = scope["app"].state.doors
    return doors is None or not doors.was_locked()


async def who_of(request: Request) -> Who:
    """Who sends this request. Refuses `RequestForged`, `TokenNotValid`."""
    doors = doors_of(request)
    if doors is None or nobody_signs_in(request.scope):
        who = EVERYBODY
    else:
        who = await together(partial(doors.who, request))
    request.state.who = who
    return who


WhoDep = Annotated[Who, Depends(who_of)]


def check_may_change(
    house: House, who: Who, ledger: str, kind: type[Command], command: Command | None = None
) -> None:
    """Refuse `SignInNeeded` or `NotAllowed` unless they may give this kind of command here, and,
    once it is read, this command. Refuses `LedgerNotFound`.
    """
    if who.everything:
        return
    if kind is OpenLedger:
        who.check_may_give(kind.NAME, None, None)
        return
    id_ = house.id_of(ledger)
    if who.member is not None:  # a delegate's right is in its session; no ledger need be folded
        who.check_may_give(kind.NAME, id_, None)
        if command is not None:
            check_own(who, command, None)
        return
    with house.answers.view(id_) as view:
        who.check_may_give(kind.NAME, id_, view.state.ledger)
        if command is not None:
            check_own(who, command, view.state.ledger)


def check_may_read(house: House, who: Who, ledger: str) -> UUID:
    """The id of a ledger that they may read. Refuses `SignInNeeded`, `NotAllowed`,
    `LedgerNotFound`.
    """
    id_ = house.id_of(ledger)
    if not who.everything:
        with house.answers.view(id_) as view:
            who.check_may_read(id_, view.state.ledger)
    return id_


def check_may_follow(house: House, who: Who, ledger: str) -> UUID:
    """The id of a ledger of whose growth they may know. Refuses as `check_may_read` does."""
    id_ = house.id_of(ledger)
    if not who.everything:
        with house.answers.view(id_) as view:
            who.check_may_follow(id_, view.state.ledger)
    return id_


def may_still_follow(request: Request, house: House, ledger: str) -> bool:
    """May whoever sent a request that is being answered for long still follow the ledger. That it is
    asked is no use of a session: who went away from a page that is open is signed out as ever.
    """
    doors = doors_of(request)
    try:
        locked = doors is not None and doors.was_locked()
        who = doors.who(request, uses=False) if doors is not None and locked else EVERYBODY
        check_may_follow(house, who, ledger)
    except DomainError:
        return False
    return True


def second_of(request: Request, who: Who, claimed: str | None) -> str | None:
    """The second person of an act. What a body claims counts only while nobody signs in.

    Refuses `SecondNotValid`.
    """
    if who.everything:
        return claimed
    if claimed is not None:
        raise SecondNotValid
    doors = doors_of(request)
    return None if doors is None else doors.second(request, who)


def readable(house: House, who: Who) -> list[Head]:
    """The ledgers that they may read, oldest first."""
    heads = house.store.ledgers()
    if who.everything:
        return heads
    found = []
    for head in heads:
        # Who may read is told by what came before an event that stops the ledger; where that is
        # its opening, nobody is known who may.
        with (
            suppress(EventNotFolded),
            house.answers.view(head.id, even_stopped=True) as view,
        ):
            if who.may_read(head.id, view.state.ledger):
                found.append(head)
    return found
