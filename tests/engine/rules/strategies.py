"""Hypothesis strategies for the rules: options, ballots of every kind, tallies, ladders.

Small on purpose: few options and few ballots, so that ties, blanks and boundaries are common.
"""

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from engine.rules.ballots import (
    Ballot,
    BallotKind,
    Choice,
    Opinions,
    OptionId,
    Ranking,
    Scores,
    View,
)
from engine.rules.parameters import Parameter, Value
from engine.rules.rows import MARKED, ChoiceRows, RankingRows, Rows, ScoresRows
from engine.rules.rule import Rule
from engine.rules.tally import Base, PaperCount, Tally
from engine.rules.ties import Ladder

NAMES: tuple[OptionId, ...] = ("ada", "bob", "cid", "dan", "eve")
VIEWS: tuple[View, ...] = ("for", "against", "abstain")
BASES: dict[Base, int] = {"members": 12, "present": 9, "present-or-replied": 11}


def options(most: int = 5) -> SearchStrategy[tuple[OptionId, ...]]:
    """At least one option, in any order."""
    return st.integers(1, most).flatmap(lambda number: st.permutations(NAMES[:number])).map(tuple)


def opinions(names: tuple[OptionId, ...]) -> SearchStrategy[Ballot]:
    """A view of some of the options."""
    some = st.dictionaries(st.sampled_from(names), st.sampled_from(VIEWS))
    return some.map(lambda views: Opinions(tuple(sorted(views.items()))))


def choices(names: tuple[OptionId, ...]) -> SearchStrategy[Ballot]:
    """Marks for some of the options, none twice."""
    return st.sets(st.sampled_from(names)).map(lambda marks: Choice(tuple(sorted(marks))))


def heaped_choices(names: tuple[OptionId, ...]) -> SearchStrategy[Ballot]:
    """Marks for some of the options, some several times, as cumulative voting has them."""
    marks = st.lists(st.sampled_from(names), max_size=4)
    return marks.map(lambda given: Choice(tuple(sorted(given))))


@st.composite
def rankings(draw: st.DrawFn, names: tuple[OptionId, ...]) -> Ballot:
    """A ranking with ties and skipped ranks, of some of the options, none twice."""
    order = draw(st.permutations(names))
    ranked = order[: draw(st.integers(0, len(names)))]
    groups: list[tuple[OptionId, ...]] = []
    for option in ranked:
        how = draw(st.sampled_from(("next", "next", "next", "tie", "skip")))
        if how == "tie" and groups:
            groups[-1] = tuple(sorted((*groups[-1], option)))
        else:
            groups.extend(((), (option,)) if how == "skip" else ((option,),))
    return Ranking(tuple(groups))


def scores(names: tuple[OptionId, ...]) -> SearchStrategy[Ballot]:
    """Small whole points for some of the options."""
    some = st.dictionaries(st.sampled_from(names), st.integers(0, 5))
    return some.map(lambda points: Scores(tuple(sorted(points.items()))))


def ballots(kind: BallotKind, names: tuple[OptionId, ...]) -> SearchStrategy[Ballot]:
    """Ballots of one kind over these options, well formed."""
    return {
        "opinions": opinions,
        "choice": choices,
        "ranking": rankings,
        "scores": scores,
    }[kind](names)


def boxes(
    kind: BallotKind, names: tuple[OptionId, ...], most: int = 8
) -> SearchStrategy[dict[Ballot, int]]:
    """Some ballots of one kind with their weights."""
    return st.dictionaries(ballots(kind, names), st.integers(1, 3), max_size=most)


@st.composite
def rows(draw: st.DrawFn, kind: BallotKind, names: tuple[OptionId, ...]) -> Rows:
    """A box of rows of one kind, which is not that of opinions."""
    width = len(names)
    weights = st.integers(1, 3)
    if kind == "ranking":
        orders = st.permutations(range(width)).map(bytes)
        some = st.tuples(orders, st.integers(0, width)).map(lambda told: told[0][: told[1]])
        return RankingRows(names, draw(st.dictionaries(some, weights, max_size=8)))
    if kind == "choice":
        marks = st.lists(st.sampled_from((0, MARKED)), min_size=width, max_size=width).map(bytes)
        return ChoiceRows(names, draw(st.dictionaries(marks, weights, max_size=8)))
    units = draw(st.lists(st.none() | st.integers(0, 5), unique=True, min_size=1))
    cells = st.lists(st.integers(0, len(units) - 1), min_size=width, max_size=width).map(bytes)
    return ScoresRows(names, draw(st.dictionaries(cells, weights, max_size=8)), tuple(units))


@st.composite
def tallies(draw: st.DrawFn, rule: Rule, names: tuple[OptionId, ...] | None = None) -> Tally:
    """A tally that the rule can count: one kind of ballot, every base, what boxes it takes."""
    over = draw(options()) if names is None else names
    kind = draw(st.sampled_from(rule.ballots))
    tally = Tally(options=over, ballots=draw(boxes(kind, over)), bases=dict(BASES))
    if draw(st.booleans()):
        tally.written = draw(boxes(kind, over, most=2))
    if "channels" in rule.boxes and draw(st.booleans()):
        named = {name: draw(boxes(kind, over, most=3)) for name in ("jury", "public")}
        tally.channels = {name: box for name, box in named.items() if box}
    if "paper" in rule.boxes and draw(st.booleans()):
        tally.paper = draw(papers(over))
    return tally


def seats_for(rule: Rule, tally: Tally) -> SearchStrategy[int]:
    """A number of seats that the rule can fill from these options."""
    return st.integers(1, 1 if rule.seats == "one" else len(tally.options))


@st.composite
def papers(draw: st.DrawFn, names: tuple[OptionId, ...]) -> PaperCount:
    """Totals as tellers enter them, which add up."""
    valid, blank, spoilt = (draw(st.integers(0, 4)) for _ in range(3))
    votes: list[tuple[OptionId, View, int]] = [
        (option, "for", draw(st.integers(0, valid))) for option in sorted(names)
    ]
    returned = valid + blank + spoilt
    return PaperCount(
        issued=returned,
        returned=returned,
        valid=valid,
        spoilt=spoilt,
        blank=blank,
        votes=tuple(votes),
    )


def ladders(names: tuple[OptionId, ...], *, lot: bool = True) -> SearchStrategy[Ladder]:
    """Any ladder over these options; without `lot`, one that does not look at names."""
    steps = ("key", "casting", "lot", "leave") if lot else ("key", "casting", "leave")
    return st.builds(
        Ladder,
        steps=st.lists(st.sampled_from(steps), unique=True).map(tuple),
        keys=st.fixed_dictionaries({name: st.tuples(st.integers(0, 2)) for name in names}),
        casting=st.permutations(names).map(tuple),
        seed=st.binary(min_size=1, max_size=8) if lot else st.none(),
    )


def parameters(rule: Rule) -> SearchStrategy[dict[str, Value]]:
    """Values for some of the rule's parameters, each allowed by itself."""
    known = {parameter.name: values(parameter) for parameter in rule.parameters}
    return st.fixed_dictionaries({}, optional=known)


def values(parameter: Parameter) -> SearchStrategy[Value]:
    """Values that a parameter allows, small where it sets no bounds."""
    low = 0 if parameter.minimum is None else parameter.minimum
    high = low + 4 if parameter.maximum is None else min(parameter.maximum, low + 4)
    whole = st.integers(low, high)
    match parameter.kind:
        case "whole":
            return whole
        case "flag":
            return st.booleans()
        case "choice":
            return st.sampled_from(parameter.choices)
        case "share":
            return st.sampled_from(("0", "1/3", "1/2", "2/3", "70%", "1"))
        case "number":
            return whole | st.fractions(low, high, max_denominator=4).map(str)
        case "list":
            return st.lists(whole, min_size=1, max_size=4).map(
                lambda told: ",".join(map(str, sorted(told, reverse=True)))
            )
        case "weights":
            return st.tuples(whole, whole).map(lambda told: f"jury={told[0]},public={told[1]}")
        case _:
            return st.sampled_from(("", "jury", "public"))
