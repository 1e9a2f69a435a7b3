"""The ledger's decision state: the composition of one small state per noun."""

from collections.abc import Collection

import msgspec

from engine.aggregates.actors import Actors
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
from engine.events.stretch import Stretch


class Ledger(msgspec.Struct, kw_only=True):
    """All that decisions rest on. Private to its fold; changed only by `evolve`.

    `index` is the last event folded (-1: none yet), `at` its server time.
    """

    index: int = -1
    at: int = 0
    season: Season = msgspec.field(default_factory=Season)
    actors: Actors = msgspec.field(default_factory=Actors)
    roster: Roster = msgspec.field(default_factory=Roster)
    rulebooks: Rulebooks = msgspec.field(default_factory=Rulebooks)
    nominations: Nominations = msgspec.field(default_factory=Nominations)
    sheets: Sheets = msgspec.field(default_factory=Sheets)
    meetings: Meetings = msgspec.field(default_factory=Meetings)
    polls: Polls = msgspec.field(default_factory=Polls)
    awards: Awards = msgspec.field(default_factory=Awards)

    def quota(self, award: str) -> int | None:
        """How many this body may propose for the award; None where no quota is set."""
        rule = self.rulebooks.current.award(award)
        if rule is None or rule.quota is None:
            return None
        return rule.quota.allowed(
            members=len(self.roster.seated()),
            nominated=len(self.nominations.standing(award)),
            ranked=len(self.roster.ranked()),
        )

    def quota_left(self, award: str, besides: Collection[str] = ()) -> int | None:
        """What the award's quota leaves beside the proposals that stand.

        Proposals of the candidates `besides` do not count: a poll on them fills their places.
        """
        allowed = self.quota(award)
        if allowed is None:
            return None
        standing = [each for each in self.awards.standing(award) if each.candidate not in besides]
        return max(0, allowed - len(standing))

    def rests_on(self, poll: str) -> tuple[str, ...]:
        """What rests on a poll's outcome: rankings, proposals, motions, officers, a run-off."""
        officers = self.season.next_officers
        follower = self.polls.follower(poll)
        return (
            *("ranking" for each in self.awards.rankings if each.poll == poll),
            *(f"proposal {key}" for key, p in self.awards.proposals.items() if p.poll == poll),
            *(f"motion {each.id}" for each in self.meetings.motions.values() if each.poll == poll),
            *(("next-officers",) if officers is not None and officers.poll == poll else ()),
            *(() if follower is None else (f"poll {follower.id}",)),
        )


def evolve_stretch(ledger: Ledger, stretch: Stretch) -> bool:
    """Fold a stretch of ballots in, which comes to the same as one after the other.

    False, and nothing is changed, if one of them cannot be folded.
    """
    try:
        weights = [ledger.polls.weight_of(each.poll, each.members) for each in stretch.polls]
    except KeyError:  # a poll that never was, or nobody of its roll
        return False
    for each, weight in zip(stretch.polls, weights, strict=True):
        ledger.polls.polls[each.poll].count(len(each.members), weight, each.index)
    ledger.index = stretch.index
    ledger.at = stretch.at
    return True


def evolve(ledger: Ledger, recorded: Recorded) -> None:
    """Fold one event in. The events of a ledger come in the order of their indexes."""
    CHANGES[type(recorded.event)](ledger, recorded.event, recorded)
    ledger.index = recorded.index
    ledger.at = recorded.at
