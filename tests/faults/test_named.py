"""Every fault names itself and the invariants it is checked against, here and in the documentation."""

import ast
import re
from pathlib import Path

import pytest

from tests.faults.checking import INVARIANTS

HERE = Path(__file__).parent
PAGE = (HERE.parents[1] / "docs" / "explanation" / "faults.md").read_text()
OURS = ("test_checking", "test_named")
TESTS = sorted(path for path in HERE.glob("test_*.py") if path.stem not in OURS)


@pytest.mark.parametrize("path", TESTS, ids=lambda path: path.stem)
def test_a_fault_test_names_its_fault_and_its_invariants(path: Path) -> None:
    told = ast.get_docstring(ast.parse(path.read_text())) or ""

    assert told.startswith("Fault: ")
    assert re.search(r"\nInvariants?: ", told)
    assert re.search(r"\bI[1-8]\b", told), "by their numbers"
    assert "check(" in path.read_text(), "what must hold of a store is asked in one place"


@pytest.mark.parametrize("path", TESTS, ids=lambda path: path.stem)
def test_a_fault_test_stands_in_the_table_of_faults(path: Path) -> None:
    assert f"`{path.name}`" in PAGE


@pytest.mark.parametrize("number", INVARIANTS)
def test_an_invariant_stands_in_the_documentation_in_the_same_words(number: str) -> None:
    assert f"| {number} | {INVARIANTS[number]} |" in PAGE
