"""BLT as OpaVote, Droop and the Scottish councils write it, and what is refused."""

from typing import Any

import pytest

from engine.rules.ballots import Ranking
from tests.api.formats.ballots_of import ranking, read_text, refused

PLAIN = """\
3 2
4 1 2 0
2 3 0
0
"Castor"
"Pollux"
"Helen"
"Two seats"
"""


def test_options_seats_ballots_and_title_come_out() -> None:
    file = read_text(PLAIN, "blt")

    assert file.options == file.tally.options == ("Castor", "Pollux", "Helen")
    assert (file.seats, file.title, file.withdrawn) == (2, "Two seats", ())
    assert file.tally.ballots == {ranking("Castor > Pollux"): 4, ranking("Helen"): 2}


def test_lines_that_say_the_same_are_one_ballot() -> None:
    file = read_text("2 1\n1 1 2 0\n3 1 2 0\n3 1 2 0\n1 1  2 0\n0\nA\nB\n", "blt")

    assert file.tally.ballots == {ranking("A > B"): 8}
    assert file.ballots_number == 8
    assert file.ballots_different == 1


@pytest.mark.parametrize(
    ("text", "ballots"),
    [
        pytest.param("1 1=2 3 0", {"A = B > C": 1}, id="ranked alike"),
        pytest.param("1 1 - 3 0", {"A > > C": 1}, id="a rank left out"),
        pytest.param("2 0", {"": 2}, id="a blank ballot"),
        pytest.param("1 2 2 0", {"B > B": 1}, id="an option twice is for the rule to judge"),
        pytest.param("(id 7) 1 2 0\n(id8) 1 2 0", {"A > B": 2}, id="ballots with ids"),
        pytest.param("1 1 2 0  # by post", {"A > B": 1}, id="a comment after a ballot"),
        pytest.param("3.0 1 2 0\n1. 1 2 0", {"A > B": 4}, id="whole weights with a point"),
        pytest.param("# by post\n\n1 1 2 0", {"A > B": 1}, id="comment and empty line"),
        pytest.param("1 1 /* not 3 /* nor 2 */ */ 2 0", {"A > B": 1}, id="nested comments"),
    ],
)
def test_ballots_may_be_written_in_many_ways(text: str, ballots: dict[str, int]) -> None:
    file = read_text(f"3 1\n{text}\n0\nA\nB\nC\nTitle\n", "blt")

    assert file.tally.ballots == {ranking(told): number for told, number in ballots.items()}


def test_a_withdrawn_option_leaves_the_tally_and_no_gap() -> None:
    file = read_text("3 1\n-2\n1 1 2 3 0\n1 2 0\n1 2=3 1 0\n1 1 - 3 0\n0\nA\nB\nC\n", "blt")

    assert file.options == ("A", "B", "C")
    assert file.withdrawn == ("B",)
    assert file.tally.options == ("A", "C")
    assert file.tally.ballots == {
        ranking("A > C"): 1,
        Ranking(()): 1,
        ranking("C > A"): 1,
        ranking("A > > C"): 1,
    }


def test_droop_options_give_nicknames_withdrawals_and_an_order_for_ties() -> None:
    text = """\
4 2
[nick a b c d]
[tie d c a b]
[withdrawn b]
[undef c]
2 a b 0
1 c=4 0
0
"Ada" "Bob"
"Cy" "Dee"
"Title"
"source"
"""

    file = read_text(text, "blt")

    assert file.tally.ballots == {ranking("Ada"): 2, ranking("Cy = Dee"): 1}
    assert file.tie_order == ("Dee", "Cy", "Ada")
    assert file.withdrawn == ("Bob",)
    assert file.labels == {"Ada": "a", "Bob": "b", "Cy": "c", "Dee": "d"}
    assert [(note.code, note.facts) for note in file.notes] == [
        ("file-option", {"line": 5, "text": "undef c"}),
        ("file-remark", {"line": 12, "text": "source"}),
    ]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        pytest.param("Ada Lovelace\nBob", ("Ada Lovelace", "Bob"), id="without quotes"),
        pytest.param('"Ada ""The"" L"\n"Bob"', ('Ada "The" L', "Bob"), id="quotes doubled"),
        pytest.param('"Ada "The" L"\n"Bob"', ('Ada "The" L', "Bob"), id="quotes inside quotes"),
        pytest.param('"Ada #1" # first\n"Bob"', ("Ada #1", "Bob"), id="a hash in quotes"),
        pytest.param(
            '"Ada "#1" L"\n"Bob"', ('Ada "#1" L', "Bob"), id="a hash and quotes in quotes"
        ),
        pytest.param('"Ada" "Bob"', ("Ada", "Bob"), id="on one line"),
        pytest.param('"Ada" "Greens"\n"Bob" "Reds"', ("Ada", "Bob"), id="each with a party"),
        pytest.param("0\n1", ("0", "1"), id="numbers from 0 on"),
        pytest.param("Nguyễn Ái\nBob", ("Nguyễn Ái", "Bob"), id="Vietnamese letters"),
    ],
)
def test_names_may_be_written_in_many_ways(names: str, expected: tuple[str, ...]) -> None:
    file = read_text(f"2 1\n1 1 0\n0\n{names}\n", "blt")

    assert file.options == expected
    assert file.title == ""


def test_parties_that_follow_names_are_labels() -> None:
    file = read_text('2 1\n1 2 0\n0\n"Ada" "Greens"\n"Bob" "Reds"\n"Ward 4" "2022"\n', "blt")

    assert file.labels == {"Ada": "Greens", "Bob": "Reds"}
    assert file.title == "Ward 4"
    assert [note.facts["text"] for note in file.notes] == ["2022"]


def test_options_may_stand_on_the_one_line_too() -> None:
    text = '3 1 [tie 3 1 2] -2 1 1 2 0 (id 7) 3 0 0 "A" "B" "C"'

    file = read_text(text, "blt")

    assert file.tie_order == ("C", "A")
    assert file.tally.ballots == {ranking("A"): 1, ranking("C"): 1}


def test_comment_marks_in_quotes_and_alone_are_text() -> None:
    text = '2 1\n1 1 0 /* first\n1 9 0 */\n0\n"A /* a"\n"B */ b"\n'

    file = read_text(text, "blt")

    assert file.options == ("A /* a", "B */ b")
    assert file.ballots_number == 1


def test_a_comment_without_end_hides_the_rest() -> None:
    facts = refused("2 1\n1 1 0\n/* 0\nA\nB\n", "blt")

    assert (facts["line"], facts["expected"]) == (2, "end-of-ballots")


def test_names_may_stand_in_comments() -> None:
    names = '# ALTERNATIVE NAME 1: "Ada L"\n# ALTERNATIVE NAME 2: Bob\n'

    before = read_text(names + "2 1\n1 2 0\n0\n", "blt")
    after = read_text("2 1\n1 2 0\n0\n" + names + "Ward 4\n", "blt")

    for file in (before, after):
        assert file.options == ("Ada L", "Bob")
        assert file.tally.ballots == {ranking("Bob"): 1}
    assert (before.title, after.title) == ("", "Ward 4")


def test_names_in_some_comments_are_no_names() -> None:
    facts = refused("# ALTERNATIVE NAME 1: Ada\n2 1\n1 2 0\n0\nWard 4\n", "blt")

    assert (facts["line"], facts["expected"]) == (5, "names")


def test_without_names_numbers_serve_and_a_note_says_so() -> None:
    file = read_text("2 1\n1 2 0\n0\n", "blt")

    assert file.options == ("1", "2")
    assert [note.code for note in file.notes] == ["file-without-names"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(PLAIN.replace("\n", "\r\n"), id="CRLF"),
        pytest.param("\ufeff" + PLAIN, id="byte order mark"),
        pytest.param(PLAIN.replace("\n", " "), id="all on one line"),
        pytest.param(PLAIN.rstrip("\n"), id="no last line end"),
    ],
)
def test_line_ends_and_marks_change_nothing(text: str) -> None:
    file = read_text(text, "blt")

    assert file == read_text(PLAIN, "blt")


@pytest.mark.parametrize(
    ("text", "line", "found", "expected"),
    [
        pytest.param("", 1, "", "options-and-seats", id="nothing"),
        pytest.param("three 2\n", 1, "three", "options-and-seats", id="header in letters"),
        pytest.param("3\n", 1, "3", "options-and-seats", id="header cut"),
        pytest.param("3000 1\n0\n", 1, "3000 1", "options-fewer", id="too many options"),
        pytest.param("2 1\n1 3 0\n0\nA\nB\n", 2, "3", "option-number", id="unknown option"),
        pytest.param("2 1\n1 0 0\n0\nA\nB\n", 2, "0", "option-number", id="option 0"),
        pytest.param("2 1\n1 1=1 0\n0\nA\nB\n", 2, "1=1", "option-number", id="alike to itself"),
        pytest.param("2 1\n1 x 0\n0\nA\nB\n", 2, "x", "option-number", id="no nickname"),
        pytest.param("2 1\n\n1 1 2\n0\nA\nB\n", 3, "1 1 2", "ballot-end", id="no end of ballot"),
        pytest.param("2 1\n-1 1 0\n0\nA\nB\n", 2, "1", "withdrawn-number", id="minus one"),
        pytest.param("2 1\n1.5 1 0\n0\nA\nB\n", 2, "1.5", "ballot-weight", id="half a ballot"),
        pytest.param("2 1\n0 1 0\n0\nA\nB\n", 2, "0", "ballot-weight", id="no ballot"),
        pytest.param("2 1\n(7 1 0\n0\nA\nB\n", 2, "0", "ballot-weight", id="id without end"),
        pytest.param("2 1\n1 1 0\nA\nB\n", 3, "A", "end-of-ballots", id="names too early"),
        pytest.param("2 1\n1 1 0\n", 2, "1 1 0", "end-of-ballots", id="cut off"),
        pytest.param("2 1\n-1\n", 2, "-1", "end-of-ballots", id="nothing but a withdrawal"),
        pytest.param("2 1\n-3\n0\nA\nB\n", 2, "3", "option-number", id="unknown withdrawn"),
        pytest.param("2 1\n1 1 0\n0\nA\n", 4, "1", "names", id="a name lacking"),
        pytest.param("2 1\n1 1 0\n0\nA\nA\n", 5, "A", "name-not-used-before", id="a name twice"),
        pytest.param('2 1\n1 1 0\n0\n""\nA\n', 4, "", "name", id="an empty name"),
        pytest.param('2 1\n1 1 0\n0\n0\n"A"\n"B"\n', 4, "0", "name", id="a second end"),
        pytest.param("2 1\n[nick a]\n0\nA\nB\n", 2, "a", "nick-for-each", id="a nick lacking"),
        pytest.param("2 1\n[nick 1 b]\n0\nA\nB\n", 2, "1 b", "nick-not-a-number", id="nick 1"),
        pytest.param("2 1\n[tie 1 1]\n0\nA\nB\n", 2, "[tie 1 1]", "options-once", id="tie twice"),
        pytest.param("2 1\n[tie 1 2\n0\nA\nB\n", 2, "[tie 1 2", "bracket-closed", id="no bracket"),
    ],
)
def test_a_malformed_line_is_named(text: str, line: int, found: str, expected: str) -> None:
    facts = refused(text, "blt")

    assert (facts["line"], facts["found"], facts["expected"]) == (line, found, expected)


def test_a_refusal_tells_the_bounds() -> None:
    facts: dict[str, Any] = refused("2 1\n1 1 0\n1 9 0\n0\nA\nB\n", "blt")

    assert facts == {
        "line": 3,
        "found": "9",
        "expected": "option-number",
        "minimum": 1,
        "maximum": 2,
    }
