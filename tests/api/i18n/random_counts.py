"""What rules utter: the steps of counts of random small polls, always the same."""

from functools import lru_cache
from random import Random

from engine.errors import DomainError
from engine.rules.ballots import Ballot, BallotKind, Choice, Opinions, Ranking, Scores, View
from engine.rules.catalogue import RULES
from engine.rules.outcome import Outcome, Step
from engine.rules.parameters import Parameter, Value
from engine.rules.rule import Rule
from engine.rules.tally import Base, Tally
from engine.rules.ties import Ladder, TieStep

OPTIONS = ("Ada", "Bob", "Cy", "Dee", "Eve")
BASES: dict[Base, int] = {
    "members": 120,
    "present": 110,
    "present-or-replied": 115,
    "cast": 110,
    "valid": 105,
}
LADDERS: tuple[tuple[TieStep, ...], ...] = ((), ("key", "lot"), ("casting",), ("lot",), ("leave",))
POLLS = 60


@lru_cache(maxsize=1)
def random_outcomes() -> tuple[Outcome, ...]:
    """Outcomes of every rule, for ballots few and many, clear and tied."""
    chance = Random(7)
    return tuple(
        outcome
        for rule in RULES.values()
        for _ in range(POLLS)
        if (outcome := _outcome(rule, chance)) is not None
    )


def random_steps() -> tuple[Step, ...]:
    """All their steps."""
    return tuple(step for outcome in random_outcomes() for step in (*outcome.ties, *outcome.trace))


def _outcome(rule: Rule, chance: Random) -> Outcome | None:
    tally = _tally(rule, chance)
    ladder = Ladder(
        steps=chance.choice(LADDERS),
        keys={option: (chance.randint(0, 3),) for option in OPTIONS},
        casting=tuple(chance.sample(OPTIONS, 5)),
        seed=b"seed",
    )
    given = {
        parameter.name: value
        for parameter in rule.parameters
        if chance.random() < 0.3 and (value := _value(parameter, chance)) is not None
    }
    seats = 1 if rule.seats == "one" else chance.randint(1, 3)
    try:
        return rule.count(tally, seats=seats, parameters=given, ties=ladder)
    except DomainError:
        return None


def _tally(rule: Rule, chance: Random) -> Tally:
    tally = Tally(options=OPTIONS)
    kind = chance.choice(rule.ballots)
    number = chance.choice((0, 1, 2, 3, 4, 6, 9, 30))
    for _ in range(number):
        ballot = _pair(chance) if rule.family == "pairwise" else _ballot(kind, chance)
        tally.add(ballot, chance.choice((1, 1, 1, 3)))
        if "channels" in rule.boxes:
            tally.add(ballot, channel=chance.choice(("jury", "public")))
    if rule.family == "threshold":
        tally.bases.update(BASES)
    if rule.id == "equal-shares-budget-1":
        tally.costs.update({option: chance.randint(1, 9) for option in OPTIONS})
    return tally


def _pair(chance: Random) -> Ranking:
    first, second = chance.sample(OPTIONS, 2)
    return Ranking(((first,), (second,)))


def _ballot(kind: BallotKind, chance: Random) -> Ballot:
    some = [option for option in OPTIONS if chance.random() < 0.7]
    if kind == "scores":
        return Scores(tuple((option, chance.randint(0, 5)) for option in some))
    if kind == "choice":
        return Choice(tuple(some[: chance.randint(0, 3)]))
    if kind == "opinions":
        views: tuple[View, ...] = ("for", "for", "against", "abstain")
        return Opinions(tuple((option, chance.choice(views)) for option in some))
    chance.shuffle(some)
    alike = 2 if chance.random() < 0.2 else 1
    groups = (tuple(sorted(some[:alike])), *((option,) for option in some[alike:]))
    return Ranking(tuple(group for group in groups if group))


def _value(parameter: Parameter, chance: Random) -> Value | None:
    match parameter.kind:
        case "choice":
            return chance.choice(parameter.choices)
        case "flag":
            return chance.random() < 0.5
        case "whole":
            least = parameter.minimum or 0
            return chance.randint(least, min(parameter.maximum or least + 5, least + 5))
        case "share":
            return chance.choice(("1/2", "2/3", "0"))
        case "number":
            return chance.choice(("1", "2", "1/2"))
        case "option":
            return chance.choice(OPTIONS)
        case "options":
            return ",".join(chance.sample(OPTIONS, 2))
        case _:
            return None
