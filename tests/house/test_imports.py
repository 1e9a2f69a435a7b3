"""The import contracts of pyproject.toml hold, and would notice if they did not."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

# One forbidden import for each contract, by the words its name begins with.
VIOLATIONS = {
    "Doors ask projections": ("projections/__init__.py", "import api"),
    "Inside the engine": ("engine/events/__init__.py", "import engine.commands"),
    "Projections read events": ("projections/__init__.py", "import engine.commands"),
    "A decision is repeatable": ("engine/values/__init__.py", "import random"),
    "Only the values": ("engine/rules/__init__.py", "import datetime"),
    "The engine and the projections": ("engine/persistence/__init__.py", "import rich"),
}


def _contracts(folder: Path, configuration: Path) -> dict[str, str]:
    """Each contract's name with KEPT or BROKEN, as lint-imports finds the packages in a folder."""
    linted = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--config", configuration],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={"COLUMNS": "300", "PATH": "/usr/bin:/bin", "NO_COLOR": "1"},
    )
    verdicts = re.findall(r"^(.+) (KEPT|BROKEN)\b.*$", linted.stdout, flags=re.MULTILINE)
    assert verdicts, linted.stdout + linted.stderr
    return dict(verdicts)


def test_every_import_goes_the_way_the_design_says(root: Path) -> None:
    verdicts = _contracts(root, root / "pyproject.toml")

    assert [name for name, verdict in verdicts.items() if verdict != "KEPT"] == []


def test_every_contract_has_a_violation_to_be_tried_with(root: Path) -> None:
    verdicts = _contracts(root, root / "pyproject.toml")

    unmatched = [
        name for name in verdicts if not any(name.startswith(begin) for begin in VIOLATIONS)
    ]

    assert unmatched == []
    assert len(verdicts) == len(VIOLATIONS)


def test_a_forbidden_import_breaks_its_contract(root: Path, tmp_path: Path) -> None:
    for package in ("engine", "projections", "api"):
        shutil.copytree(root / package, tmp_path / package)
    for place, line in VIOLATIONS.values():
        with (tmp_path / place).open("a", encoding="utf-8") as module:
            module.write(f"\n{line}\n")

    verdicts = _contracts(tmp_path, root / "pyproject.toml")

    assert set(verdicts.values()) == {"BROKEN"}


@pytest.mark.parametrize("package", ["engine", "projections", "api"])
def test_every_import_inside_the_packages_is_absolute(root: Path, package: str) -> None:
    relative = [
        f"{path.relative_to(root)}: {line}"
        for path in (root / package).rglob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.match(r"\s*from \.", line)
    ]

    assert relative == []
