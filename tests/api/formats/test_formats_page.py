"""The page on formats names what there is, and its examples are read as it says."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from api.cli.assignments import RESERVED
from api.cli.count_answer import answer
from api.formats.ballot_file import BallotFile
from api.formats.reading import READERS, read
from api.formats.text import LINE_MAX, OPTIONS_MAX
from api.formats.writing import WRITERS
from engine.rules.catalogue import RULES
from engine.rules.tally import Tally
from engine.rules.ties import Ladder
from tests.api.i18n.random_counts import OPTIONS, random_outcomes

FOLDER = Path(__file__).parents[3] / "docs" / "reference"
PAGE = (FOLDER / "formats.md").read_text(encoding="utf-8")
SCHEMA: dict[str, Any] = json.loads((FOLDER / "outcome.schema.json").read_text(encoding="utf-8"))


def test_the_page_names_every_format_limit_and_reserved_name() -> None:
    for name in (*READERS, *RESERVED, "key.OPTION", *(f".{form}" for form in WRITERS)):
        assert f"`{name}`" in PAGE, name
    assert f"{LINE_MAX:,} characters" in PAGE
    assert f"{OPTIONS_MAX:,} options" in PAGE


def test_the_rules_of_its_examples_are_in_the_catalogue() -> None:
    named = re.findall(r"--rule ([a-z][a-z0-9-]+)", PAGE)

    assert named
    assert set(named) <= set(RULES)


@pytest.mark.parametrize(("form", "number"), [("blt", 6), ("abif", 42)])
def test_its_samples_are_read(form: str, number: int) -> None:
    blocks = re.findall(r"^```\w*\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    opening = {"blt": "4 2", "abif": "{"}[form]
    sample = next(block for block in blocks if block.startswith(opening))
    text = re.sub(r" {4,}.*$", "", sample, flags=re.MULTILINE)
    text += {"blt": "Cy\nDee\nTitle\n", "abif": "=B:[Bob]\n=C:[Cy]\n"}[form]

    file = read(text.encode(), file="sample", form=form)[1]

    assert file.ballots_number == number


def test_every_outcome_fits_the_schema() -> None:
    validator = jsonschema_rs.validator_for(SCHEMA)
    file = BallotFile(title="", options=OPTIONS, tally=Tally(options=OPTIONS))

    for outcome in random_outcomes():
        told = json.loads(json.dumps(answer(outcome, file, "blt", Ladder(seed=b"x"))))
        validator.validate(told)


def test_the_schema_names_every_format_that_is_read() -> None:
    assert SCHEMA["properties"]["file"]["properties"]["format"]["enum"] == list(READERS)
