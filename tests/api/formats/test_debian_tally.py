"""Tally sheets of the Debian project."""

import pytest

from tests.api.formats.ballots_of import ranking, read_text, refused

HEADER = """\
  Tally Sheet. The format is:
       "V: vote        digest"

     Option 1--------->: Ada
   /  Option 2-------->: Bob
   |/  Option 3------->: None
   ||/
"""


def test_rank_characters_make_rankings() -> None:
    file = read_text(HEADER + "V: 213 \t\tab\nV: 1-1 cd\nV: --- ef\nV: 213 gh\n", "debian")

    assert file.options == ("Ada", "Bob", "None")
    assert file.tally.ballots == {
        ranking("Bob > Ada > None"): 2,
        ranking("Ada = None"): 1,
        ranking(""): 1,
    }


@pytest.mark.parametrize(
    ("text", "line", "found", "expected"),
    [
        pytest.param(HEADER + "V: 21 ab\n", 8, "21", "rank-characters", id="a rank lacking"),
        pytest.param(HEADER + "V: 2!3 ab\n", 8, "2!3", "rank-characters", id="no rank"),
        pytest.param(HEADER + "V:\n", 8, "V:", "rank-characters", id="nothing"),
        pytest.param("V: 1 ab\n", 1, "V: 1 ab", "option-lines", id="no options"),
        pytest.param("Option 2-->: B\n", 1, "B", "name-not-used-before", id="options out of order"),
    ],
)
def test_a_malformed_sheet_is_refused(text: str, line: int, found: str, expected: str) -> None:
    facts = refused(text, "debian")

    assert (facts["line"], facts["found"], facts["expected"]) == (line, found, expected)
