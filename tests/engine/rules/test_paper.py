"""What tellers may enter: figures that add up, and marks that fit on the papers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import DomainError
from engine.errors.poll import TallyInconsistent
from engine.errors.rules import OptionUnknown
from engine.rules.ballots import Choice
from engine.rules.catalogue import RULES
from engine.rules.paper import Paper, check_paper, paper_of
from engine.rules.parameters import Value, in_force
from engine.rules.tally import PaperCount, Tally

OPTIONS = ("a", "b", "c")
OPINIONS = Paper(kind="opinions", options=OPTIONS, marks_max=3)
CHOICE = Paper(kind="choice", options=OPTIONS, marks_max=2)


def count(**fields: object) -> PaperCount:
    """Nine papers, one of them spoilt, one blank."""
    told: dict[str, object] = {
        "issued": 9,
        "returned": 9,
        "valid": 7,
        "spoilt": 1,
        "blank": 1,
        "votes": (("a", "for", 7), ("b", "for", 4), ("b", "against", 3)),
        **fields,
    }
    return PaperCount(**told)  # type: ignore[arg-type]  # fields of several types by name


def refusal_of(told: PaperCount, paper: Paper, *, hands: bool = False) -> DomainError:
    with pytest.raises(DomainError) as caught:
        check_paper(told, paper, voters=9, hands=hands)
    return caught.value


@pytest.mark.parametrize("field", ["issued", "returned", "valid", "spoilt", "blank"])
def test_no_figure_is_below_zero(field: str) -> None:
    refusal = refusal_of(count(**{field: -1}), OPINIONS)

    assert refusal.facts == {"field": field, "value": -1, "expected": ">= 0"}


@pytest.mark.parametrize(
    ("told", "field", "expected"),
    [
        pytest.param(count(issued=10), "issued", "<= 9", id="more-than-votes-in-the-room"),
        pytest.param(count(issued=8), "returned", "<= 8", id="more-returned-than-issued"),
        pytest.param(count(valid=8), "valid+spoilt+blank", 9, id="sum"),
        pytest.param(count(votes=(("a", "for", 8),)), "votes.a", "<= 7", id="more-than-valid"),
        pytest.param(
            count(votes=(("a", "for", 4), ("a", "against", 4))),
            "votes.a",
            "<= 7",
            id="two-views-of-one-paper",
        ),
        pytest.param(count(votes=(("a", "for", -1),)), "votes.a.for", ">= 0", id="negative"),
        pytest.param(
            count(votes=(("a", "for", 1), ("a", "for", 1))), "votes.a.for", "once", id="twice"
        ),
    ],
)
def test_figures_that_contradict_each_other_are_refused_by_name(
    told: PaperCount, field: str, expected: object
) -> None:
    refusal = refusal_of(told, OPINIONS)

    assert isinstance(refusal, TallyInconsistent)
    assert (refusal.facts["field"], refusal.facts["expected"]) == (field, expected)


def test_votes_for_what_is_no_option_are_refused() -> None:
    assert isinstance(refusal_of(count(votes=(("x", "for", 1),)), OPINIONS), OptionUnknown)


def test_a_hand_is_never_spoilt() -> None:
    told = count()

    check_paper(told, OPINIONS, voters=9, hands=False)

    assert refusal_of(told, OPINIONS, hands=True).facts["field"] == "spoilt"


@pytest.mark.parametrize(
    ("votes", "field"),
    [
        pytest.param((("a", "against", 1),), "votes.a.against", id="a-mark-is-for"),
        pytest.param((("a", "for", 7), ("b", "for", 7), ("c", "for", 1)), "votes", id="too-many"),
    ],
)
def test_marks_are_for_and_fit_on_the_papers(votes: object, field: str) -> None:
    assert refusal_of(count(votes=votes), CHOICE).facts["field"] == field


def test_points_may_be_heaped_up_to_their_bound() -> None:
    paper = Paper(kind="choice", options=OPTIONS, marks_max=3, each_max=2)

    check_paper(count(votes=(("a", "for", 14), ("b", "for", 7))), paper, voters=9, hands=False)

    assert refusal_of(count(votes=(("a", "for", 15),)), paper).facts["expected"] == "<= 14"


@pytest.mark.parametrize(
    ("rule", "parameters", "most", "each"),
    [
        pytest.param("plurality-1", {}, 1, 1, id="plurality"),
        pytest.param("block-1", {}, 2, 1, id="block-as-many-as-seats"),
        pytest.param("choose-1", {}, 2, 1, id="choose-as-many-as-seats"),
        pytest.param("choose-1", {"marks_max": 3}, 3, 1, id="choose-up-to-three"),
        pytest.param("limited-1", {"marks_max": 1}, 1, 1, id="limited"),
        pytest.param("approval-1", {}, 3, 1, id="approve-anybody"),
        pytest.param("approval-1", {"marks_max": 2}, 2, 1, id="approve-two"),
        pytest.param("nominations-1", {}, 3, 1, id="nominate-anybody"),
        pytest.param("nominations-1", {"cap": 2, "repeats": "each"}, 2, 2, id="nominate-twice"),
        pytest.param("threshold-1", {"share": "1/2"}, 3, 1, id="a-view-of-each-option"),
        pytest.param("cumulative-1", {}, 2, 2, id="heap-all"),
        pytest.param(
            "cumulative-1", {"points": 5, "points_each": 3}, 5, 3, id="heap-three-of-five"
        ),
    ],
)
def test_a_paper_bears_what_its_rule_reads(
    rule: str, parameters: dict[str, Value], most: int, each: int
) -> None:
    told = in_force(rule, RULES[rule].parameters, parameters)

    paper = paper_of(rule, "choice", OPTIONS, seats=2, parameters=told)

    assert (paper.marks_max, paper.each_max) == (most, each)


BY_MARKS = sorted(
    rule.id for rule in RULES.values() if "paper" in rule.boxes and "choice" in rule.ballots
)


@given(st.sampled_from(BY_MARKS), st.data())
def test_whatever_single_papers_add_up_to_may_be_entered(rule: str, data: st.DataObject) -> None:
    known = RULES[rule]
    told = in_force(rule, known.parameters, {})
    paper = paper_of(rule, "choice", OPTIONS, seats=2, parameters=told)
    once = paper.each_max == 1
    marks = st.lists(st.sampled_from(OPTIONS), min_size=1, max_size=paper.marks_max, unique=once)

    papers = data.draw(st.lists(marks, max_size=9))
    votes = tuple((o, "for", sum(each.count(o) for each in papers)) for o in OPTIONS)
    number = len(papers)
    entered = count(issued=number, returned=number, valid=number, spoilt=0, blank=0, votes=votes)

    check_paper(entered, paper, voters=9, hands=False)
    counted = known.count(Tally(options=OPTIONS, paper=entered), seats=2, parameters=told)
    single = Tally(options=OPTIONS)
    for each in papers:
        single.add(Choice(tuple(sorted(each))))
    assert counted.winners == known.count(single, seats=2, parameters=told).winners
