"""Where the real elections are: read in place, never copied, skipped where they are absent.

Source: `elections/README.md` of the shared cases, beside this checkout.
"""

import json
from pathlib import Path
from typing import Any

import pytest

SHARED = Path(__file__).parents[4] / "shared" / "cases"
"""The folder of worked cases; a checkout of its own does not have it."""


def case(name: str) -> tuple[Path, dict[str, Any]]:
    """The folder of one real election and its `case.json`. Skips the test if it is absent."""
    folder = SHARED / "elections" / name
    if not (folder / "case.json").is_file():
        pytest.skip(f"the shared election {name} is not beside this checkout")
    return folder, json.loads((folder / "case.json").read_text(encoding="utf-8"))


def sheet(name: str) -> dict[str, Any]:
    """A worked case that is one JSON file, by file name. Skips the test if it is absent."""
    path = SHARED / name
    if not path.is_file():
        pytest.skip(f"the shared case {name} is not beside this checkout")
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found
