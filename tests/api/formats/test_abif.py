"""ABIF: what people type, what converters write, and what is refused."""

import pytest

from engine.rules.ballots import BallotKind, Choice, Ranking, Scores
from tests.api.formats.ballots_of import ranking, read_text, refused

HEADER = """\
# a remark
ABIF 0.1
{version: "0.1"}
{title: "Lead: the project"}
=A:[Ada Lovelace]
=B:"Bob [the second]"
=C:[Cy]   # the third
#-----
"""


def test_tokens_stand_for_names() -> None:
    file = read_text(HEADER + "27: A > B = C\n3:B>A>C\n2:\n", "abif")

    assert file.title == "Lead: the project"
    assert file.options == ("Ada Lovelace", "Bob [the second]", "Cy")
    assert file.labels == {"Ada Lovelace": "A", "Bob [the second]": "B", "Cy": "C"}
    assert file.tally.ballots == {
        Ranking((("Ada Lovelace",), ("Bob [the second]", "Cy"))): 27,
        Ranking((("Bob [the second]",), ("Ada Lovelace",), ("Cy",))): 3,
        Ranking(()): 2,
    }


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("4: A > B", id="spaces"),
        pytest.param("4:A>B", id="none"),
        pytest.param("4:[A]>B", id="brackets"),
        pytest.param('4:"A" > [B]  # sure', id="quotes and a remark"),
        pytest.param('4: A>B: {"precinct": 51}', id="extended data"),
        pytest.param("3:A>B\n1: A > B", id="two lines"),
    ],
)
def test_options_may_be_met_on_ballots(line: str) -> None:
    file = read_text(line + "\n", "abif")

    assert file.options == ("A", "B")
    assert file.tally.ballots == {ranking("A > B"): 4}


@pytest.mark.parametrize(
    ("line", "wanted", "ballot"),
    [
        pytest.param(
            "1: A/5, B/3.5, C/0", (), Scores((("A", 50), ("B", 35), ("C", 0))), id="points"
        ),
        pytest.param("1: A/5 > B/3", (), Scores((("A", 5), ("B", 3))), id="ranked points"),
        pytest.param("1: A/5 > B/3 = C/3", ("ranking",), ranking("A > B = C"), id="as ranks"),
        pytest.param("1: C/0, A/5, B/5", ("ranking",), ranking("A = B > C"), id="points order"),
        pytest.param("1: A = C", ("choice",), Choice(("A", "C")), id="approval as ranks"),
        pytest.param("1: A, C", ("choice",), Choice(("A", "C")), id="approval with commas"),
        pytest.param("1: A/1, B/0, C/1", ("choice",), Choice(("A", "C")), id="approval as points"),
        pytest.param("1: A > C", ("choice",), ranking("A > C"), id="ranks are no approval"),
        pytest.param("1: A/2, C/1", ("choice",), Scores((("A", 2), ("C", 1))), id="nor are points"),
        pytest.param("1: A/5, B", ("scores",), Scores((("A", 5),)), id="a mark without points"),
        pytest.param("1: A > B", ("scores",), ranking("A > B"), id="ranks are no points"),
        pytest.param("1: A/5, B/3", ("ranking", "scores"), Scores((("A", 5), ("B", 3))), id="both"),
    ],
)
def test_ballots_become_what_the_rule_reads(
    line: str, wanted: tuple[BallotKind, ...], ballot: object
) -> None:
    file = read_text(line + "\n", "abif", *wanted)

    assert file.tally.ballots == {ballot: 1}


def test_a_line_without_points_among_others_still_ranks() -> None:
    file = read_text("2: A/5 > B/3\n1: B\n", "abif", "ranking", "scores")

    assert file.tally.ballots == {ranking("A > B"): 2, ranking("B"): 1}


def test_points_are_exact_in_one_unit() -> None:
    file = read_text("1: A/5, B/3.25\n1: A/-1\n", "abif")

    assert file.tally.unit == (1, 100)
    assert file.tally.ballots == {Scores((("A", 500), ("B", 325))): 1, Scores((("A", -100),)): 1}


@pytest.mark.parametrize(
    ("told", "line", "ballot"),
    [
        pytest.param("choose_many", "1: A = B", Choice(("A", "B")), id="approval"),
        pytest.param("choose_one", "1: A", Choice(("A",)), id="plurality"),
        pytest.param("ranked", "1: A = B", ranking("A = B"), id="ranked"),
        pytest.param("rated", "1:", Scores(()), id="rated, all blank"),
        pytest.param("rated", "1: A > B", ranking("A > B"), id="rated, but ranked"),
        pytest.param("ranked", "1: A/5 > B/3", ranking("A > B"), id="ranked with points"),
        pytest.param("other", "1: A > B", ranking("A > B"), id="unknown"),
    ],
)
def test_the_ballot_type_is_heard(told: str, line: str, ballot: object) -> None:
    file = read_text(f'{{ballot_type: "{told}"}}\n{line}\n', "abif")

    assert file.tally.ballots == {ballot: 1}


def test_points_under_ranks_serve_a_rule_of_points() -> None:
    file = read_text('{ballot_type: "ranked"}\n1: A/5 > B/3\n', "abif", "scores")

    assert file.tally.ballots == {Scores((("A", 5), ("B", 3))): 1}


def test_too_many_options_are_refused() -> None:
    facts = refused("".join(f"1: name{number}\n" for number in range(2_001)), "abif")

    assert (facts["line"], facts["expected"], facts["maximum"]) == (2_001, "options-fewer", 2_000)


@pytest.mark.parametrize(
    ("line", "found", "expected"),
    [
        pytest.param("1: A > D", "D", "declared-option", id="a token nobody declared"),
        pytest.param("1: A >> B", "", "declared-option", id="nothing between"),
        pytest.param("1: A > B >", "", "declared-option", id="nothing after"),
        pytest.param("1: A/5, ", "", "mark", id="nothing after a comma"),
        pytest.param("1: A > A", "1: A > A", "options-once", id="twice"),
        pytest.param("1: A, B, A", "1: A, B, A", "options-once", id="twice alike"),
        pytest.param("1: A = A", "1: A = A", "options-once", id="alike to itself"),
        pytest.param("1: A/five", "five", "points", id="points in letters"),
        pytest.param("1: [A > B", "[A > B", "mark", id="bracket open"),
        pytest.param("0: A > B", "0: A > B", "count-and-ballot", id="no ballot"),
        pytest.param("1.5: A > B", "1.5: A > B", "count-and-ballot", id="half a ballot"),
        pytest.param("1 A > B", "1 A > B", "count-and-ballot", id="no colon"),
        pytest.param("hello", "hello", "abif-line", id="prose"),
        pytest.param("=D:", "=D:", "abif-line", id="no name"),
        pytest.param("=D:[Dee", "=D:[Dee", "bracket-closed", id="name without end"),
        pytest.param('=D:"Dee', '"Dee', "quoted-name", id="quote without end"),
        pytest.param("=A:[Dee]", "A: Dee", "name-not-used-before", id="a token twice"),
        pytest.param("=D:[Cy]", "D: Cy", "name-not-used-before", id="a name twice"),
        pytest.param("{title}", "{title}", "metadata", id="metadata without colon"),
        pytest.param("{title: 5", "{title: 5", "metadata", id="metadata without end"),
        pytest.param('{a: "b"} c', '{a: "b"} c', "metadata", id="metadata and more"),
    ],
)
def test_a_malformed_line_is_named(line: str, found: str, expected: str) -> None:
    facts = refused(HEADER + line + "\n", "abif")

    assert (facts["line"], facts["found"], facts["expected"]) == (9, found, expected)


@pytest.mark.parametrize(
    ("told", "line", "expected"),
    [
        pytest.param("choose_many", "1: A > B", "marks-alike", id="an approval in ranks"),
        pytest.param("rated", "2: A/5\n1: A", "points", id="a rating without points"),
    ],
)
def test_a_ballot_unlike_its_type_is_named(told: str, line: str, expected: str) -> None:
    facts = refused(f'{{ballot_type: "{told}"}}\n{line}\n', "abif")

    assert facts["expected"] == expected
