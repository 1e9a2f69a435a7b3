"""The pages of the rule families name every rule and parameter, and their examples are run.

A page is a family. A section `## \\`id\\`: Title` is a rule; its table holds its parameters, or those
of another section of the page where several rules share them and it names them. A block fenced as
`csv NAME` is a file, a block fenced as `console` holds commands and what they print; a line of one
ellipsis stands for any lines.
"""

import re
import shlex
from pathlib import Path
from typing import get_args

import pytest

from engine.rules.catalogue import RULES
from engine.rules.parameters import Parameter
from engine.rules.rule import Family, Rule
from tests.api.cli.running import run

PAGES = Path(__file__).parents[2] / "docs" / "reference" / "rules"
FAMILIES: tuple[str, ...] = get_args(Family)
LONG = 10
"""Of more choices than this, a page need only name the first and the last."""

every_rule = pytest.mark.parametrize("rule", RULES.values(), ids=RULES.keys())
every_page = pytest.mark.parametrize("family", FAMILIES)


def page_of(family: str) -> str:
    return (PAGES / f"{family}.md").read_text(encoding="utf-8")


def sections(page: str) -> dict[str, str]:
    """The text of each section by its heading."""
    parts = re.split(r"^## (.*)$", page, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def heading(rule: Rule) -> str:
    return f"`{rule.id}`: {rule.title}"


def rows(section: str) -> dict[str, tuple[str, str, str]]:
    """A table's rows by parameter: its values, its default, what it does."""
    cells = r"^\| `(\w+)` \| (.*?) \| (.*?) \| (.*?) \|$"
    return {name: told for name, *told in re.findall(cells, section, flags=re.MULTILINE)}


def default_of(parameter: Parameter) -> str:
    if isinstance(parameter.default, bool):
        return f"`{str(parameter.default).lower()}`"
    return f"`{parameter.default}`" if parameter.default != "" else "empty"


@every_rule
def test_a_rule_stands_on_the_page_of_its_family_and_on_no_other(rule: Rule) -> None:
    found = [family for family in FAMILIES if heading(rule) in sections(page_of(family))]

    assert found == [rule.family]


@every_page
def test_a_page_tells_of_no_rule_that_is_not_there(family: str) -> None:
    told = [re.match(r"`(.*?-\d+)`", title) for title in sections(page_of(family))]

    ids = [found[1] for found in told if found]

    assert ids == [rule.id for rule in RULES.values() if rule.family == family]


@every_rule
def test_every_parameter_is_told_with_its_values_and_its_default(rule: Rule) -> None:
    page = sections(page_of(rule.family))
    section = page.pop(heading(rule))
    own = rows(section)
    shared = {name: told for text in page.values() for name, told in rows(text).items()}

    for parameter in rule.parameters:
        assert f"`{parameter.name}`" in section
        values, default, meaning = own.get(parameter.name) or shared[parameter.name]
        assert default == default_of(parameter), parameter.name
        assert meaning
        shown = parameter.choices
        for choice in shown if len(shown) <= LONG else (shown[0], shown[-1]):
            assert f"`{choice}`" in values, parameter.name
        for bound in (parameter.minimum, parameter.maximum):
            assert bound is None or str(bound) in values, parameter.name
    assert own.keys() <= {parameter.name for parameter in rule.parameters}


@every_rule
def test_every_paradox_ballot_and_box_is_told(rule: Rule) -> None:
    section = sections(page_of(rule.family))[heading(rule)]
    (ballots,) = re.findall(r"^Ballots: (.*)$", section, flags=re.MULTILINE)
    (paradoxes,) = re.findall(r"^Known paradoxes: ((?:.+\n)*)", section, flags=re.MULTILINE)

    assert re.findall(r"`(.*?)`", paradoxes) == list(rule.paradoxes)
    assert set(re.findall(r"`(.*?)`", ballots)) == {*rule.ballots, *rule.boxes}
    assert ("one seat" in ballots) == (rule.seats == "one")


@every_page
def test_a_page_s_examples_print_what_they_say(
    family: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = page_of(family)
    for name, text in re.findall(r"^```\w+ (\S+)\n(.*?)^```", page, re.DOTALL | re.MULTILINE):
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    consoles = re.findall(r"^```console\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    shown = re.findall(r"^\$ suyton (.*)\n((?:(?!\$ ).*\n)*)", "".join(consoles), re.MULTILINE)

    assert shown
    for words, printed in shown:
        answer = run(*shlex.split(words))
        assert answer.code == 0, answer.err
        wanted = ".*".join(map(re.escape, re.split(r"^…\n", printed, flags=re.MULTILINE)))
        assert re.fullmatch(wanted, answer.out.rstrip("\n") + "\n", re.DOTALL), answer.out


def test_the_contents_name_every_page() -> None:
    contents = (PAGES / "README.md").read_text(encoding="utf-8")

    assert re.findall(r"\((\w+)\.md\)", contents) == list(FAMILIES)
