"""A rulebook that contradicts itself is refused with the field's path."""

import dataclasses
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from engine.errors.season import RulebookInvalid
from engine.rules.ballot_rule_check import ballot_rule_contradictions
from engine.rules.catalogue import RULES
from engine.rules.criteria_check import criteria_contradictions
from engine.rules.rulebook import (
    CRITERIA_MAX,
    DEPTH_MAX,
    AwardRule,
    Criterion,
    Ground,
    ProxyRule,
    QuorumRule,
    Quota,
    QuotaRow,
    RankingRule,
    Rulebook,
)
from engine.rules.rulebook_check import PARTS_MAX, check_rulebook
from engine.values.numbers import Share
from tests.engine.bloc import RULEBOOK

SHEET = (
    Criterion(
        id="A",
        name="Work",
        kind="group",
        maximum=10_000,
        children=(
            Criterion(id="A1", name="Plan", maximum=6_000, kind="target", unit="reports"),
            Criterion(id="A2", name="Order", maximum=4_000, kind="pass"),
            Criterion(id="A3", name="Titles", maximum=1_500, kind="bonus", per_time=500),
        ),
    ),
    Criterion(
        id="B",
        name="Beside",
        kind="group",
        maximum=500,
        children=(Criterion(id="B1", name="Breaches", maximum=500, kind="penalty"),),
    ),
)
WHOLE = replace(
    RULEBOOK,
    valid_from="2024-01-01",
    valid_to="2024-12-31",
    criteria=SHEET,
    ranking=RankingRule(tie_break=("without-bonus", "criterion:A1"), total_maximum=11_000),
    quorum=QuorumRule(share=Share(2, 3)),
    proxies=ProxyRule(allowed=True),
)
VOTE = RULEBOOK.ballots[0]


def leaf(**fields: Any) -> Criterion:
    return Criterion(**{"id": "X", "name": "X", "maximum": 100, **fields})


def with_criteria(*criteria: Criterion) -> Rulebook:
    return replace(WHOLE, criteria=criteria, ranking=RankingRule())


def with_vote(**fields: Any) -> Rulebook:
    return replace(WHOLE, ballots=(replace(VOTE, **fields),))


def with_quota(quota: Quota) -> Rulebook:
    return replace(WHOLE, awards=(replace(WHOLE.awards[0], quota=quota),))


def nested(depth: int) -> Criterion:
    node = leaf(id=f"n{depth}")
    for level in range(depth - 1, 0, -1):
        node = leaf(id=f"n{level}", kind="group", children=(node,))
    return node


def refusal_of(rulebook: Rulebook) -> dict[str, object]:
    with pytest.raises(RulebookInvalid) as refusal:
        check_rulebook(rulebook)
    return refusal.value.facts


def field_refused(rulebook: Rulebook) -> str | None:
    try:
        check_rulebook(rulebook)
    except RulebookInvalid as refusal:
        return str(refusal.facts["field"])
    return None


def test_a_rulebook_in_agreement_with_itself_passes() -> None:
    check_rulebook(WHOLE)
    check_rulebook(Rulebook(id="empty", title="Nothing yet"))


@pytest.mark.parametrize(
    ("rulebook", "field"),
    [
        pytest.param(replace(WHOLE, valid_from="2024-02-30"), "valid_from", id="no-such-day"),
        pytest.param(replace(WHOLE, valid_to="2023-12-31"), "valid_to", id="over-before-begun"),
        pytest.param(replace(WHOLE, stages=("self", "self")), "stages[1]", id="stage-twice"),
        pytest.param(replace(WHOLE, stages=("self",)), "ranking.stage", id="stage-never-scored"),
        pytest.param(
            replace(WHOLE, ranking=RankingRule(total_maximum=0)),
            "ranking.total_maximum",
            id="nothing-to-gain",
        ),
        pytest.param(
            replace(WHOLE, ranking=RankingRule(tie_break=("criterion:A1", "criterion:A9"))),
            "ranking.tie_break[1]",
            id="tie-break-by-nothing",
        ),
        pytest.param(
            replace(WHOLE, ranking=RankingRule(tie_break=("without-bonus", "without-bonus"))),
            "ranking.tie_break[1]",
            id="tie-break-twice",
        ),
        pytest.param(
            replace(WHOLE, grounds=(*WHOLE.grounds, WHOLE.grounds[0])),
            "grounds[0].id",
            id="ground-twice",
        ),
        pytest.param(
            replace(WHOLE, awards=(*WHOLE.awards, WHOLE.awards[1])),
            "awards[1].id",
            id="award-twice",
        ),
        pytest.param(replace(WHOLE, ballots=(VOTE, VOTE)), "ballots[0].id", id="ballot-twice"),
        pytest.param(
            replace(
                WHOLE,
                grounds=tuple(
                    Ground(id=f"g{at}", name="Ground", effect="hold") for at in range(PARTS_MAX + 1)
                ),
            ),
            "grounds",
            id="too-many-grounds",
        ),
        pytest.param(
            replace(WHOLE, awards=(AwardRule(id="a", name="A", authority="C", ballot="none"),)),
            "awards[0].ballot",
            id="ballot-unknown",
        ),
        pytest.param(
            replace(WHOLE, quorum=QuorumRule(share=Share(0, 3))),
            "quorum.share",
            id="quorum-of-none",
        ),
        pytest.param(
            replace(WHOLE, quorum=QuorumRule(share=Share(4, 3))),
            "quorum.share",
            id="quorum-above-all",
        ),
        pytest.param(
            replace(WHOLE, quorum=QuorumRule(share=Share(1, 1), strict=True)),
            "quorum.strict",
            id="quorum-of-more-than-all",
        ),
        pytest.param(
            replace(WHOLE, proxies=ProxyRule(allowed=True, per_holder_max=0)),
            "proxies.per_holder_max",
            id="proxies-for-nobody",
        ),
        pytest.param(with_quota(Quota()), "awards[0].quota", id="no-quota"),
        pytest.param(
            with_quota(Quota(count=1, share=Share(1, 3))), "awards[0].quota", id="two-quotas"
        ),
        pytest.param(
            with_quota(Quota(share=Share(3, 2))), "awards[0].quota.share", id="quota-above-all"
        ),
        pytest.param(
            with_quota(Quota(table=(QuotaRow(9, 1), QuotaRow(9, 2)))),
            "awards[0].quota.table[1].size",
            id="size-twice",
        ),
    ],
)
def test_a_contradiction_is_named_by_its_field(rulebook: Rulebook, field: str) -> None:
    assert refusal_of(rulebook)["field"] == field


@pytest.mark.parametrize(
    ("criteria", "field"),
    [
        pytest.param((leaf(), leaf()), "criteria[0].id", id="id-twice"),
        pytest.param(
            (leaf(id="G", kind="group", children=(leaf(id="G"),)),),
            "criteria[0].id",
            id="own-child",
        ),
        pytest.param((leaf(maximum=0),), "criteria[0].maximum", id="worth-nothing"),
        pytest.param((leaf(maximum=-5),), "criteria[0].maximum", id="worth-less"),
        pytest.param((leaf(kind="pass", per_time=5),), "criteria[0].per_time", id="passed-n-times"),
        pytest.param((leaf(kind="bonus", per_time=0),), "criteria[0].per_time", id="times-nothing"),
        pytest.param((leaf(kind="pass", unit="km"),), "criteria[0].unit", id="passed-in-km"),
        pytest.param((leaf(kind="group"),), "criteria[0].children", id="empty-group"),
        pytest.param(
            (leaf(children=(leaf(id="Y"),)),), "criteria[0].kind", id="leaf-with-children"
        ),
        pytest.param(
            (leaf(kind="group", maximum=101, children=(leaf(id="Y"),)),),
            "criteria[0].maximum",
            id="maximum-out-of-reach",
        ),
        pytest.param(
            (
                leaf(
                    kind="group",
                    maximum=200,
                    children=(leaf(id="Y"), leaf(id="Z", kind="bonus")),
                ),
            ),
            "criteria[0].maximum",
            id="maximum-out-of-reach-without-bonus",
        ),
    ],
)
def test_a_sheet_of_criteria_adds_up(criteria: tuple[Criterion, ...], field: str) -> None:
    assert refusal_of(with_criteria(*criteria))["field"] == field


def test_a_group_may_cap_its_parts() -> None:
    capped = leaf(kind="group", maximum=150, children=(leaf(id="Y"), leaf(id="Z")))

    check_rulebook(with_criteria(capped))


def test_a_group_of_bonus_groups_stands_beside_the_maximum() -> None:
    inner = leaf(id="I", kind="group", children=(leaf(id="Y", kind="bonus"),))

    check_rulebook(with_criteria(leaf(kind="group", maximum=100, children=(inner,))))


def test_a_sheet_is_at_most_a_thousand_criteria() -> None:
    most = tuple(leaf(id=f"c{at}") for at in range(CRITERIA_MAX))
    check_rulebook(with_criteria(*most))

    facts = refusal_of(with_criteria(*most, leaf(id="one-more")))

    assert facts == {"field": "criteria", "value": CRITERIA_MAX + 1, "expected": "0..1000"}


def test_a_sheet_is_at_most_six_levels_deep() -> None:
    check_rulebook(with_criteria(nested(DEPTH_MAX)))

    facts = refusal_of(with_criteria(nested(40)))

    assert facts["field"] == "criteria[0]" + ".children[0]" * DEPTH_MAX
    assert facts["expected"] == "depth 1..6"


def test_what_is_too_large_or_too_deep_is_not_read_any_further() -> None:
    bad_leaf = leaf(maximum=-1)
    too_many = (bad_leaf,) * (CRITERIA_MAX + 1)
    childless = leaf(id="G", kind="group")

    assert len(list(criteria_contradictions(too_many))) == 1
    assert len(list(criteria_contradictions((bad_leaf, nested(7))))) == 1
    assert [field for field, _, _ in criteria_contradictions((childless,))] == [
        "criteria[0].children"
    ]


def test_an_unknown_rule_ends_the_questions_about_its_template() -> None:
    template = replace(VOTE, rule="nothing-1", parameters={"shore": "1"})

    found = list(ballot_rule_contradictions(template, "ballots[0]"))

    assert [field for field, _, _ in found] == ["ballots[0].rule"]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        pytest.param({"methods": ()}, "methods", id="no-method"),
        pytest.param({"methods": ("paper", "paper")}, "methods", id="method-twice"),
        pytest.param(
            {"methods": ("electronic",), "secret": True}, "methods", id="electronic-secret"
        ),
        pytest.param(
            {"methods": ("paper", "roll-call"), "secret": True}, "methods", id="secret-and-open"
        ),
        pytest.param({"methods": ("roll-call",), "tellers": 2}, "tellers", id="nothing-to-tell"),
        pytest.param(
            {"methods": ("paper",), "changes_allowed": True}, "changes_allowed", id="paper-changed"
        ),
        pytest.param({"ties": ("lot", "lot")}, "ties[1]", id="lot-twice"),
        pytest.param({"ties": ("leave", "lot")}, "ties[0]", id="leave-first"),
        pytest.param({"rule": "threshold-0"}, "rule", id="unknown-rule"),
        pytest.param({"ballot": "choice"}, "ballot", id="ballot-the-rule-cannot-read"),
        pytest.param({"methods": ("acclamation",)}, "rule", id="acclaimed-by-threshold"),
        pytest.param({"parameters": {}}, "parameters.share", id="share-not-named"),
        pytest.param({"base": None}, "base", id="base-not-named"),
        pytest.param(
            {"parameters": {"share": "2/3", "base": "cast"}}, "parameters.base", id="base-twice"
        ),
        pytest.param({"parameters": {"share": "3/2"}}, "parameters.share", id="share-above-all"),
        pytest.param({"parameters": {"share": "2/3", "shore": "1"}}, "parameters.shore", id="typo"),
        pytest.param({"written": True}, "parameters.written", id="written-not-decided"),
        pytest.param(
            {"rule": "acclamation-1", "parameters": {}}, "base", id="base-of-an-acclamation"
        ),
    ],
)
def test_a_ballot_template_fits_its_rule(fields: dict[str, Any], field: str) -> None:
    assert refusal_of(with_vote(**fields))["field"] == f"ballots[0].{field}"


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"methods": ("paper",), "secret": True, "tellers": 2}, id="secret-on-paper"),
        pytest.param({"methods": ("electronic",), "changes_allowed": True}, id="changed-on-line"),
        pytest.param({"ties": ("key", "casting", "lot", "leave")}, id="whole-ladder"),
        pytest.param(
            {"written": True, "parameters": {"share": "70%", "written": "ignored"}}, id="written"
        ),
        pytest.param({"parameters": {"share": "0"}, "base": None}, id="no-share-no-base"),
        pytest.param(
            {
                "methods": ("acclamation", "show-of-hands"),
                "rule": "acclamation-1",
                "parameters": {},
                "base": None,
            },
            id="acclamation",
        ),
        pytest.param(
            {
                "ballot": "choice",
                "rule": "choose-1",
                "parameters": {"marks_max": 3},
                "base": None,
            },
            id="choose-up-to-three-without-a-share",
        ),
    ],
)
def test_lawful_templates_pass(fields: dict[str, Any]) -> None:
    check_rulebook(with_vote(**fields))


def test_tellers_totals_are_no_whole_ballots(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = dataclasses.replace(RULES["threshold-1"], id="whole-1", boxes=())
    monkeypatch.setitem(RULES, "whole-1", whole)

    facts = refusal_of(with_vote(rule="whole-1", methods=("roll-call", "paper")))

    assert facts == {
        "field": "ballots[0].methods[1]",
        "value": "paper",
        "expected": ("electronic", "roll-call"),
    }


@given(
    st.lists(
        st.builds(
            Criterion,
            id=st.sampled_from(["a", "b", "c", "d"]),
            name=st.just("Name"),
            maximum=st.integers(-100, 10_000),
            kind=st.sampled_from(["entered", "target", "pass", "bonus", "penalty", "group"]),
            per_time=st.none() | st.integers(-5, 5),
            unit=st.none() | st.just("km"),
        ),
        max_size=6,
    ).map(tuple)
)
def test_any_sheet_passes_or_is_refused_with_a_path(criteria: tuple[Criterion, ...]) -> None:
    field = field_refused(with_criteria(*criteria))

    if field is None:
        assert len({node.id for node in criteria}) == len(criteria)
    else:
        assert field.startswith("criteria[")
