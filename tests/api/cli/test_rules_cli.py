"""`suyton rules`: the catalogue for programs and for people."""

import json

import pytest

from engine.rules.catalogue import RULES
from tests.api.cli.counting import run

KEYS = {"id", "family", "title", "summary", "source", "ballots", "boxes", "seats", "paradoxes"}


def test_the_catalogue_lists_every_rule_with_all_about_it() -> None:
    result = run("rules", "--json")

    listed = json.loads(result.stdout)
    assert [rule["id"] for rule in listed] == sorted(RULES)
    assert len(listed) >= 25
    for rule in listed:
        assert set(rule) == KEYS | {"parameters"}
        assert all(rule[key] for key in ("title", "summary", "source", "ballots"))
        for parameter in rule["parameters"]:
            assert set(parameter) == {
                *("name", "kind", "default", "choices", "minimum", "maximum", "help")
            }


def test_one_rule_is_described_alone() -> None:
    listed = json.loads(run("rules", "schulze-1", "--json").stdout)

    assert [rule["id"] for rule in listed] == ["schulze-1"]
    assert listed[0]["parameters"][0]["choices"] == ["winning-votes", "margins"]


@pytest.mark.parametrize("language", ["en", "vi"])
def test_people_read_the_catalogue_in_their_language(language: str) -> None:
    result = run("rules", "--lang", language)

    lines = result.stdout.splitlines()
    assert lines[0] == {"en": "Criteria points", "vi": "Chấm điểm tiêu chí"}[language]
    assert max(map(len, lines)) <= 80
    for rule in RULES.values():
        assert any(line.startswith(f"  {rule.id} – ") for line in lines)


@pytest.mark.parametrize("rule", sorted(RULES))
@pytest.mark.parametrize("language", ["en", "vi"])
def test_people_read_all_about_a_rule(rule: str, language: str) -> None:
    result = run("rules", rule, "--lang", language)

    assert result.exit_code == 0
    for parameter in RULES[rule].parameters:
        assert f"{parameter.name}=" in result.stdout
    assert "{" not in result.stdout


def test_an_unknown_rule_is_refused() -> None:
    result = run("rules", "plurality-0")

    assert result.exit_code == 2
    assert result.stdout == ""
    assert "plurality-0" in result.stderr
