"""What is a matter of whose vote it is, beside the role: a delegate votes for itself and for whose
mandate it holds, and nobody votes for a member in an electronic poll.
"""

from typing import cast

from api.access.errors import NotAllowed
from api.access.who import Who
from engine.aggregates.ledger import Ledger
from engine.commands.ballot import CastBallot, RaiseObjection
from engine.commands.base import Command


def check_own(who: Who, command: Command, ledger: Ledger | None) -> None:
    """Refuse `NotAllowed` where the vote is not theirs to give.

    `ledger` may be None for a delegate, of whom nothing more need be known.
    """
    if who.everything or not isinstance(command, CastBallot | RaiseObjection):
        return
    if who.member is not None:
        if who.member not in (command.member, command.holder) or (
            command.holder is not None and command.holder != who.member
        ):
            raise NotAllowed(by=who.id, act=command.NAME, may=("delegate",))
        return
    poll = cast("Ledger", ledger).polls.polls.get(command.poll)
    if poll is not None and poll.opened.method == "electronic":
        raise NotAllowed(by=who.id, act=command.NAME, may=("delegate",))
