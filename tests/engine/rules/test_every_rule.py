"""What holds for every rule of the catalogue, whoever adds it.

A rule is drawn with parameters it allows, ballots of a kind it counts, and any ladder. It may
refuse by name; whatever it answers is canonical, fits its seats, and depends on nothing but the
ballots.
"""

from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.errors import DomainError
from engine.errors.rules import (
    BallotInvalid,
    BoxNotCountable,
    NoOptions,
    OptionUnknown,
    PaperNotCountable,
    ParameterUnknown,
    SeatsInvalid,
)
from engine.rules.ballots import (
    Ballot,
    Choice,
    Opinions,
    OptionId,
    Ranking,
    Scores,
    options_of,
)
from engine.rules.catalogue import FAMILIES, RULES, rule_of
from engine.rules.outcome import Fact, Outcome
from engine.rules.parameters import Value
from engine.rules.rule import Rule
from engine.rules.tally import PaperCount, Tally
from engine.rules.ties import Ladder
from tests.engine.rules.renamed import renamed_ladder, renamed_tally, shape
from tests.engine.rules.strategies import NAMES, ballots, ladders, parameters, seats_for, tallies

every_rule = pytest.mark.parametrize("rule", RULES.values(), ids=RULES.keys())
few = settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])


def counted(
    rule: Rule,
    tally: Tally,
    seats: int,
    told: dict[str, Value],
    ladder: Ladder | None = None,
) -> Outcome | DomainError:
    """The outcome, or the refusal by name. Any other exception fails the test."""
    try:
        return rule.count(tally, seats=seats, parameters=told, ties=ladder)
    except DomainError as refusal:
        return refusal


def encoded(answer: Outcome | DomainError) -> bytes:
    """An answer as canonical bytes."""
    if isinstance(answer, DomainError):
        return str(answer).encode()
    return msgspec.json.encode(answer, order="sorted")


def is_fact(value: object) -> bool:
    """Whether a value is of the kinds that may stand in an outcome."""
    if isinstance(value, tuple):
        return all(is_fact(part) for part in value)
    return isinstance(value, str | int)


def test_every_family_has_its_rules_in_the_catalogue() -> None:
    rules = [rule for family in FAMILIES for rule in family.RULES]

    ids = [rule.id for rule in rules]

    assert len(set(ids)) == len(ids)
    assert ids == list(RULES)


@every_rule
def test_a_rule_says_what_it_is(rule: Rule) -> None:
    name, _, version = rule.id.rpartition("-")

    parameter_names = [parameter.name for parameter in rule.parameters]

    assert name
    assert version.isdigit()
    assert rule_of(rule.id) is rule
    assert rule.title
    assert rule.summary
    assert rule.source
    assert rule.ballots
    assert len(set(parameter_names)) == len(parameter_names)
    assert all(parameter.help for parameter in rule.parameters)


@every_rule
@few
@given(data=st.data())
def test_an_outcome_is_canonical_and_fits_its_seats(rule: Rule, data: st.DataObject) -> None:
    tally = data.draw(tallies(rule))
    seats = data.draw(seats_for(rule, tally))
    told = data.draw(parameters(rule))
    ladder = data.draw(ladders(tally.options))

    answer = counted(rule, tally, seats, told, ladder)

    if isinstance(answer, DomainError):
        return
    placed = [option for group in answer.ranking for option in group]
    every = set(tally.options)
    assert answer.rule == rule.id
    assert answer.parameters.keys() == {parameter.name for parameter in rule.parameters}
    assert msgspec.json.decode(encoded(answer))
    assert len(placed) == len(set(placed)), "an option has one place at most"
    assert set(placed) <= every
    assert all(answer.ranking), "no place is empty"
    assert all(group == tuple(sorted(group)) for group in answer.ranking)
    assert len(set(answer.winners)) == len(answer.winners) <= answer.seats
    assert set(answer.winners) <= every
    assert set(answer.undecided) <= every - set(answer.winners)
    # A rule may fill fewer seats than there are, so undecided options need not exceed the rest.
    if answer.undecided:
        assert len(answer.winners) < answer.seats
        # Equal shares may leave it to an open tie whether one option can be paid for at all.
        assert len(answer.undecided) > 1 or rule.id.startswith("equal-shares")
    assert set(answer.figures) <= every
    facts: list[Fact] = [*answer.totals.values()]
    facts.extend(fact for told in answer.figures.values() for fact in told.values())
    facts.extend(fact for step in (*answer.ties, *answer.trace) for fact in step.facts.values())
    assert is_fact(tuple(facts))


@every_rule
@few
@given(data=st.data())
def test_the_order_of_ballots_and_of_options_decides_nothing(
    rule: Rule, data: st.DataObject
) -> None:
    tally = data.draw(tallies(rule))
    seats = data.draw(seats_for(rule, tally))
    told = data.draw(parameters(rule))
    ladder = data.draw(ladders(tally.options))
    other = Tally(
        options=data.draw(st.permutations(tally.options).map(tuple)),
        ballots=dict(reversed(list(tally.ballots.items()))),
        written=dict(reversed(tally.written.items())),
        paper=tally.paper,
        channels={
            name: dict(reversed(box.items())) for name, box in reversed(tally.channels.items())
        },
        bases=dict(reversed(tally.bases.items())),
    )

    one = counted(rule, tally, seats, told, ladder)
    again = counted(rule, tally, seats, told, ladder)
    another = counted(rule, other, seats, told, ladder)

    assert encoded(one) == encoded(again)
    if not isinstance(one, DomainError):
        assert encoded(one) == encoded(another)


@every_rule
@few
@given(data=st.data())
def test_a_rule_does_not_look_at_the_names_of_options(rule: Rule, data: st.DataObject) -> None:
    tally = data.draw(tallies(rule))
    seats = data.draw(seats_for(rule, tally))
    told = data.draw(parameters(rule))
    ladder = data.draw(ladders(tally.options, lot=False))
    new = data.draw(st.permutations(tally.options))
    names = dict(zip(tally.options, new, strict=True))

    one = counted(rule, tally, seats, told, ladder)
    other = counted(rule, renamed_tally(tally, names), seats, told, renamed_ladder(ladder, names))

    assert isinstance(one, Outcome) == isinstance(other, Outcome)
    if isinstance(one, Outcome) and isinstance(other, Outcome):
        same = {option: option for option in tally.options}
        assert shape(one, names) == shape(other, same)


@every_rule
@few
@given(data=st.data())
def test_a_ballot_put_in_and_taken_out_changes_nothing(rule: Rule, data: st.DataObject) -> None:
    tally = data.draw(tallies(rule))
    kind = data.draw(st.sampled_from(rule.ballots))
    ballot = data.draw(ballots(kind, tally.options))
    weight = data.draw(st.integers(1, 3))
    where: dict[str, Any] = data.draw(
        st.sampled_from(({}, {"written": True}, {"channel": "press"}))
    )
    before = msgspec.json.encode(counted_state(tally))

    tally.add(ballot, weight, **where)
    tally.take(ballot, weight, **where)

    assert msgspec.json.encode(counted_state(tally)) == before


def counted_state(tally: Tally) -> object:
    """A tally as plain data, whatever the order it was filled in."""
    return [
        sorted((msgspec.json.encode(ballot).decode(), weight) for ballot, weight in box.items())
        for box in (tally.ballots, tally.written, *tally.channels.values())
    ]


@every_rule
@pytest.mark.parametrize("number", [1, 2, 5])
@pytest.mark.parametrize("what", ["no ballots", "blank ballots", "all tied"])
def test_an_empty_or_tied_poll_has_a_defined_answer(rule: Rule, number: int, what: str) -> None:
    tally = Tally(options=NAMES[:number])
    for ballot in _level_ballots(rule, tally.options, what):
        tally.add(ballot)

    answers = [counted(rule, tally, seats, {}) for seats in (1, number)]

    for answer in answers:
        assert isinstance(answer, Outcome | SeatsInvalid | BallotInvalid | DomainError)
        assert encoded(answer)


def _level_ballots(rule: Rule, names: tuple[OptionId, ...], what: str) -> list[Ballot]:
    """Ballots that treat every option alike, of the rule's first kind."""
    if what == "no ballots":
        return []
    blank: dict[str, Ballot] = {
        "opinions": Opinions(()),
        "choice": Choice(()),
        "ranking": Ranking(()),
        "scores": Scores(()),
    }
    level: dict[str, list[Ballot]] = {
        "opinions": [Opinions(tuple((name, "for") for name in names))],
        "choice": [Choice((name,)) for name in names],
        "ranking": [
            Ranking(tuple((name,) for name in names[i:] + names[:i])) for i in range(len(names))
        ],
        "scores": [Scores(tuple((name, 3) for name in names))],
    }
    return [blank[rule.ballots[0]]] if what == "blank ballots" else level[rule.ballots[0]]


@every_rule
def test_what_a_rule_cannot_count_it_refuses_by_name(rule: Rule) -> None:
    tally = Tally(options=NAMES[:2])
    unknown: dict[str, Ballot] = {
        "opinions": Opinions((("zoe", "for"),)),
        "choice": Choice(("zoe",)),
        "ranking": Ranking((("zoe",),)),
        "scores": Scores((("zoe", 1),)),
    }
    foreign = next((kind for kind in unknown if kind not in rule.ballots), None)
    paper = PaperCount(issued=0, returned=0, valid=0, spoilt=0, blank=0, votes=())

    with pytest.raises(NoOptions):
        rule.count(Tally(options=()))
    for seats in (0, 3):
        with pytest.raises(SeatsInvalid):
            rule.count(tally, seats=seats)
    with pytest.raises(ParameterUnknown):
        rule.count(tally, parameters={"no_such_parameter": 1})
    with pytest.raises(OptionUnknown):
        rule.count(Tally(options=NAMES[:2], ballots={unknown[rule.ballots[0]]: 1}))
    if foreign:
        with pytest.raises(BallotInvalid):
            rule.count(Tally(options=("zoe",), ballots={unknown[foreign]: 1}))
    twice: dict[str, Ballot] = {
        "opinions": Opinions((("ada", "for"), ("ada", "against"))),
        "scores": Scores((("ada", 1), ("ada", 2))),
    }
    for kind in twice.keys() & set(rule.ballots):
        with pytest.raises(BallotInvalid):
            rule.count(Tally(options=NAMES[:2], ballots={twice[kind]: 1}))
    if "paper" not in rule.boxes:
        with pytest.raises(PaperNotCountable):
            rule.count(Tally(options=NAMES[:2], paper=paper))
    if "channels" not in rule.boxes:
        with pytest.raises(BoxNotCountable):
            rule.count(Tally(options=NAMES[:2], channels={"jury": {unknown[rule.ballots[0]]: 1}}))


@every_rule
@few
@given(data=st.data())
def test_an_opinion_sent_in_writing_is_a_ballot_unless_told_otherwise(
    rule: Rule, data: st.DataObject
) -> None:
    names = data.draw(st.sampled_from((NAMES[:2], NAMES[:4])))
    kind = data.draw(st.sampled_from(rule.ballots))
    box = data.draw(st.dictionaries(ballots(kind, names), st.integers(1, 2), max_size=5))
    sent = data.draw(ballots(kind, names))
    cast, written = (Tally(options=names, ballots=dict(box)) for _ in range(2))
    cast.add(sent)
    written.add(sent, written=True)

    one = counted(rule, cast, 1, {})
    other = counted(rule, written, 1, {})

    assert isinstance(one, Outcome) == isinstance(other, Outcome)
    if isinstance(one, Outcome) and isinstance(other, Outcome):
        same = {name: name for name in names}
        assert shape(one, same) == shape(other, same)


@given(data=st.data())
def test_the_strategies_name_only_options_of_the_poll(data: st.DataObject) -> None:
    rule = data.draw(st.sampled_from(sorted(RULES.values(), key=lambda rule: rule.id)))
    tally = data.draw(tallies(rule))

    named = {option for ballot in tally.whole for option in options_of(ballot)}

    assert named <= set(tally.options)
