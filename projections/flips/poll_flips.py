"""What would have turned an option of a poll from carried to not, or from not to carried.

For rules that count votes or marks against a share, most votes first: thresholds, choices,
approval, plurality and their kin, and acclamation. Votes are votes of valid ballots for this
option, all other figures as they were: the same ballots cast, the same votes for the others.
"""

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction

import msgspec

from engine.errors import DomainError
from engine.rules.catalogue import rule_of
from engine.rules.outcome import Outcome, number
from engine.rules.placing import placed
from engine.rules.ties import Ladder
from projections.explaining.steps import Step, step
from projections.outcomes import compute, ladder_of, tally_of
from projections.state import State

RULES = (
    "threshold-1",
    "choose-1",
    "approval-1",
    "plurality-1",
    "block-1",
    "limited-1",
)
"""Where an option's votes are the ballots that are for it, and the most votes come first."""


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """A poll as this arithmetic sees it. `figure` None: there is no share to reach."""

    votes: dict[str, int]
    seats: int
    ladder: Ladder
    figure: int | None
    share: Fraction
    strict: bool
    has_quorum: bool
    valid: int

    def needed(self, share: Fraction) -> int:
        """The least votes that reach this share."""
        exact = share * (self.figure or 0)
        whole = exact.numerator // exact.denominator
        return max(1, whole + 1 if self.strict or exact != whole else whole)

    def elects(
        self,
        option: str,
        *,
        votes: int | None = None,
        share: Fraction | None = None,
        seats: int | None = None,
    ) -> bool:
        """Would the option be elected with these votes, this share, these places."""
        told: Mapping[str, int] = self.votes if votes is None else {**self.votes, option: votes}
        eligible = tuple(told)
        if self.figure is not None:
            needed = self.needed(self.share if share is None else share)
            eligible = tuple(o for o in told if told[o] >= needed and self.has_quorum)
        elif not self.has_quorum:
            eligible = ()
        made = placed(
            told,
            seats=self.seats if seats is None else seats,
            ties=self.ladder,
            eligible=eligible,
        )
        return option in made.winners


def poll_flips(state: State, poll: str, option: str) -> Iterator[Step]:
    """Every smallest change for one option; none for a rule that is not of this kind."""
    found = state.ledger.polls.polls[poll]
    if found.status not in ("closed", "announced"):
        return
    try:
        outcome = compute(state, poll)
    except DomainError:
        return
    carried = option in outcome.winners
    facts = {"poll": poll, "option": option, "carried": carried}
    if outcome.rule == "acclamation-1":
        yield from _consent(outcome, option, facts)
        return
    standing = standing_of(outcome, ladder_of(state, found))
    if standing is None:
        return
    assert standing.elects(option) == carried, "the arithmetic is that of the rule"
    yield from _votes(standing, option, facts)
    if standing.figure is not None:
        yield from _share(standing, option, facts)
        yield from _bases(state, poll, outcome, option, facts)
    if outcome.parameters.get("all_passing") is not True:
        yield from _places(standing, option, facts)


def standing_of(outcome: Outcome, ladder: Ladder) -> Standing | None:
    """The figures of an outcome, if its rule is one of votes and shares."""
    votes = next((each.facts["votes"] for each in outcome.trace if each.code == "votes"), None)
    if outcome.rule not in RULES or not isinstance(votes, tuple):
        return None
    share = Fraction(str(outcome.parameters.get("share", "0")))
    told = outcome.totals.get("bases")
    quorum = outcome.totals.get("quorum")
    measured = isinstance(told, tuple) and (share > 0 or outcome.rule == "threshold-1")
    figure = told[0][2] if measured and isinstance(told, tuple) else None
    valid = outcome.totals["valid"]
    assert isinstance(valid, int), "every rule of the family counts its ballots"
    return Standing(
        votes=dict(votes),
        seats=outcome.seats,
        ladder=ladder,
        figure=figure,
        share=share,
        strict=outcome.parameters.get("strict") is True,
        has_quorum=quorum[3] is True if isinstance(quorum, tuple) else True,
        valid=valid,
    )


def least(most: int, turns: Callable[[int], bool]) -> int | None:
    """The least number from 1 to `most` at which a question that turns once has turned."""
    if most < 1 or not turns(most):
        return None
    low, high = 1, most
    while low < high:
        middle = (low + high) // 2
        if turns(middle):
            high = middle
        else:
            low = middle + 1
    return low


def _consent(outcome: Outcome, option: str, facts: dict[str, object]) -> Iterator[Step]:
    """One objection is enough; or all there were would have to be withdrawn."""
    against = outcome.figures[option]["against"]
    yield step("flip-objections", **facts, objections=1 if facts["carried"] else against)


def _votes(standing: Standing, option: str, facts: dict[str, object]) -> Iterator[Step]:
    votes = standing.votes[option]
    carried = facts["carried"]
    most = votes if carried else standing.valid - votes
    sign = -1 if carried else 1
    found = least(most, lambda n: standing.elects(option, votes=votes + sign * n) != carried)
    if found is None:
        yield step("flip-no-votes", **facts, votes=votes, most=most)
    else:
        yield step("flip-votes", **facts, votes=votes, change=sign * found, at=votes + sign * found)


def _share(standing: Standing, option: str, facts: dict[str, object]) -> Iterator[Step]:
    """The share at which the option's votes stop, or begin, to be enough."""
    votes, figure = standing.votes[option], standing.figure or 0
    if not figure or not votes or not standing.has_quorum:
        return
    edge = Fraction(votes, figure)
    if facts["carried"]:
        # Up to its own share it passes; above (or, where more is needed, from there on) it fails.
        if edge < 1 or (edge == 1 and standing.strict):
            yield step("flip-share-above", **facts, share=number(edge), inclusive=standing.strict)
        return
    if edge > 1 or standing.votes[option] >= standing.needed(standing.share):
        return  # it reaches the share already: what it lacks is a place
    below = edge if not standing.strict else edge - Fraction(1, 2 * figure)
    if standing.elects(option, share=below):
        yield step("flip-share-below", **facts, share=number(edge), inclusive=not standing.strict)


def _bases(
    state: State, poll: str, outcome: Outcome, option: str, facts: dict[str, object]
) -> Iterator[Step]:
    """The other bases on which the same votes would have said otherwise."""
    found = state.ledger.polls.polls[poll]
    rule = rule_of(outcome.rule)
    choices = next(each.choices for each in rule.parameters if each.name == "base")
    for base in choices:
        other = rule.count(
            tally_of(state, poll),
            seats=found.opened.seats,
            parameters={**found.opened.parameters, "base": base},
            ties=ladder_of(state, found),
        )
        if (option in other.winners) != facts["carried"]:
            yield step("flip-base", **facts, base=base)


def _places(standing: Standing, option: str, facts: dict[str, object]) -> Iterator[Step]:
    """How many places would have brought it in, or left it out."""
    options = len(standing.votes)
    found = least(options, lambda n: standing.elects(option, seats=n))
    if found is None or found == 1:
        return
    if facts["carried"]:
        yield step("flip-fewer-places", **facts, places=found - 1, seats=standing.seats)
    elif found > standing.seats:
        yield step("flip-more-places", **facts, places=found, seats=standing.seats)
