"""Every command by its public name, and the one function that decides it."""

from engine.commands import (
    attendance,
    award,
    ballot,
    compact,
    decision,
    document,
    eligibility,
    meeting,
    member,
    motion,
    nomination,
    poll,
    ranking,
    rulebook,
    scoring,
    season,
    sheet,
)
from engine.commands.base import DECIDERS, Command, Decider

_MODULES = (
    season,
    member,
    compact,
    document,
    rulebook,
    nomination,
    eligibility,
    sheet,
    scoring,
    meeting,
    attendance,
    motion,
    poll,
    ballot,
    ranking,
    award,
    decision,
)

COMMANDS: dict[str, type[Command]] = {
    kind.NAME: kind
    for module in _MODULES
    for kind in vars(module).values()
    if isinstance(kind, type) and issubclass(kind, Command) and kind is not Command
}


def decider_of(command: Command) -> Decider:
    """The decider of this command."""
    return DECIDERS[type(command)]
