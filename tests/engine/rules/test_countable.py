"""What is accepted can be counted: a look at the ballot says so, whatever the rule."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import DomainError
from engine.errors.rules import (
    BallotInvalid,
    CostInvalid,
    OptionUnknown,
    ParameterInvalid,
    SeatsInvalid,
    StrengthsUnbounded,
)
from engine.rules.ballots import Ballot, Choice, Opinions, Ranking, Scores, kind_of
from engine.rules.catalogue import RULES
from engine.rules.countable import check_ballot, check_poll
from engine.rules.parameters import Value, in_force
from engine.rules.rule import Rule
from engine.rules.tally import Tally

OPTIONS = ("a", "b", "c")
NEEDED: dict[str, dict[str, Value]] = {
    "irv-no-award-1": {"no_award": "c"},
    "equal-shares-budget-1": {"budget": 300},
}
ODD: dict[str, tuple[tuple[str, Value], ...]] = {
    "overvote_rule": (("overvote_rule", "refuse"), ("overvote_rule", "always-skip-to-next-rank")),
    "repeats": (("repeats", "each"), ("repeats", "refuse")),
    "score_max": (("score_max", "3"),),
    "grades": (("grades", 4),),
}

some = st.sampled_from((*OPTIONS, "x"))
anything: dict[str, st.SearchStrategy[Ballot]] = {
    "opinions": st.lists(st.tuples(some, st.sampled_from(("for", "against"))), max_size=3).map(
        lambda views: Opinions(tuple(views))  # type: ignore[arg-type]  # two of the views
    ),
    "choice": st.lists(some, max_size=3).map(lambda marks: Choice(tuple(marks))),
    "ranking": st.lists(st.lists(some, max_size=2).map(tuple), max_size=3).map(
        lambda groups: Ranking(tuple(groups))
    ),
    "scores": st.lists(st.tuples(some, st.integers(-1, 7)), max_size=3).map(
        lambda points: Scores(tuple(points))
    ),
}


def parameters_of(rule: Rule, *odd: tuple[str, Value]) -> dict[str, Value]:
    return in_force(rule.id, rule.parameters, {**NEEDED.get(rule.id, {}), **dict(odd)})


def refusal_of(rule: str, ballot: Ballot, *odd: tuple[str, Value]) -> DomainError:
    known = RULES[rule]
    with pytest.raises(DomainError) as caught:
        check_ballot(known, ballot, options=OPTIONS, parameters=parameters_of(known, *odd))
    return caught.value


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
@settings(max_examples=25)
@given(data=st.data())
def test_ballots_that_were_accepted_one_by_one_are_counted_together(
    rule: Rule, data: st.DataObject
) -> None:
    names = {parameter.name for parameter in rule.parameters}
    choices = [(), *(((name, value),) for key in ODD if key in names for name, value in ODD[key])]
    odd = data.draw(st.sampled_from(choices))
    if rule.id == "eph-1":  # it splits a nomination: marks cannot count each
        odd = ()
    parameters = parameters_of(rule, *odd)
    kind = data.draw(st.sampled_from(rule.ballots))
    costs = dict.fromkeys(OPTIONS, 100) if "budget" in names else {}
    tally = Tally(options=OPTIONS, bases={"members": 9, "present": 9}, costs=costs)
    tally.bases["present-or-replied"] = 9

    for ballot in data.draw(st.lists(anything[kind], max_size=4)):
        try:
            check_ballot(rule, ballot, options=OPTIONS, parameters=parameters)
        except (BallotInvalid, OptionUnknown):
            continue
        tally.add(ballot)

    assert rule.count(tally, seats=1, parameters=parameters).rule == rule.id


@pytest.mark.parametrize(
    ("rule", "ballot", "odd", "refusal"),
    [
        pytest.param("threshold-1", Choice(("a",)), (), BallotInvalid, id="another-kind"),
        pytest.param("threshold-1", Opinions((("x", "for"),)), (), OptionUnknown, id="no-option"),
        pytest.param("approval-1", Choice(("a", "a")), (), BallotInvalid, id="marked-twice"),
        pytest.param("nominations-1", Choice(("a", "a")), (), BallotInvalid, id="nominated-twice"),
        pytest.param("irv-1", Ranking((("a",), ("a",))), (), BallotInvalid, id="ranked-twice"),
        pytest.param(
            "irv-1",
            Ranking((("a", "b"),)),
            (("overvote_rule", "refuse"),),
            BallotInvalid,
            id="overvote-refused",
        ),
        pytest.param(
            "two-round-1",
            Choice(("a", "b")),
            (("overvote_rule", "refuse"),),
            BallotInvalid,
            id="two-marks-refused",
        ),
        pytest.param("star-1", Scores((("a", 6),)), (), BallotInvalid, id="above-the-scale"),
        pytest.param("star-1", Scores((("a", -1),)), (), BallotInvalid, id="below-the-scale"),
        pytest.param(
            "star-1",
            Scores((("a", 5),)),
            (("score_max", "9/2"),),
            BallotInvalid,
            id="above-half-a-scale",
        ),
        pytest.param(
            "majority-judgment-1",
            Scores((("a", 5),)),
            (("grades", 5),),
            BallotInvalid,
            id="above-the-grades",
        ),
    ],
)
def test_an_unclean_ballot_is_refused(
    rule: str,
    ballot: Ballot,
    odd: tuple[tuple[str, Value], ...],
    refusal: type[DomainError],
) -> None:
    assert isinstance(refusal_of(rule, ballot, *odd), refusal)


@pytest.mark.parametrize(
    ("rule", "ballot", "odd"),
    [
        pytest.param("cumulative-1", Choice(("a", "a", "b")), (), id="points-heaped"),
        pytest.param("nominations-1", Choice(("a", "a")), (("repeats", "each"),), id="each-counts"),
        pytest.param("irv-1", Ranking((("a", "b"), (), ("c",))), (), id="overvote-and-gap"),
        pytest.param("points-sum-1", Scores((("a", 900),)), (), id="no-scale"),
        pytest.param("approval-1", Choice(()), (), id="blank"),
        pytest.param("star-1", Scores((("a", 4),)), (("score_max", "9/2"),), id="half-a-scale"),
    ],
)
def test_what_the_rule_reads_is_accepted(
    rule: str, ballot: Ballot, odd: tuple[tuple[str, Value], ...]
) -> None:
    known = RULES[rule]

    check_ballot(known, ballot, options=OPTIONS, parameters=parameters_of(known, *odd))

    assert kind_of(ballot) in known.ballots


def poll_refused(rule: str, seats: int = 1, **parameters: Value) -> DomainError:
    known = RULES[rule]
    with pytest.raises(DomainError) as caught:
        check_poll(
            known,
            options=OPTIONS,
            costs={},
            seats=seats,
            parameters=in_force(rule, known.parameters, parameters),
            kind=known.ballots[0],
        )
    return caught.value


@pytest.mark.parametrize(
    ("rule", "seats", "parameters", "refusal"),
    [
        pytest.param("schulze-1", 4, {}, SeatsInvalid, id="more-places-than-options"),
        pytest.param("irv-1", 2, {}, SeatsInvalid, id="one-winner-only"),
        pytest.param("limited-1", 2, {"marks_max": 2}, ParameterInvalid, id="not-limited"),
        pytest.param("irv-no-award-1", 1, {"no_award": "x"}, OptionUnknown, id="no-such-option"),
        pytest.param(
            "debian-1",
            1,
            {"default_option": "c", "supermajority_options": "a,x"},
            OptionUnknown,
            id="one-of-several-unknown",
        ),
        pytest.param("points-mean-1", 1, {"weights": "jury=1"}, ParameterInvalid, id="no-channel"),
    ],
)
def test_a_poll_that_nothing_could_be_counted_in_is_refused(
    rule: str, seats: int, parameters: dict[str, Value], refusal: type[DomainError]
) -> None:
    assert isinstance(poll_refused(rule, seats, **parameters), refusal)


def test_every_option_of_a_budget_has_its_cost() -> None:
    rule = RULES["equal-shares-budget-1"]
    parameters = in_force(rule.id, rule.parameters, {"budget": 9})
    options = tuple(f"o{number}" for number in range(9))

    with pytest.raises(CostInvalid) as caught:
        check_poll(
            rule,
            options=options,
            costs=dict.fromkeys(options[:-1], 1),
            seats=1,
            parameters=parameters,
            kind="choice",
        )

    assert caught.value.facts == {"option": "o8", "cost": 0}


def test_what_ballots_may_fail_to_decide_does_not_keep_a_poll_from_opening() -> None:
    rule = RULES["bradley-terry-1"]
    parameters = in_force(rule.id, rule.parameters, {"prior": "0"})

    check_poll(rule, options=OPTIONS, costs={}, seats=1, parameters=parameters, kind="ranking")

    with pytest.raises(StrengthsUnbounded):
        rule.count(Tally(options=OPTIONS), parameters=parameters)


@pytest.mark.parametrize("rule", ["schulze-1", "ranked-pairs-1", "bradley-terry-1", "debian-1"])
def test_a_poll_of_a_thousand_options_opens_and_takes_ballots_at_once(rule: str) -> None:
    known = RULES[rule]
    options = tuple(f"o{number}" for number in range(1_000))
    parameters = in_force(rule, known.parameters, {})
    whole = Ranking(tuple((option,) for option in options))

    began = time.perf_counter()
    check_poll(known, options=options, costs={}, seats=1, parameters=parameters, kind="ranking")
    check_ballot(known, whole, options=options, parameters=parameters)

    assert time.perf_counter() - began < 5  # counting one such ballot takes a minute
