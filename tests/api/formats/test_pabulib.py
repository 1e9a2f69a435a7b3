"""Pabulib files: projects, costs, and votes of every type."""

import pytest

from engine.rules.ballots import BallotKind, Choice, Ranking, Scores
from tests.api.formats.ballots_of import ranking, read_text, refused

PROJECTS = """\
PROJECTS
project_id;cost;votes;name;selected
7;1200;3;"A park; with trees";1
a1;800;2;Benches;0
b2;0;0;Nothing;0
"""


def pb(votes: str, vote_type: str = "approval", projects: str = PROJECTS) -> str:
    """A small file with these rows of votes."""
    meta = f"META\nkey;value\ndescription;Parks\nbudget;2000\nvote_type;{vote_type}\n"
    return meta + projects + "VOTES\n" + votes


def test_projects_are_options_by_id_with_costs_and_a_budget() -> None:
    file = read_text(pb("voter_id;vote;age\n1;7,a1;40\n2;a1,7;\n3;;12\n"), "pabulib")

    assert file.title == "Parks"
    assert file.options == ("7", "a1", "b2")
    assert file.labels == {"7": "A park; with trees", "a1": "Benches", "b2": "Nothing"}
    assert file.tally.costs == {"7": 1200, "a1": 800, "b2": 0}
    assert file.offers == {"budget": "2000"}
    assert file.tally.ballots == {Choice(("7", "a1")): 2, Choice(()): 1}


@pytest.mark.parametrize(
    ("vote_type", "rows", "wanted", "ballot"),
    [
        pytest.param("choose-1", "v;vote\n1;a1\n", (), Choice(("a1",)), id="choose-1"),
        pytest.param("ordinal", "v;vote\n1;b2,7\n", (), ranking("b2 > 7"), id="ordinal"),
        pytest.param(
            "scoring",
            "v;vote;points\n1;7,a1;1.5,-2\n",
            (),
            Scores((("7", 15), ("a1", -20))),
            id="scoring",
        ),
        pytest.param(
            "cumulative",
            "v;vote;points\n1;a1,7;1,2\n",
            (),
            Scores((("7", 2), ("a1", 1))),
            id="points",
        ),
        pytest.param(
            "cumulative",
            "v;vote;points\n1;a1,7;1,2\n",
            ("choice",),
            Choice(("7", "7", "a1")),
            id="points as marks",
        ),
        pytest.param("scoring", "v;vote;points\n1;;\n", (), Scores(()), id="blank"),
    ],
)
def test_every_type_of_vote_is_read(
    vote_type: str, rows: str, wanted: tuple[BallotKind, ...], ballot: object
) -> None:
    file = read_text(pb(rows, vote_type), "pabulib", *wanted)

    assert file.tally.ballots == {ballot: 1}


def test_money_with_decimals_is_counted_in_its_smallest_unit() -> None:
    projects = "PROJECTS\nproject_id;cost\nx;10,50\ny;3\n"

    file = read_text(pb("v;vote\n1;x\n", projects=projects), "pabulib")

    assert file.tally.costs == {"x": 1050, "y": 300}
    assert file.offers == {"budget": "200000"}
    assert [(note.code, note.facts) for note in file.notes] == [("file-money-unit", {"places": 2})]


def test_a_file_without_budget_offers_none() -> None:
    text = pb("v;vote\n1;7\n").replace("budget;2000\n", "")

    assert read_text(text, "pabulib").offers == {}


@pytest.mark.parametrize(
    ("text", "line", "found", "expected"),
    [
        pytest.param("", 1, "", "section-meta", id="nothing"),
        pytest.param("hello\n", 1, "hello", "section", id="prose"),
        pytest.param("META\nkey;value\n", 3, "", "section-projects", id="no projects"),
        pytest.param(pb("v;vote\n1;8\n"), 13, "8", "project-id", id="an unknown project"),
        pytest.param(
            pb("v;vote\n1;" + "7" * 140_000),
            13,
            "1;" + "7" * 57 + "…",
            "quotes-closed",
            id="a cell too long",
        ),
        pytest.param(pb("v;vote\n1;7,7\n"), 13, "7,7", "options-once", id="a project twice"),
        pytest.param(pb("v;marks\n1;7\n"), 12, "v;marks", "column-vote", id="no column of votes"),
        pytest.param(pb("v;vote\n1;7\n", "voices"), 5, "voices", "vote-type", id="unknown type"),
        pytest.param(
            pb("v;vote;points\n1;7;x\n", "scoring"), 13, "x", "points", id="points in letters"
        ),
        pytest.param(pb("v;vote;points\n1;7;\n", "scoring"), 13, "", "points", id="no points"),
        pytest.param(
            pb("v;vote;points\n1;7;1,2\n", "scoring"),
            13,
            "1,2",
            "points-for-each",
            id="more points",
        ),
        pytest.param(
            pb("v;vote\n1;7\n", projects="PROJECTS\nid;cost\n7;1\n"),
            7,
            "id;cost",
            "column-project-id",
            id="no ids",
        ),
        pytest.param(
            pb("v;vote\n", projects="PROJECTS\nproject_id;cost\n7;1\n7;2\n"),
            9,
            "7",
            "name-not-used-before",
            id="an id twice",
        ),
        pytest.param(
            pb("v;vote\n", projects="PROJECTS\nproject_id;cost\n;1\n"), 8, "", "name", id="no id"
        ),
        pytest.param(
            pb("v;vote\n", projects="PROJECTS\nproject_id;cost\n7;dear\n"),
            8,
            "dear",
            "amount",
            id="no cost",
        ),
        pytest.param(
            pb("v;vote\n", projects="PROJECTS\nproject_id;cost\n7;-1\n"),
            8,
            "-1",
            "amount",
            id="less",
        ),
    ],
)
def test_a_malformed_line_is_named(text: str, line: int, found: str, expected: str) -> None:
    facts = refused(text, "pabulib")

    assert (facts["line"], facts["found"], facts["expected"]) == (line, found, expected)


def test_too_many_projects_are_refused() -> None:
    projects = "PROJECTS\nproject_id;cost\n" + "".join(f"{n};1\n" for n in range(2_001))

    facts = refused(pb("v;vote\n", projects=projects), "pabulib")

    assert (facts["found"], facts["expected"]) == ("2000", "options-fewer")


def test_an_order_is_a_ranking() -> None:
    file = read_text(pb("v;vote\n1;b2,7\n1;b2,7\n", "ordinal"), "pabulib", "ranking")

    assert file.tally.ballots == {Ranking((("b2",), ("7",))): 2}
