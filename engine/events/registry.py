"""Every event by (topic, version): the one list from which stored names are read.

An unknown name is refused, never imported.
"""

from engine.events import actor, award, meeting, nomination, poll, season, sheet
from engine.events.base import Event

_MODULES = (season, actor, nomination, sheet, meeting, poll, award)

EVENTS: dict[tuple[str, int], type[Event]] = {
    (kind.TOPIC, kind.VERSION): kind
    for module in _MODULES
    for kind in vars(module).values()
    if isinstance(kind, type) and issubclass(kind, Event) and kind is not Event
}
