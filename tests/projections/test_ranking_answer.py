"""The ranking a reader gets: adopted, ordered now, or refused with its reason."""

import pytest
from msgspec.structs import replace

from api.house import House
from engine.commands.eligibility import LiftHold, PlaceHold
from engine.commands.ranking import AdoptRanking
from engine.commands.rulebook import AmendRulebook
from engine.commands.scoring import LockScores
from engine.commands.sheet import EnterScores, SubmitSheet
from engine.errors.scores import StageNotInRulebook
from engine.rules.marks import Mark
from engine.rules.rulebook import Criterion
from projections.ranking import Ranking, ranking
from tests.engine.awarding import RULES
from tests.engine.bloc import OPENED

SLUG = OPENED.slug
WORK = Criterion(id="work", name="Work", maximum=100_00)


@pytest.fixture
def scored(house: House) -> House:
    """Everybody marked and submitted; U1 is held, U2 leads."""
    rules = replace(RULES, criteria=(WORK,))
    house.carry_out(SLUG, AmendRulebook(rulebook=rules, reason="A sheet"), key="amend")
    for points, member in enumerate(("P1", "U3", "U2", "U1")):
        mark = Mark(criterion="work", points=points)
        entered = EnterScores(candidate=member, stage="verified", marks=(mark,))
        house.carry_out(SLUG, entered, key=f"enter-{member}")
        submitted = SubmitSheet(candidate=member, stage="verified")
        house.carry_out(SLUG, submitted, key=f"submit-{member}")
    hold = PlaceHold(candidate="U1", ground="inspection", authority="Council")
    house.carry_out(SLUG, hold, key="hold")
    return house


def asked(house: House, stage: str | None = None) -> Ranking:
    with house.answers.view(SLUG) as view:
        return ranking(house.store, view, stage)


def places(answer: Ranking) -> dict[str, int | None]:
    return {each.id: each.place for each in answer.places}


def test_before_a_lawful_order_the_reason_stands_in_its_place(house: House) -> None:
    answer = asked(house)

    assert (answer.basis, answer.places) == ("none", ())
    assert answer.refused is not None
    assert answer.refused.code == "ranking-not-lawful"


def test_a_stage_that_does_not_exist_is_refused(house: House) -> None:
    with pytest.raises(StageNotInRulebook):
        asked(house, "peer")


def test_complete_sheets_give_an_order_and_list_who_is_held(scored: House) -> None:
    answer = asked(scored)

    assert answer.basis == "scores"
    assert places(answer) == {"U2": 1, "U3": 2, "P1": 3}
    (held,) = answer.unranked
    assert (held.id, held.reason, held.ground, held.total) == ("U1", "hold", "inspection", 3)


def test_an_adopted_ranking_stands_though_a_hold_is_lifted_later(scored: House) -> None:
    scored.carry_out(SLUG, LockScores(stage="verified"), key="lock")
    scored.carry_out(SLUG, AdoptRanking(basis="scores"), key="adopt")
    before = asked(scored)
    lifted = LiftHold(candidate="U1", authority="Council", reason="Cleared")
    scored.carry_out(SLUG, lifted, key="lift")

    answer = asked(scored)

    assert answer.basis == "adopted-scores"
    assert answer == before
    assert places(asked(scored, "verified"))["U1"] == 1


def test_a_held_candidate_without_a_sheet_is_listed_without_points(house: House) -> None:
    rules = replace(RULES, criteria=(WORK,))
    house.carry_out(SLUG, AmendRulebook(rulebook=rules, reason="A sheet"), key="amend")
    for member in ("P1", "U2", "U3"):
        mark = Mark(criterion="work", points=1)
        entered = EnterScores(candidate=member, stage="verified", marks=(mark,))
        house.carry_out(SLUG, entered, key=f"enter-{member}")
        house.carry_out(SLUG, SubmitSheet(candidate=member, stage="verified"), key=f"s-{member}")
    hold = PlaceHold(candidate="U1", ground="inspection", authority="Council")
    house.carry_out(SLUG, hold, key="hold")

    (held,) = asked(house).unranked

    assert (held.id, held.total, held.reason) == ("U1", None, "hold")
