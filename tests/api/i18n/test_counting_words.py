"""Every code that counting can utter has words in both languages, and the words fit its facts."""

import ast
import importlib
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.i18n.catalogue import LOCALES, Locale, words
from engine.errors import DomainError
from engine.rules.catalogue import FAMILIES, RULES
from tests.api.i18n.random_counts import random_steps

ROOT = Path(__file__).parents[3]
REFUSALS = ("engine.errors.rules", "api.formats.errors", "api.cli.assignments")
"""Modules whose refusals have words here; further domains add theirs with their own `.po`."""
STEPS = (
    *(str(Path(inspect.getfile(family)).parent.relative_to(ROOT)) for family in FAMILIES),
    "engine/rules/ties.py",
    "engine/rules/placing.py",
)
"""Where rules write the steps of their traces."""
CODE = re.compile(r"[a-z]+(?:-[a-z]+)*")
FACT = re.compile(r"\{[^{}\s]+\}")


def refusals() -> list[type[DomainError]]:
    """The refusal classes that these modules define."""
    return [
        found
        for module in map(importlib.import_module, REFUSALS)
        for _, found in inspect.getmembers(module, inspect.isclass)
        if issubclass(found, DomainError) and found.__module__ == module.__name__
    ]


def sources(*places: str) -> Iterator[ast.Module]:
    for place in places:
        path = ROOT / place
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            yield ast.parse(file.read_text(encoding="utf-8"))


def codes(places: tuple[str, ...], **argument: int) -> set[str]:
    """Texts that look like codes, in this argument of calls of these functions or methods."""
    found = set()
    for tree in sources(*places):
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            place = argument.get(name, len(node.args))
            for told in node.args[place : place + 1]:
                found |= {
                    part.value
                    for part in ast.walk(told)
                    if isinstance(part, ast.Constant)
                    and isinstance(part.value, str)
                    and CODE.fullmatch(part.value)
                }
    return found


def missing(keys: set[str], locale: Locale) -> list[str]:
    return sorted(key for key in keys if key not in words(locale))


@pytest.mark.parametrize("locale", LOCALES)
def test_every_refusal_has_words(locale: Locale) -> None:
    keys = {f"refusal.{refusal.code}" for refusal in refusals()}

    assert len(keys) > 20
    assert missing(keys, locale) == []


@pytest.mark.parametrize("locale", LOCALES)
def test_every_step_has_words(locale: Locale) -> None:
    written = codes(STEPS, Step=0, tell=0)
    uttered = {step.code for step in random_steps()}

    assert len(uttered) > 40
    assert missing({f"step.{code}" for code in written | uttered}, locale) == []


@pytest.mark.parametrize("locale", LOCALES)
def test_the_words_of_every_step_fit_its_facts(locale: Locale) -> None:
    for step in random_steps():
        text = words(locale).text(f"step.{step.code}", otherwise="", **step.facts)

        assert text
        assert not FACT.search(text), (step, text)
        assert "[[" not in text


@pytest.mark.parametrize("locale", LOCALES)
def test_everything_a_file_may_be_refused_for_has_words(locale: Locale) -> None:
    formats = ("api/formats",)
    expected = codes(formats, malformed=1, refusal=1, whole=2)
    notes = codes(formats, note=0)

    assert len(expected) > 40
    assert missing({f"expected.{code}" for code in expected}, locale) == []
    assert len(notes) > 4
    assert missing({f"note.{code}" for code in notes}, locale) == []


@pytest.mark.parametrize("locale", LOCALES)
def test_every_value_that_is_shown_as_words_has_them(locale: Locale) -> None:
    shown = {
        (name, value)
        for step in random_steps()
        for name, value in step.facts.items()
        if name in ("why", "by", "about") and isinstance(value, str)
    }
    keys = {f"{name}.{re.sub(r'[0-9]+', 'n', value)}" for name, value in shown}

    assert len(keys) > 15
    assert missing(keys, locale) == []


@pytest.mark.parametrize("locale", LOCALES)
def test_every_family_paradox_and_kind_of_ballot_has_words(locale: Locale) -> None:
    keys = set()
    for rule in RULES.values():
        keys.add(f"family.{rule.family}")
        keys |= {f"paradox.{name}" for name in rule.paradoxes}
        keys |= {f"ballot.{kind}" for kind in rule.ballots}

    assert missing(keys, locale) == []


def test_every_rule_and_parameter_has_vietnamese_words() -> None:
    keys = set()
    for rule in RULES.values():
        keys |= {f"rule.{rule.id}.title", f"rule.{rule.id}.summary"}
        for parameter in rule.parameters:
            if f"rule.{rule.id}.{parameter.name}" not in words("vi"):
                keys.add(f"parameter.{parameter.name}")

    assert missing(keys, "vi") == []


def test_no_words_are_left_over_from_a_rule_that_is_gone() -> None:
    told = {key.split(".")[1] for key in words("vi") if key.startswith("rule.")}

    assert told == set(RULES)


def test_both_languages_know_the_same_keys_and_facts() -> None:
    vietnamese, english = words("vi"), words("en")
    own = ("rule.", "parameter.")

    for key in english:
        assert key in vietnamese, key
        assert facts(vietnamese.text(key)) == facts(english.text(key)), key
    for key in vietnamese:
        assert key in english or key.startswith(own), key


def facts(text: str) -> set[str]:
    return {told.strip("{}").partition(":")[0] for told in FACT.findall(text)}
