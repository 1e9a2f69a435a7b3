"""CSV sheets of ranks, points, approvals and opinions."""

import pytest

from engine.rules.ballots import BallotKind, Choice, Opinions, Ranking, Scores
from tests.api.formats.ballots_of import ranking, read_text, refused


@pytest.mark.parametrize(
    ("row", "told"),
    [
        pytest.param("1,2,3", "A > B > C", id="strict"),
        pytest.param("3,1,2", "B > C > A", id="another order"),
        pytest.param("1,1,3", "A = B > C", id="alike"),
        pytest.param("2,1,2", "B > A = C", id="alike at the end"),
        pytest.param("1,9,9", "A > B = C", id="a gap says nothing"),
        pytest.param("1,,", "A", id="blanks"),
        pytest.param("No opinion,1,no opinion", "B", id="no opinion"),
        pytest.param(" 2 ,1 , 3", "B > A > C", id="spaces"),
        pytest.param(",,", "", id="nothing"),
        pytest.param("1,2,3,,", "A > B > C", id="empty cells after the last"),
        pytest.param("2.0,1.0,", "B > A", id="as spreadsheets write them"),
        pytest.param("2nd choice,1st choice,3rd", "B > A > C", id="in words"),
        pytest.param("Hạng 2,thứ 1,", "B > A", id="in Vietnamese"),
    ],
)
def test_rank_numbers_under_options(row: str, told: str) -> None:
    file = read_text(f"A,B,C\n{row}\n2,1,3\n", "csv", "ranking")

    assert file.options == ("A", "B", "C")
    assert file.ballots_number == 2
    assert file.tally.ballots[ranking(told)] >= 1


@pytest.mark.parametrize(
    ("text", "ballots"),
    [
        pytest.param("rank1,rank2\nA,B\nB,\n", {"A > B": 1, "B": 1}, id="rank1"),
        pytest.param("1st choice,2nd choice\nA,B\n", {"A > B": 1}, id="1st choice"),
        pytest.param("Second choice,First choice\nB,A\n", {"A > B": 1}, id="words, turned round"),
        pytest.param("voter,Choice 1,Choice 2\nx,A,B\ny,A,B\n", {"A > B": 2}, id="with voters"),
        pytest.param("count,rank 1,rank 2\n7,A,B\n0,B,A\n", {"A > B": 7}, id="with a count"),
        pytest.param("rank1,rank2,rank3\n,A,\nA,,B\n", {" > A": 1, "A > > B": 1}, id="left out"),
        pytest.param("rank1,rank2\nundervote,A\n", {" > A": 1}, id="an undervote"),
        pytest.param("rank1,rank2\nA=B,C\n", {"A = B > C": 1}, id="an overvote"),
        pytest.param("rank1,rank2\nA,A\n", {"A > A": 1}, id="an option twice"),
        pytest.param("1,2\nA,B\n", {"A > B": 1}, id="bare numbers over names"),
        pytest.param(
            "Cast Vote Record,For Mayor Choice 1 (45),For Mayor Choice 2 (50)\n9,A,B\n",
            {"A > B": 1},
            id="under the name of a contest",
        ),
        pytest.param(
            "Precinct,2nd Choice Mayor,1st Choice Mayor,Count\nW1,A,B,3\n",
            {"B > A": 3},
            id="before the name of a contest",
        ),
        pytest.param(
            "Mayor Choice 1 of 2,Mayor Choice 2 of 2\nA,$UNDERVOTE\n", {"A": 1}, id="of how many"
        ),
    ],
)
def test_names_under_ranks(text: str, ballots: dict[str, int]) -> None:
    file = read_text(text, "csv")

    assert file.tally.ballots == {ranking(told): number for told, number in ballots.items()}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param("rank1,rank2\nA,overvote\nB,C\n", "A > B = C", id="those not ranked"),
        pytest.param("rank1,rank2\n$OVERVOTE,A\nB,C\n", "B = C > A", id="before others"),
        pytest.param("rank1,rank2\nA,Overvote\nB,A\n", "A > A = B", id="all, where one is left"),
        pytest.param(
            "ballot_id,rank,choice\n1,1,A\n1,2,overvote\n2,1,B\n3,1,C\n", "A > B = C", id="marks"
        ),
        pytest.param(
            "ballot_id,rank,choice\n1,1,A\n1,1,overvote\n2,1,B\n", "A", id="beside a name"
        ),
    ],
)
def test_an_overvote_that_names_nobody_is_a_rank_shared_by_those_not_ranked(
    text: str, told: str
) -> None:
    file = read_text(text, "csv", "ranking")

    assert "overvote" not in {option.casefold().strip("$") for option in file.options}
    assert file.tally.ballots[ranking(told)] == 1
    notes = {note.code: note.facts for note in file.notes}
    assert ("sheet-overvotes" in notes) == (told != "A")


def test_overvotes_are_told_by_their_number() -> None:
    file = read_text("count,rank1,rank2\n3,overvote,A\n2,B,overvote\n4,B,A\n", "csv")

    assert [note.facts for note in file.notes if note.code == "sheet-overvotes"] == [{"ballots": 5}]


def test_a_name_like_a_heading_of_ranks_is_a_name() -> None:
    file = read_text("The people's choice 1,B\n1,2\n", "csv", "ranking")

    assert file.options == ("The people's choice 1", "B")


def test_two_contests_in_one_sheet_are_refused() -> None:
    facts = refused("Mayor Choice 1,Mayor Choice 2,Judge Choice 1\nA,B,C\n", "csv", "ranking")

    assert (facts["line"], facts["expected"]) == (1, "rank-once")


def test_bare_numbers_over_ranks_are_names() -> None:
    file = read_text("1,2\n2,1\n", "csv")

    assert file.options == ("1", "2")
    assert file.tally.ballots == {ranking("2 > 1"): 1}


def test_one_row_a_mark_makes_ballots() -> None:
    text = "ballot_id,rank,choice\n7,1,A\n7,2,B\n8,1,A\n8,1,B\n8,3,C\n9,2,C\n"

    file = read_text(text, "csv")

    assert file.tally.ballots == {
        ranking("A > B"): 1,
        ranking("A = B > > C"): 1,
        ranking(" > C"): 1,
    }


def test_points_are_exact_in_the_finest_unit() -> None:
    file = read_text("A,B,C\n4.5,3,\n5,-,0.25\n", "csv", "scores")

    assert file.tally.unit == (1, 100)
    assert file.tally.ballots == {
        Scores((("A", 450), ("B", 300))): 1,
        Scores((("A", 500), ("C", 25))): 1,
    }


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("A;B\n4,5;3\n", id="semicolons"),
        pytest.param("A\tB\n4,5\t3\n", id="tabs"),
        pytest.param("sep=;\nA;B\n4,5;3\n", id="Excel's first line"),
        pytest.param("# juror one\n\nA|B\n4.5|3\n", id="bars after a remark"),
        pytest.param('"A","B"\n"4.5","3"\n', id="quotes"),
    ],
)
def test_separators_are_found_out(text: str) -> None:
    file = read_text(text, "csv-scores")

    assert file.tally.ballots == {Scores((("A", 45), ("B", 30))): 1}


def test_columns_that_are_no_options_are_left_aside() -> None:
    text = 'voterID,voteTime,pollID,"Jo J ",B\nx1,"2020-02-11 23:59:16",p,5,0\nx2,"t",p,5,0\n'

    file = read_text(text, "csv", "scores")

    assert file.options == ("Jo J", "B")
    assert file.tally.ballots == {Scores((("B", 0), ("Jo J", 5))): 2}


def test_a_channel_column_fills_the_boxes_of_the_tally() -> None:
    file = read_text("voter,channel,A,B\n1,jury,1,2\n2,public,2,1\n3,public,2,1\n", "csv-ranks")

    assert file.tally.ballots == {}
    assert file.tally.channels == {
        "jury": {ranking("A > B"): 1},
        "public": {ranking("B > A"): 2},
    }
    assert (file.ballots_number, file.ballots_different) == (3, 2)


def test_one_row_a_mark_holds_points_by_channel_too() -> None:
    text = "from,to,channel,points\nX,A,jury,12\nX,B,jury,10\nX,A,public,\nY,A,jury,12\n"

    file = read_text(text, "csv")

    assert file.options == ("A", "B")
    assert file.tally.channels == {
        "jury": {Scores((("A", 12), ("B", 10))): 1, Scores((("A", 12),)): 1},
        "public": {Scores(()): 1},
    }


@pytest.mark.parametrize(
    ("rows", "wanted", "kind"),
    [
        pytest.param("1,2\n2,1\n", (), Ranking, id="whole numbers look like ranks"),
        pytest.param("1,0\n2,1\n", (), Scores, id="a zero like points"),
        pytest.param("1,2.5\n", (), Scores, id="a decimal like points"),
        pytest.param("1,0\nx,\n", (), Choice, id="a cross like approval"),
        pytest.param("1,\n", (), Choice, id="ones and blanks like approval"),
        pytest.param("for,against\n", (), Opinions, id="words like opinions"),
        pytest.param("1,No opinion\n2,1\n", (), Ranking, id="no opinion like ranks"),
        pytest.param("5,4\n", ("scores",), Scores, id="a rule of points has its way"),
        pytest.param("1,0\n", ("opinions",), Opinions, id="a rule of opinions has its way"),
        pytest.param("1,0\n1,1\n", ("ranking", "scores"), Scores, id="the first legible"),
        pytest.param("1,2\n", ("ranking", "scores"), Ranking, id="looks, where both would do"),
        pytest.param("1,0\n", ("choice", "opinions"), Choice, id="looks among those wanted"),
        pytest.param("1,0\n", ("opinions", "scores"), Opinions, id="else the first wanted"),
    ],
)
def test_what_a_sheet_holds_is_found_out_and_noted(
    rows: str, wanted: tuple[BallotKind, ...], kind: type[object]
) -> None:
    file = read_text("A,B\n" + rows, "csv", *wanted)

    assert {type(ballot) for ballot in file.tally.ballots} == {kind}
    assert [note.code for note in file.notes] == ["sheet-kind"]


def test_opinions_in_words_of_both_languages() -> None:
    file = read_text("A,B,C\nTán thành,không tán thành,\nfor,Against,abstain\n", "csv-opinions")

    assert file.tally.ballots == {
        Opinions((("A", "for"), ("B", "against"))): 1,
        Opinions((("A", "for"), ("B", "against"), ("C", "abstain"))): 1,
    }


def test_approvals_are_sorted() -> None:
    file = read_text("B,A,C\nx,1,\nyes,TRUE,0\n✓,,no\n", "csv-approvals")

    assert file.options == ("B", "A", "C")
    assert file.tally.ballots == {Choice(("A", "B")): 2, Choice(("B",)): 1}


@pytest.mark.parametrize(
    ("text", "form", "line", "found", "expected"),
    [
        pytest.param("A,B\n1,2\n1,x\n", "csv-ranks", 3, "x", "rank", id="a letter"),
        pytest.param("A,B\n1,0\n", "csv-ranks", 2, "0", "rank", id="rank 0"),
        pytest.param("A,B\n1,2.5\n", "csv-ranks", 2, "2.5", "rank", id="half a rank"),
        pytest.param("A,B\n5,x\n", "csv-scores", 2, "x", "points", id="no points"),
        pytest.param("A,B\n5,1e3\n", "csv-scores", 2, "1e3", "points", id="an exponent"),
        pytest.param("A,B\n5,NaN\n", "csv-scores", 2, "NaN", "points", id="not a number"),
        pytest.param("A,B\n1,2\n", "csv-approvals", 2, "2", "approval", id="two crosses"),
        pytest.param("A,B\n1,maybe\n", "csv-opinions", 2, "maybe", "opinion", id="no opinion"),
        pytest.param("A,B\n1\n", "csv", 2, "1", "cells", id="a cell lacking"),
        pytest.param("A,B\n1,2,3\n", "csv", 2, "3", "cells", id="a cell too many"),
        pytest.param("A,A\n1,2\n", "csv", 1, "A", "name-not-used-before", id="an option twice"),
        pytest.param(
            "rank1,rank 1\nA,B\n", "csv", 1, "rank1,rank 1", "rank-once", id="a rank twice"
        ),
        pytest.param(
            "voter,count\n1,2\n", "csv", 1, "voter,count", "option-columns", id="no option"
        ),
        pytest.param("count,A\nx,1\n", "csv", 2, "x", "whole-number", id="a weight in letters"),
        pytest.param('A,B\n"1,2\n', "csv", 2, '"1,2', "quotes-closed", id="a quote open"),
        pytest.param('"A,B\n1,2\n', "csv", 1, '"A,B', "quotes-closed", id="a heading open"),
        pytest.param('A,B\n"1",2\n"x",2\n', "csv-ranks", 3, "x", "rank", id="a quoted letter"),
        pytest.param("\n\n", "csv", 1, "", "header", id="nothing"),
        pytest.param("id,rank,choice\n7,x,A\n", "csv", 2, "x", "rank", id="a mark without rank"),
        pytest.param("id,to,points\n7,A,x\n", "csv", 2, "x", "points", id="a mark without points"),
        pytest.param("id,to,points\n7,A,1\n7,A,2\n", "csv", 3, "A", "options-once", id="two marks"),
        pytest.param("id,to,points\n7,A,1\n7,A,1\n", "csv", 2, "A", "options-once", id="one twice"),
        pytest.param("id,to,points\n7,,1\n", "csv", 2, "", "name", id="points for nobody"),
    ],
)
def test_a_malformed_row_is_named(
    text: str, form: str, line: int, found: str, expected: str
) -> None:
    facts = refused(text, form)

    assert (facts["line"], facts["found"], facts["expected"]) == (line, found, expected)


def test_very_many_different_cells_are_points() -> None:
    rows = "".join(f"{number}.5,{number}\n" for number in range(2_500))

    file = read_text("A,B\n" + rows, "csv")

    assert file.tally.unit == (1, 10)
    assert file.ballots_number == 2_500


def test_too_many_columns_are_refused() -> None:
    facts = refused(",".join(map(str, range(2_100))) + "\n", "csv")

    assert (facts["line"], facts["expected"]) == (1, "options-fewer")


@pytest.mark.parametrize(
    ("form", "row", "ballot"),
    [
        ("csv-ranks", "1,1,1", ranking("A = B = C")),
        ("csv-scores", "1,2,3", Scores((("A", 2), ("B", 3), ("C", 1)))),
        ("csv-approvals", "1,1,1", Choice(("A", "B", "C"))),
        (
            "csv-opinions",
            "for,against,for",
            Opinions((("A", "against"), ("B", "for"), ("C", "for"))),
        ),
    ],
)
def test_a_ballot_is_in_normal_form_whatever_the_order_of_columns(
    form: str, row: str, ballot: object
) -> None:
    file = read_text(f"C,A,B\n{row}\n", form)

    assert file.options == ("C", "A", "B")
    assert file.tally.ballots == {ballot: 1}


def test_too_many_names_are_refused_where_they_become_too_many() -> None:
    text = "rank1\n" + "".join(f"name {number}\n" for number in range(2_100))

    facts = refused(text, "csv")

    assert (facts["line"], facts["expected"], facts["maximum"]) == (2_002, "options-fewer", 2_000)
