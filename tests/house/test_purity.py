"""No float, no clock and no chance where things are decided: a count done again is the same count.

import-linter sees which modules are imported; this sees what is done with those that may be.
"""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

DOMAIN = ("values", "errors", "events", "rules", "aggregates")
DECIDING = (*DOMAIN, "commands")
CLOCKS_AND_CHANCE = {"now", "utcnow", "today", "fromtimestamp", "uuid1", "uuid4"}
ENCODERS = {"msgpack", "json"}


def _impurities(source: str) -> Iterator[str]:
    """Line and name of every float, and of every call that answers differently another time."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Constant(value=float() as number):
                yield f"{node.lineno}: {number}"
            case ast.Name(id="float"):
                yield f"{node.lineno}: float"
            case ast.Call(func=ast.Attribute(attr=name)) if name in CLOCKS_AND_CHANCE:
                yield f"{node.lineno}: {name}()"
            case ast.ImportFrom(module="uuid", names=names):
                yield from (
                    f"{node.lineno}: {alias.name}"
                    for alias in names
                    if alias.name in CLOCKS_AND_CHANCE
                )
            case _:
                pass


def _encoders(source: str) -> Iterator[str]:
    """Line and name of every use of msgspec beyond the definition of structs."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Attribute(value=ast.Name(id="msgspec"), attr=name) if name in ENCODERS:
                yield f"{node.lineno}: msgspec.{name}"
            case ast.ImportFrom(module="msgspec", names=names):
                yield from (
                    f"{node.lineno}: msgspec.{alias.name}"
                    for alias in names
                    if alias.name in ENCODERS
                )
            case ast.ImportFrom(module=str() as module) if module.startswith("msgspec."):
                yield f"{node.lineno}: {module}"
            case _:
                pass


def _found(root: Path, package: str, search: Callable[[str], Iterator[str]]) -> list[str]:
    modules = sorted((root / "engine" / package).rglob("*.py"))
    assert modules
    return [
        f"{module.relative_to(root)}:{place}"
        for module in modules
        for place in search(module.read_text(encoding="utf-8"))
    ]


@pytest.mark.parametrize("package", DECIDING)
def test_what_decides_has_no_float_no_clock_and_no_chance(root: Path, package: str) -> None:
    assert _found(root, package, _impurities) == []


@pytest.mark.parametrize("package", DOMAIN)
def test_the_domain_defines_structs_and_leaves_bytes_to_the_store(root: Path, package: str) -> None:
    assert _found(root, package, _encoders) == []


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("share = 0.5", id="float-literal"),
        pytest.param("share: float = 1", id="float-type"),
        pytest.param("at = datetime.now(UTC)", id="clock"),
        pytest.param("day = date.today()", id="today"),
        pytest.param("key = uuid.uuid4()", id="chance"),
        pytest.param("from uuid import uuid4", id="imported-chance"),
    ],
)
def test_an_impurity_is_seen(line: str) -> None:
    assert list(_impurities(line)) != []


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("msgspec.msgpack.encode(event)", id="attribute"),
        pytest.param("from msgspec import json", id="imported"),
        pytest.param("from msgspec.msgpack import encode", id="imported-function"),
    ],
)
def test_an_encoder_is_seen(line: str) -> None:
    assert list(_encoders(line)) != []


def test_exact_numbers_and_a_moment_handed_over_are_not_impurities() -> None:
    source = "from uuid import UUID\nthird = Fraction(1, 3) / 2\nat = context.now"

    assert list(_impurities(source)) == []
