"""requirements/*.txt hold what pyproject.toml asks for, every release pinned by its hashes."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

SETS = ("base", "test", "lint", "build", "peers", "tools")


@pytest.fixture(scope="module")
def asked(root: Path) -> dict[str, list[Requirement]]:
    project: dict[str, Any] = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    bounds: dict[str, list[str]] = project["dependency-groups"]
    base = [
        *project["project"]["dependencies"],
        *project["project"]["optional-dependencies"]["postgres"],
    ]
    return {
        name: [Requirement(line) for line in lines]
        for name, lines in (bounds | {"base": base}).items()
    }


def _pins(root: Path, name: str) -> list[tuple[Requirement, int]]:
    """The pinned requirements of one set, each with the number of its hashes."""
    text = (root / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    entries = re.sub(r"^#.*\n", "", text, flags=re.MULTILINE).replace("\\\n", " ").splitlines()
    return [
        (Requirement(entry.split("--hash=")[0].strip()), entry.count("--hash=sha256:"))
        for entry in entries
    ]


def test_every_set_of_the_project_has_its_file(
    root: Path, asked: dict[str, list[Requirement]]
) -> None:
    assert set(asked) == set(SETS)
    assert {path.stem for path in (root / "requirements").glob("*.txt")} == set(SETS)


@pytest.mark.parametrize("name", SETS)
def test_every_requirement_is_one_release_with_its_hashes(root: Path, name: str) -> None:
    pins = _pins(root, name)

    assert pins
    for pin, hashes in pins:
        assert [specifier.operator for specifier in pin.specifier] == ["=="], pin
        assert pin.url is None, pin
        assert hashes > 0, pin


@pytest.mark.parametrize("name", SETS)
def test_the_pins_are_inside_the_bounds_of_the_project(
    root: Path,
    asked: dict[str, list[Requirement]],
    name: str,
) -> None:
    pinned = {
        canonicalize_name(pin.name): next(iter(pin.specifier)).version
        for pin, _ in _pins(root, name)
    }

    missing = [
        str(wanted)
        for wanted in asked[name]
        if not wanted.specifier.contains(pinned.get(canonicalize_name(wanted.name), "0"))
        or canonicalize_name(wanted.name) not in pinned
    ]

    assert missing == [], "run scripts/lock"


def test_a_package_has_the_same_release_in_every_set_of_one_environment(root: Path) -> None:
    releases: dict[tuple[str, str], set[str]] = {}
    for name in (name for name in SETS if name != "peers"):  # the peers live by themselves
        for pin, _ in _pins(root, name):
            key = (canonicalize_name(pin.name), str(pin.marker))
            releases.setdefault(key, set()).add(str(pin.specifier))

    assert {key: found for key, found in releases.items() if len(found) > 1} == {}
