"""The ledger's decision state: the composition of one small state per noun."""

import msgspec

from engine.aggregates.awards import Awards
from engine.aggregates.evolving import CHANGES
from engine.aggregates.meetings import Meetings
from engine.aggregates.nominations import Nominations
from engine.aggregates.polls import Polls
from engine.aggregates.roster import Roster
from engine.aggregates.rulebooks import Rulebooks
from engine.aggregates.season import Season
from engine.aggregates.sheets import Sheets
from engine.events.base import Recorded


class Ledger(msgspec.Struct, kw_only=True):
    """All that decisions rest on. Private to its fold; changed only by `evolve`.

    `index` is the last event folded (-1: none yet), `at` its server time.
    """

    index: int = -1
    at: int = 0
    season: Season = msgspec.field(default_factory=Season)
    roster: Roster = msgspec.field(default_factory=Roster)
    rulebooks: Rulebooks = msgspec.field(default_factory=Rulebooks)
    nominations: Nominations = msgspec.field(default_factory=Nominations)
    sheets: Sheets = msgspec.field(default_factory=Sheets)
    meetings: Meetings = msgspec.field(default_factory=Meetings)
    polls: Polls = msgspec.field(default_factory=Polls)
    awards: Awards = msgspec.field(default_factory=Awards)


def evolve(ledger: Ledger, recorded: Recorded) -> None:
    """Fold one event in. The events of a ledger come in the order of their indexes."""
    CHANGES[type(recorded.event)](ledger, recorded.event, recorded)
    ledger.index = recorded.index
    ledger.at = recorded.at
