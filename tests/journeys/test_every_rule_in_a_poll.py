"""Every rule of the catalogue decides a poll of the lifecycle, from rulebook to recorded outcome."""

import pytest
from msgspec.structs import replace

from api.house import House
from engine.commands.ballot import CastBallot, RaiseObjection
from engine.commands.poll import AnnounceOutcome, ClosePoll, OpenPoll
from engine.commands.rulebook import AdoptRulebook
from engine.events.poll import PollOption, Subject
from engine.persistence.codec import decode
from engine.rules.ballots import Ballot, Choice, Opinions, Ranking, Scores
from engine.rules.catalogue import RULES
from engine.rules.outcome import Outcome
from engine.rules.rule import Rule
from engine.rules.rulebook import BallotRule
from engine.rules.tally import Base
from projections.outcomes import compute, result_bytes
from tests.engine.awarding import RULES as RULEBOOK
from tests.engine.bloc import OPENED, UNITS

SLUG = OPENED.slug
OPTIONS = ("a", "b", "c")
BALLOTS: dict[str, tuple[Ballot, Ballot, Ballot]] = {
    "opinions": (
        Opinions((("a", "for"), ("b", "against"))),
        Opinions((("a", "for"), ("b", "abstain"))),
        Opinions((("a", "for"), ("c", "against"))),
    ),
    "choice": (Choice(("a",)), Choice(("a",)), Choice(("b",))),
    "ranking": (
        Ranking((("a",), ("b",), ("c",))),
        Ranking((("a",), ("c",), ("b",))),
        Ranking((("b",), ("a",), ("c",))),
    ),
    "scores": (
        Scores((("a", 5), ("b", 3), ("c", 0))),
        Scores((("a", 4), ("b", 1), ("c", 1))),
        Scores((("a", 5), ("b", 4), ("c", 2))),
    ),
}
MORE: dict[str, dict[str, str | int | bool]] = {
    "irv-no-award-1": {"no_award": "c"},
    "equal-shares-budget-1": {"budget": 300},
}


def template(rule: Rule) -> BallotRule:
    """A ballot of the rulebook that uses the rule, naming what the rulebook must name."""
    kinds = {parameter.name: parameter.kind for parameter in rule.parameters}
    base: Base | None = "members" if "base" in kinds else None
    parameters = dict(MORE.get(rule.id, {}))
    if kinds.get("share") == "share":
        parameters["share"] = "1/2"
    hand = rule.id.startswith("acclamation")
    return BallotRule(
        id="vote",
        name="Vote",
        methods=("acclamation" if hand else "electronic",),
        ballot=rule.ballots[0],
        rule=rule.id,
        parameters=parameters,
        base=base,
        quorum=False,
    )


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_a_rule_decides_a_poll_and_its_recorded_outcome_is_recomputed_the_same(
    house: House, rule: Rule
) -> None:
    rulebook = replace(RULEBOOK, ballots=(template(rule),))
    house.carry_out(SLUG, AdoptRulebook(rulebook=rulebook), key="rules")
    cost = 100 if rule.id == "equal-shares-budget-1" else None
    opening = OpenPoll(
        poll="p",
        template="vote",
        subject=Subject(kind="other"),
        question="Which?",
        options=tuple(PollOption(id=option, cost=cost) for option in OPTIONS),
        seats=1,
    )
    house.carry_out(SLUG, opening, key="open-p")
    if rule.id.startswith("acclamation"):
        house.carry_out(SLUG, RaiseObjection(poll="p", member="U3"), key="object")
    else:
        for member, ballot in zip(("U1", "U2", "U3"), BALLOTS[rule.ballots[0]], strict=True):
            command = CastBallot(poll="p", member=member, ballot=ballot)
            house.carry_out(SLUG, command, key=f"cast-{member}")
    house.carry_out(SLUG, ClosePoll(poll="p"), key="close")

    house.carry_out(SLUG, AnnounceOutcome(poll="p"), key="announce")

    with house.answers.view(SLUG) as view:
        announced = view.state.ledger.polls.poll("p").announced
        recomputed = result_bytes(compute(view.state, "p"))
    assert announced is not None
    recorded = house.store.content(house.id_of(SLUG), announced.result.digest)
    assert recorded == recomputed
    assert announced.winners == decode(recorded, Outcome).winners
    if not rule.id.startswith("acclamation"):
        assert announced.winners in (("a",), ("a", "b"), ("a", "b", "c"))


@pytest.fixture
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    opened = House(tmp_path_factory.mktemp("rule"))
    opened.open_ledger(OPENED, key="opening")
    for number, unit in enumerate(UNITS):
        opened.carry_out(SLUG, unit, key=f"unit-{number}")
    return opened
