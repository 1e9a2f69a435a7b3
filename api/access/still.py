"""May they still: asked once more under the ledger's lock, where roles cannot change meanwhile.

The door asks before it lets a command in. Between that and its turn the actor may have been dismissed,
or admitted in other roles; what is recorded must have been allowed at its index.
"""

from api.access.errors import NotAllowed
from api.access.policy import may_give
from engine.aggregates.ledger import Ledger
from engine.commands.base import Finding
from engine.events.actor import ActorDismissed


def check_still_may(ledger: Ledger, command: str, by: str, find: Finding) -> None:
    """Refuse `NotAllowed` to an actor of staff who has no role for this command, or none any more.

    Members act by a session and administrators by an account, which the ledger does not know.
    """
    may = may_give(command)
    if by in ledger.roster.members or "administrator" in may:
        return
    if by in ledger.actors.admitted:
        allowed = bool(may & {*ledger.actors.roles_of(by)})
    else:
        newest = find(("actor", by))
        allowed = newest is None or not isinstance(newest.event, ActorDismissed)
    if not allowed:
        raise NotAllowed(by=by, act=command, may=tuple(sorted(may)))
