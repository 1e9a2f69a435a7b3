"""Plain files are read into rows at one go: the same comes out as of reading line by line."""

from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.formats.ballot_file import BallotFile
from api.formats.errors import FileMalformed
from api.formats.reading import read
from api.formats.sheet import Sheet
from engine.rules.ballots import BallotKind, options_of
from engine.rules.rows import Rows
from tests.api.formats.ballots_of import read_text, refused

HEAD = """\
# TITLE: Lead
# NUMBER ALTERNATIVES: 3
# ALTERNATIVE NAME 1: Cy
# ALTERNATIVE NAME 2: Ada
# ALTERNATIVE NAME 3: Bob
"""
OLDER_HEAD = "3\n1,Cy\n2,Ada\n3,Bob\n6,6,2\n"
READ_ONE_BY_ONE = "\n# {"
"""A remark at the end of a file: where a brace stands, lists may hold several options at a rank."""

PLAIN = st.permutations("123").flatmap(
    lambda order: st.integers(1, 3).map(lambda n: ",".join(order[:n]))
)
ODD = st.sampled_from(
    [
        *("", " ", "1,1", "4", "0", "1,,2", "1,", "01,2", "1 ,2", " 1, 2 ", "1\t,2", "1 2", "-0"),
        *("1.0", "1e0", "-1", "x", "null", "[1]", "1],[2", "1:2", "1: 2", "٣", "9" * 20, '"1"'),
        *("1}", "257", "1\x0c", "1\xa0"),
    ]
)
COUNTS = st.sampled_from(["1", "1", "2", " 3", "4 ", "05", "0", "x", "", "1.0", "-1", "#1", "1,1"])
MARKS = st.sampled_from([":", ":", ": ", ",", " "])
LINES = st.tuples(st.just("1"), st.just(": "), PLAIN) | st.tuples(COUNTS, MARKS, PLAIN | ODD)

CELLS = st.sampled_from(["0", "1", "2", "255"])
ODD_CELLS = st.sampled_from(
    ["", " ", "-", "1.0", "1.5", " 1", "x", "X", "yes", "00", "-0", "-3", "256", "9" * 20]
)
ROWS = st.lists(CELLS, min_size=3, max_size=3) | st.lists(CELLS | ODD_CELLS, max_size=4)


def told(text: str, form: str, *wanted: BallotKind) -> object:
    """All that reading gives, or the facts of its refusal."""
    try:
        _, file = read(text.encode(), file="told", form=form, wanted=wanted)
    except FileMalformed as refusal:
        return refusal.facts
    return shown(file)


def shown(file: BallotFile) -> object:
    return (
        file.title,
        file.options,
        file.tally.unit,
        list(file.tally.ballots.items()),
        file.ballots_number,
        file.ballots_different,
        file.notes,
    )


@settings(max_examples=400)
@given(head=st.sampled_from([HEAD, OLDER_HEAD]), lines=st.lists(LINES, max_size=6))
def test_orders(head: str, lines: list[tuple[str, str, str]]) -> None:
    text = head + "\n".join(map("".join, lines))

    in_rows, one_by_one = told(text, "preflib"), told(text + READ_ONE_BY_ONE, "preflib")

    assert in_rows == one_by_one


@settings(max_examples=400)
@given(
    heading=st.permutations(["Cy", "Ada", "Bob"]),
    rows=st.lists(ROWS, max_size=6),
    kind=st.sampled_from(["scores", "choice"]),
)
def test_sheets(heading: list[str], rows: list[list[str]], kind: BallotKind) -> None:
    text = "\n".join(map(",".join, [heading, *rows]))

    in_rows = told(text, "csv", kind)
    with mock.patch.object(Sheet, "packed", return_value=None):
        one_by_one = told(text, "csv", kind)

    assert in_rows == one_by_one


@pytest.mark.parametrize(
    ("text", "form", "kind"),
    [
        pytest.param(
            HEAD + "\n\n2: 3, 1\n1:1,2,3\n# late\n1: \n", "preflib", "ranking", id="orders"
        ),
        pytest.param(OLDER_HEAD + "2,3,1\n1,1,2,3\n", "preflib", "ranking", id="older orders"),
        pytest.param("Cy,Ada\n7,1\n0,1\n", "csv", "scores", id="whole points"),
        pytest.param("Cy,Ada\n1.5,\n2,0\n\n", "csv", "scores", id="points"),
        pytest.param("id,Cy,Ada\n9,1,\n8,x,0\n", "csv", "choice", id="approvals of voters"),
    ],
)
def test_plain_files_are_kept_in_rows(text: str, form: str, kind: BallotKind) -> None:
    assert isinstance(read_text(text, form, kind).tally.ballots, Rows)


@pytest.mark.parametrize(
    ("text", "form", "kind"),
    [
        pytest.param(HEAD + "2: 3,{1,2}\n", "preflib", "ranking", id="options alike"),
        pytest.param("count,Cy,Ada\n2,1,0\n", "csv", "scores", id="weights"),
        pytest.param("channel,Cy,Ada\njury,1,0\n", "csv", "choice", id="channels"),
        pytest.param(
            "Cy\n" + "\n".join(map(str, range(300))), "csv", "scores", id="more points than bytes"
        ),
    ],
)
def test_others_are_read_one_by_one(text: str, form: str, kind: BallotKind) -> None:
    file = read_text(text, form, kind)

    assert file.ballots_number
    assert not isinstance(file.tally.ballots, Rows)


def test_the_first_malformed_line_of_many_is_named() -> None:
    lines = [f"{number}: 1,2" for number in range(1, 4_000)]
    lines[3_000], lines[3_500] = "1: 2,2", "1: 9"

    facts = refused(HEAD + "\n".join(lines), "preflib")

    assert (facts["line"], facts["found"], facts["expected"]) == (3_006, "1: 2,2", "options-once")


def test_a_number_that_only_json_takes_for_nothing_is_no_mark() -> None:
    facts = refused("Cy,Ada\n1,0\n-0,1\n", "csv", "choice")

    assert (facts["line"], facts["found"], facts["expected"]) == (3, "-0", "approval")


def test_as_many_options_as_bytes_tell_are_read_and_more() -> None:
    for number in (254, 255, 256, 300):
        order = ",".join(str(n) for n in range(number, 0, -1))

        file = read_text(f"# NUMBER ALTERNATIVES: {number}\n1: {order}\n", "preflib")

        (ballot,) = file.tally.ballots
        assert options_of(ballot) == tuple(order.split(","))
