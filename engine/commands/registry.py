"""Every command by its public name."""

from engine.commands import (
    actor,
    attendance,
    award,
    ballot,
    compact,
    decision,
    document,
    eligibility,
    epoch,
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
    tie,
)
from engine.commands.base import Command

_MODULES = (
    season,
    epoch,
    actor,
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
    tie,
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
