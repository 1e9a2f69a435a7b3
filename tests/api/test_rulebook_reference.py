"""docs/reference/rulebook.md tells every field of a rulebook, with its true default."""

import re
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from api import yaml_errors
from api.rulebook_file import read_rulebook
from api.yaml_text import root_of
from engine.errors.base import DomainError
from engine.rules import rulebook
from engine.rules.rulebook import (
    AwardRule,
    BallotRule,
    Criterion,
    Ground,
    ProxyRule,
    QuorumRule,
    Quota,
    QuotaRow,
    RankingRule,
    Rulebook,
    walk,
)

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "rulebook.md").read_text("utf-8")
SECTIONS: dict[str, type[msgspec.Struct]] = {
    "The rulebook": Rulebook,
    "Criteria": Criterion,
    "Ranking": RankingRule,
    "Awards": AwardRule,
    "Quota": Quota,
    "Quota row": QuotaRow,
    "Ballots": BallotRule,
    "Quorum": QuorumRule,
    "Proxies": ProxyRule,
    "Grounds": Ground,
}
WRITTEN: dict[Any, str] = {
    None: "–",
    (): "empty",
    RankingRule(): "its defaults",
    ProxyRule(): "its defaults",
    ("self", "verified"): "`[self, verified]`",
}
EXAMPLE = re.findall(r"```yaml\n(.*?)```", PAGE, flags=re.DOTALL)[0]


def rows(section: str) -> dict[str, str]:
    """Field -> default, from the table under a heading."""
    text = PAGE.split(f"\n### {section}\n")[1].split("\n#")[0]
    return dict(re.findall(r"^\| `(\w+)` \|[^|]*\| ([^|]+?) \|", text, flags=re.MULTILINE))


def default_of(field: msgspec.structs.FieldInfo) -> str:
    if field.required:
        return "required"
    default = field.default_factory() if field.default is msgspec.NODEFAULT else field.default
    if default == {}:
        return "empty"
    if isinstance(default, (bool, int)):
        return f"`{str(default).lower()}`"
    return WRITTEN.get(default, f"`{default}`")


def keys(node: yaml.Node) -> set[str]:
    if isinstance(node, yaml.SequenceNode):
        return {key for item in node.value for key in keys(item)}
    if isinstance(node, yaml.MappingNode):
        return {key.value for key, _ in node.value}.union(*(keys(v) for _, v in node.value))
    return set()


def test_every_struct_of_the_rulebook_has_a_section() -> None:
    structs = {
        struct
        for struct in vars(rulebook).values()
        if isinstance(struct, type)
        and issubclass(struct, msgspec.Struct)
        and struct.__module__ == rulebook.__name__
        and struct is not rulebook.Part
    }

    assert structs == set(SECTIONS.values())


@pytest.mark.parametrize("section", SECTIONS)
def test_every_field_is_told_with_its_default(section: str) -> None:
    fields = msgspec.structs.fields(SECTIONS[section])

    assert rows(section) == {field.name: default_of(field) for field in fields}


def test_the_example_is_a_lawful_rulebook() -> None:
    read = read_rulebook(EXAMPLE)

    assert read.criteria[2].per_time == 250
    assert read.quorum is not None
    assert (read.quorum.share.num, read.quorum.share.den) == (2, 3)
    assert len(walk(read.criteria)) == 6


def test_the_example_uses_every_field() -> None:
    used = keys(root_of(EXAMPLE, file="example.yaml"))

    told = {field.name for each in SECTIONS.values() for field in msgspec.structs.fields(each)}
    assert told - used == set()


def test_every_refusal_of_a_rulebook_file_is_told() -> None:
    codes = {
        refusal.code
        for refusal in vars(yaml_errors).values()
        if isinstance(refusal, type)
        and issubclass(refusal, DomainError)
        and refusal is not DomainError
    }

    assert {code for code in codes if f"`{code}`" not in PAGE} == set()
