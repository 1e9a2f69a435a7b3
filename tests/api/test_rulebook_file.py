"""A rulebook file is read whole, or refused with line, column, field, value and remedy."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.rulebook_file import read_rulebook, rulebook_of
from api.yaml_errors import (
    FileFieldInvalid,
    FileFieldUnknown,
    FileNotYaml,
    RulebookFileInvalid,
)
from api.yaml_text import node_at, root_of
from engine.errors.base import DomainError
from engine.rules.rulebook import Criterion, Quota, Rulebook
from engine.values.numbers import Share

SMALL = """\
id: rules
title: Rules of the bloc
criteria:
  - id: work
    name: Work
    maximum: 97.50
quorum:
  share: 2/3
ballots:
  - id: vote
    name: Vote
    methods: [paper]
    ballot: opinions
    rule: threshold-1
    parameters: {share: 70%}
    base: members
    secret: true
    tellers: 2
awards:
  - id: flag
    name: Flag
    authority: Committee
    ballot: vote
    quota: {share: 1/3}
"""


def refusal_of(text: str | bytes) -> DomainError:
    with pytest.raises(DomainError) as refusal:
        read_rulebook(text, file="rules.yaml")
    return refusal.value


def test_a_small_rulebook_is_read_exactly() -> None:
    rulebook = read_rulebook(SMALL)

    assert rulebook.criteria == (Criterion(id="work", name="Work", maximum=9750),)
    assert rulebook.awards[0].quota == Quota(share=Share(1, 3))
    assert rulebook.ballots[0].parameters == {"share": "70%"}
    assert rulebook.ballots[0].secret


@pytest.mark.parametrize(
    ("change", "kind", "facts"),
    [
        pytest.param(
            lambda text: text.replace("awards:", "awrds:"),
            FileFieldUnknown,
            {"line": 19, "column": 1, "field": "awrds", "nearest": "awards"},
            id="typo-in-a-key",
        ),
        pytest.param(
            lambda text: text.replace("97.50", "97,50"),
            FileFieldInvalid,
            {"line": 6, "column": 14, "field": "criteria[0].maximum", "nearest": "97.50"},
            id="decimal-comma",
        ),
        pytest.param(
            lambda text: text.replace("name: Flag", "name: " + "F" * 200),
            FileFieldInvalid,
            {
                "line": 21,
                "field": "awards[0].name",
                "value": "F" * 57 + "...",
                "expected": "1..160 characters",
            },
            id="200-character-name",
        ),
        pytest.param(
            lambda text: text.replace("name: Flag", "name: Cờ thi đu\u031ba"),
            FileFieldInvalid,
            {"line": 21, "field": "awards[0].name", "expected": "NFC"},
            id="not-composed",
        ),
        pytest.param(
            lambda text: text.replace("rule: threshold-1", "rule: treshold-1"),
            RulebookFileInvalid,
            {"line": 14, "column": 11, "field": "ballots[0].rule", "value": "treshold-1"},
            id="unknown-rule",
        ),
        pytest.param(
            lambda text: text.replace("    base: members\n", ""),
            RulebookFileInvalid,
            {"line": 10, "column": 5, "field": "ballots[0].base", "value": None},
            id="threshold-without-base",
        ),
        pytest.param(
            lambda text: text.replace("share: 70%", "share: 170%"),
            RulebookFileInvalid,
            {"line": 15, "column": 25, "field": "ballots[0].parameters.share", "value": "170%"},
            id="share-above-all-in-parameters",
        ),
        pytest.param(
            lambda text: text.replace("[paper]", "[electronic]"),
            RulebookFileInvalid,
            {"line": 12, "field": "ballots[0].methods", "expected": ("paper",)},
            id="electronic-secret-ballot",
        ),
        pytest.param(
            lambda text: text.replace("quota: {share: 1/3}", "quota: {share: 1/3, count: 1}"),
            RulebookFileInvalid,
            {"line": 24, "field": "awards[0].quota", "value": ("count", "share")},
            id="two-quotas",
        ),
        pytest.param(
            lambda text: text.replace("title: Rules", "title: Rules: all"),
            FileNotYaml,
            {"line": 2, "problem": "colon-unquoted"},
            id="colon-in-a-title",
        ),
    ],
)
def test_a_mistake_is_named_where_it_stands(
    change: Callable[[str], str], kind: type[DomainError], facts: dict[str, Any]
) -> None:
    refusal = refusal_of(change(SMALL))

    assert type(refusal) is kind
    assert {name: refusal.facts.get(name) for name in facts} == facts
    assert refusal.facts["file"] == "rules.yaml"


def test_ten_thousand_criteria_are_too_many() -> None:
    criteria = "".join(f"- {{id: c{at}, name: C, maximum: 1}}\n" for at in range(10_000))

    refusal = refusal_of(f"id: r\ntitle: R\ncriteria:\n{criteria}")

    assert refusal.facts["field"] == "criteria"
    assert (refusal.facts["value"], refusal.facts["expected"]) == (10_000, "0..1000")


def test_a_rulebook_inside_a_season_file_is_named_from_the_files_root() -> None:
    inside = "".join(f"  {line}\n" for line in SMALL.replace("70%", "170%").splitlines())
    root = root_of("slug: bloc\nrulebook:\n" + inside, file="season.yaml")

    with pytest.raises(RulebookFileInvalid) as refusal:
        rulebook_of(node_at(root, "rulebook"), "rulebook")

    assert refusal.value.facts["field"] == "rulebook.ballots[0].parameters.share"
    assert refusal.value.facts["line"] == 17


MUTILATIONS = st.one_of(
    st.tuples(st.just("cut"), st.integers(0, len(SMALL)), st.integers(0, 40), st.just("")),
    st.tuples(
        st.just("put"),
        st.integers(0, len(SMALL)),
        st.integers(0, 8),
        st.one_of(
            st.text(max_size=8),
            st.sampled_from(
                [
                    "&a",
                    "*a",
                    "!!int ",
                    "[",
                    "{",
                    "}",
                    "- ",
                    ": ",
                    "\t",
                    "\n",
                    "~",
                    "'",
                    '"\\x',
                    "<<",
                ]
            ),
        ),
    ),
)


@given(st.lists(MUTILATIONS, min_size=1, max_size=4))
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_a_mutilated_file_is_a_rulebook_or_a_refusal(
    mutilations: list[tuple[str, int, int, str]],
) -> None:
    text = SMALL
    for _, at, length, put in mutilations:
        text = text[:at] + put + text[at + length :]

    try:
        found = read_rulebook(text)
    except DomainError as refusal:
        told = refusal.facts
    else:
        told = {"file": found.id}

    assert "file" in told


@given(st.one_of(st.text(), st.binary()))
@settings(deadline=None)
def test_any_text_is_a_rulebook_or_a_refusal(text: str | bytes) -> None:
    refusal = refusal_of(text)

    assert refusal.facts["file"] == "rules.yaml"


YAML_VALUES = st.recursive(
    st.one_of(st.text(max_size=12), st.integers(), st.booleans(), st.none(), st.floats()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(
            st.sampled_from([*Rulebook.__struct_fields__, "name", "kind", "share", "x"]),
            inner,
            max_size=6,
        ),
    ),
    max_leaves=12,
)


@given(YAML_VALUES)
@settings(deadline=None)
def test_any_structure_is_a_rulebook_or_a_refusal(value: object) -> None:
    import yaml

    refusal = refusal_of(yaml.safe_dump({"id": "r", "title": "R", "criteria": [value]}))

    assert refusal.facts["file"] == "rules.yaml"
