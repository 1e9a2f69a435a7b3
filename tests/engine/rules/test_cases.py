"""The shared cases are found where they are, and their absence skips."""

import pytest

from tests.engine.rules.cases import case, sheet


def test_a_shared_election_has_an_id_like_its_folder() -> None:
    name = "burlington-2009"

    folder, told = case(name)

    assert told["id"] == folder.name == name


def test_an_absent_case_skips_its_test() -> None:
    with pytest.raises(pytest.skip.Exception):
        case("no-such-election")
    with pytest.raises(pytest.skip.Exception):
        sheet("no-such-sheet.json")
