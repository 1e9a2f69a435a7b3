"""PrefLib's ordered and categorical files."""

import pytest

from engine.rules.ballots import BallotKind, Choice, Ranking, Scores
from tests.api.formats.ballots_of import ranking, read_text, refused

HEADER = """\
# FILE NAME: lead.toi
# TITLE: Lead: the project
# DATA TYPE: {type}
# NUMBER ALTERNATIVES: 3
# NUMBER VOTERS: 9
# ALTERNATIVE NAME 1: Ada
# ALTERNATIVE NAME 2: Bob: the second
# ALTERNATIVE NAME 3: Cy
"""
GRADES = "# NUMBER CATEGORIES: 3\n# CATEGORY NAME 1: Good\n"
VIEWS = "# NUMBER CATEGORIES: 2\n# CATEGORY NAME 1: Yes\n# CATEGORY NAME 2: No\n"


@pytest.mark.parametrize(
    ("line", "ballot"),
    [
        pytest.param("5: 1,3,2", Ranking((("Ada",), ("Cy",), ("Bob: the second",))), id="strict"),
        pytest.param("5: 1, {3, 2}", Ranking((("Ada",), ("Bob: the second", "Cy"))), id="alike"),
        pytest.param("5: {1,3}", ranking("Ada = Cy"), id="incomplete"),
        pytest.param("5: 3", ranking("Cy"), id="one"),
        pytest.param("5: ", ranking(""), id="blank"),
        pytest.param("5: 1,{},3", ranking("Ada > > Cy"), id="a rank left out"),
    ],
)
def test_orders_are_read(line: str, ballot: Ranking) -> None:
    file = read_text(HEADER.format(type="toi") + line + "\n", "preflib")

    assert file.title == "Lead: the project"
    assert file.options == ("Ada", "Bob: the second", "Cy")
    assert file.seats is None
    assert file.tally.ballots == {ballot: 5}


OLDER = """\
3
1,Ada
2,"Bob, the second"
3,Cy
6,6,3
3,1,{2,3}
2,3,1,2
1,2
"""


def test_files_from_before_the_header_are_read() -> None:
    file = read_text(OLDER, "preflib")

    assert file.options == ("Ada", "Bob, the second", "Cy")
    assert file.tally.ballots == {
        Ranking((("Ada",), ("Bob, the second", "Cy"))): 3,
        Ranking((("Cy",), ("Ada",), ("Bob, the second",))): 2,
        Ranking((("Bob, the second",),)): 1,
    }


@pytest.mark.parametrize(
    ("old", "new", "line", "expected"),
    [
        pytest.param("1,Ada", "Ada", 2, "alternative-line", id="no number"),
        pytest.param("1,Ada", "4,Ada", 2, "alternative-number", id="a number too high"),
        pytest.param("3,Cy", "3,Ada", 4, "name-not-used-before", id="a name twice"),
        pytest.param("6,6,3", "6,6", 5, "sums-line", id="no sums"),
        pytest.param("6,6,3\n3,1,{2,3}\n2,3,1,2\n1,2\n", "", 4, "sums-line", id="cut off"),
        pytest.param("2,3,1,2", "2,3,4", 7, "option-number", id="an unknown option"),
        pytest.param("2,3,1,2", "2,3,3", 7, "options-once", id="an option twice"),
        pytest.param("\n1,2\n", "\none,2\n", 8, "count-and-preference", id="a count in letters"),
        pytest.param("3\n1,Ada", "2001\n1,Ada", 1, "options-fewer", id="too many"),
    ],
)
def test_a_malformed_line_of_an_older_file_is_named(
    old: str, new: str, line: int, expected: str
) -> None:
    facts = refused(OLDER.replace(old, new, 1), "preflib")

    assert (facts["line"], facts["expected"]) == (line, expected)


@pytest.mark.parametrize(
    ("categories", "wanted", "ballot"),
    [
        pytest.param(VIEWS, (), Choice(("Ada", "Cy")), id="two are approval"),
        pytest.param(
            VIEWS, ("scores",), Scores((("Ada", 1), ("Bob: the second", 0), ("Cy", 1))), id="scores"
        ),
        pytest.param(
            GRADES, (), Scores((("Ada", 2), ("Bob: the second", 1), ("Cy", 2))), id="grades"
        ),
        pytest.param(GRADES, ("choice",), Choice(("Ada", "Cy")), id="best grade approves"),
        pytest.param(
            GRADES, ("ranking",), Ranking((("Ada", "Cy"), ("Bob: the second",))), id="ranks"
        ),
    ],
)
def test_categories_become_what_the_rule_reads(
    categories: str, wanted: tuple[BallotKind, ...], ballot: object
) -> None:
    text = HEADER.format(type="cat") + categories + "2: {1,3},2\n"

    file = read_text(text, "preflib", *wanted)

    assert file.tally.ballots == {ballot: 2}


def test_nobody_approved_is_a_blank_ballot() -> None:
    text = HEADER.format(type="cat") + VIEWS + "2: {},{1,2,3}\n"

    assert read_text(text, "preflib").tally.ballots == {Choice(()): 2}


def test_empty_lines_and_late_remarks_are_passed_over() -> None:
    file = read_text(HEADER.format(type="soi") + "\n  \n # late\n1: 2\n", "preflib")

    assert file.ballots_number == 1


def test_without_names_numbers_serve() -> None:
    file = read_text("# NUMBER ALTERNATIVES: 2\n1: 2,1\n", "preflib")

    assert file.options == ("1", "2")
    assert [note.code for note in file.notes] == ["file-without-names"]


@pytest.mark.parametrize(
    ("line", "found", "expected"),
    [
        pytest.param("5: 1,4", "4", "option-number", id="unknown"),
        pytest.param("5: 1,,2", "", "option-number", id="an empty item"),
        pytest.param("5: 1,", "", "option-number", id="an empty item at the end"),
        pytest.param("5: {1,2},1", "5: {1,2},1", "options-once", id="twice"),
        pytest.param("5: 1,1", "5: 1,1", "options-once", id="twice in a strict order"),
        pytest.param("5: {1,2", "5: {1,2", "preference-list", id="brace open"),
        pytest.param("5: 1},2", "5: 1},2", "preference-list", id="brace closed"),
        pytest.param("5 1,2", "5 1,2", "count-and-preference", id="no colon"),
        pytest.param("5", "5", "count-and-preference", id="no list"),
        pytest.param("0: 1,2", "0: 1,2", "count-and-preference", id="nobody"),
        pytest.param("five: 1,2", "five: 1,2", "count-and-preference", id="letters"),
    ],
)
def test_a_malformed_preference_is_named(line: str, found: str, expected: str) -> None:
    facts = refused(HEADER.format(type="toi") + "1: 1,2,3\n" + line + "\n", "preflib")

    assert (facts["line"], facts["found"], facts["expected"]) == (10, found, expected)


@pytest.mark.parametrize(
    ("text", "line", "expected"),
    [
        pytest.param("1: 1\n", 1, "header-alternatives", id="no header"),
        pytest.param("# NUMBER ALTERNATIVES: x\n", 1, "whole-number", id="no number"),
        pytest.param("# NUMBER ALTERNATIVES: 9999\n", 1, "options-fewer", id="too many"),
        pytest.param(
            "# NUMBER ALTERNATIVES: 2\n# ALTERNATIVE NAME 3: A\n",
            2,
            "alternative-number",
            id="a number too high",
        ),
        pytest.param(
            "# NUMBER ALTERNATIVES: 2\n# ALTERNATIVE NAME x: A\n",
            2,
            "alternative-number",
            id="no alternative",
        ),
        pytest.param(
            "# NUMBER ALTERNATIVES: 2\n# ALTERNATIVE NAME 1: A\n# ALTERNATIVE NAME 2: A\n",
            3,
            "name-not-used-before",
            id="a name twice",
        ),
        pytest.param(
            "# NUMBER ALTERNATIVES: 2\n# ALTERNATIVE NAME 1:\n", 2, "name", id="an empty name"
        ),
        pytest.param(
            "# NUMBER ALTERNATIVES: 2\n# ALTERNATIVE NAME 1: A\n", 2, "names", id="a name lacking"
        ),
        pytest.param(
            "# NUMBER ALTERNATIVES: 2\n# NUMBER CATEGORIES: 1\n1: 1,2\n",
            3,
            "categories-at-most",
            id="a category too many",
        ),
    ],
)
def test_a_malformed_header_is_named(text: str, line: int, expected: str) -> None:
    facts = refused(text, "preflib")

    assert (facts["line"], facts["expected"]) == (line, expected)
