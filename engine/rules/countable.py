"""Can a rule count this ballot, and this poll? Asked before either is recorded.

A ballot cast by name is clean or refused: what a rule would pass over in an old ballot paper (an
option named twice, two options on one rank where that is an error) has no place in an answer
that somebody gives today. Looking at the ballot alone is quick; counting it would not be, under
rules that compare every pair of many options.

>>> from engine.rules.ballots import Choice
>>> from engine.rules.catalogue import rule_of
>>> check_ballot(rule_of("approval-1"), Choice(("a", "b")), options=("a", "b"), parameters={})
"""

from collections.abc import Mapping
from contextlib import suppress
from fractions import Fraction
from itertools import chain

from engine.errors.rules import BallotInvalid, OptionUnknown, StrengthsUnbounded
from engine.rules.ballots import (
    Ballot,
    BallotKind,
    Choice,
    Opinions,
    OptionId,
    Ranking,
    Scores,
    kind_of,
    options_of,
)
from engine.rules.parameters import Value
from engine.rules.rule import Rule
from engine.rules.tally import Base, Tally

_PROBE: dict[Base, int] = {"members": 1, "present": 1, "present-or-replied": 1}


def check_ballot(
    rule: Rule, ballot: Ballot, *, options: tuple[OptionId, ...], parameters: Mapping[str, Value]
) -> None:
    """Refuse `OptionUnknown` and `BallotInvalid`. `parameters` are the poll's, in full."""
    rule.check(Tally(options=options, ballots={ballot: 1}), seats=1)
    kind = kind_of(ballot)
    named = options_of(ballot)
    if len(set(named)) < len(named) and not _may_repeat(kind, parameters):
        raise BallotInvalid(ballot=kind, expected=("option-once",))
    match ballot:
        case Ranking(groups=groups):
            _check_ranks(kind, groups, parameters)
        case Choice(marks=marks):
            _check_ranks(kind, (marks,), parameters)
        case Scores(points=points):
            _check_scores(points, parameters)
        case _:  # a view of each option can be nothing else
            pass


def _may_repeat(kind: BallotKind, parameters: Mapping[str, Value]) -> bool:
    """Points may be heaped on one option; a nominee may count each time it is named."""
    heaped = "points_each" in parameters or parameters.get("repeats") == "each"
    return kind == "choice" and heaped


def _check_ranks(
    kind: BallotKind, groups: tuple[tuple[OptionId, ...], ...], parameters: Mapping[str, Value]
) -> None:
    refused = parameters.get("overvote_rule") == "refuse"
    if refused and any(len(group) > 1 for group in groups):
        raise BallotInvalid(ballot=kind, expected=("one-option-a-rank",))


def _check_scores(
    points: tuple[tuple[OptionId, int], ...], parameters: Mapping[str, Value]
) -> None:
    highest = None
    if "score_max" in parameters:
        highest = Fraction(parameters["score_max"])
    if "grades" in parameters:
        highest = Fraction(parameters["grades"]) - 1
    if highest is not None and any(not 0 <= units <= highest for _, units in points):
        raise BallotInvalid(ballot="scores", expected=(f"0..{highest}",))


def check_poll(
    rule: Rule,
    *,
    options: tuple[OptionId, ...],
    costs: Mapping[OptionId, int],
    seats: int,
    parameters: Mapping[str, Value],
    kind: BallotKind,
) -> None:
    """Refuse a poll that could not be counted, whatever is cast, by counting one ballot of it.

    Of many options only those that parameters name are kept, and as many as there are seats (two
    at least), so that any poll opens at once. Refuses what the rule refuses of seats, options,
    parameters and costs; what the ballots may fail to decide is not asked here.
    """
    rule.check(Tally(options=options), seats)
    named = _named(rule, parameters)
    for option in sorted(named - set(options)):
        raise OptionUnknown(option=option, known=tuple(sorted(options)))
    few = {*options[: max(seats, 2)], *named}
    kept = tuple(option for option in options if costs or option in few)
    tally = Tally(
        options=kept, ballots={_plain(kind, kept[0]): 1}, bases=dict(_PROBE), costs=dict(costs)
    )
    with suppress(StrengthsUnbounded):
        rule.count(tally, seats=seats, parameters=parameters)


def _named(rule: Rule, parameters: Mapping[str, Value]) -> set[OptionId]:
    """The options that the parameters name."""
    told = (
        str(parameters[each.name]).split(",")
        for each in rule.parameters
        if each.kind in ("option", "options")
    )
    return {*chain.from_iterable(told)} - {""}


def _plain(kind: BallotKind, option: OptionId) -> Ballot:
    """The simplest ballot that is not blank."""
    match kind:
        case "opinions":
            return Opinions(((option, "abstain"),))
        case "choice":
            return Choice((option,))
        case "ranking":
            return Ranking(((option,),))
        case "scores":
            return Scores(((option, 0),))
