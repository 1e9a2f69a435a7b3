"""`suyton diff` and `suyton members`: a ledger between two moments, and its roster at any."""

import csv
import io
import json
from pathlib import Path

import pytest

from tests.api.cli.running import run


def test_a_diff_tells_who_moved_and_through_which_events(played_seasons: Path) -> None:
    ran = run("diff", "bloc-of-nine", "--from", "62", "--to", "63", data=played_seasons)

    assert ran.code == 0
    told = " ".join(ran.out.split())
    assert "U5: place 1 → nothing; note on hold (events 63)" in told
    assert "U2: place 2 → 1 (events 63)" in told
    assert "63 2024-12-23 10:00 local: U5 put on hold" in told
    assert all(len(line) <= 80 for line in ran.out.splitlines())


def test_the_same_in_vietnamese(played_seasons: Path) -> None:
    ran = run(
        "diff", "bloc-of-nine", "--from", "62", "--to", "63", data=played_seasons, language="vi"
    )

    told = " ".join(ran.out.split())
    assert "U5: hạng 1 → không có; ghi chú tạm hoãn xét (sự kiện 63)" in told


def test_ballots_are_told_by_their_number(played_seasons: Path) -> None:
    ran = run("diff", "council-of-fifteen", "--from", "30", "--to", "60", data=played_seasons)

    assert "14 ballots or counts were entered in the poll flag." in ran.out
    assert "ballot-cast" not in ran.out


def test_from_the_opening_the_rules_and_members_are_new(played_seasons: Path) -> None:
    ran = run("diff", "bloc-of-nine", "--from", "0", data=played_seasons)

    told = " ".join(ran.out.split())
    assert "Rules of the bloc of nine, 2024: version 1; title Rules of the bloc of nine" in told
    assert "quota certificate 3" in told
    assert "U1: weight 1; votes yes; ranked yes; offices lead" in told
    assert "Flag of the Provincial People's Committee: U2: status granted" in told


def test_between_a_moment_and_itself_nothing_changes(played_seasons: Path) -> None:
    ran = run("diff", "bloc-of-nine", "--from", "90", "--to", "90", data=played_seasons)

    assert (ran.code, "Nothing that is ranked" in ran.out) == (0, True)


@pytest.mark.parametrize("since", ["92", "yesterday", "2000-01-01T00:00"])
def test_moments_that_make_no_interval_are_refused(played_seasons: Path, since: str) -> None:
    ran = run("diff", "bloc-of-nine", "--from", since, "--to", "90", data=played_seasons)

    assert ran.code == 2
    assert ran.out == ""


def test_members_are_listed_as_they_were(played_seasons: Path) -> None:
    then = json.loads(
        run("members", "bloc-of-nine", "--as-of", "9", "--json", data=played_seasons).out
    )
    now = json.loads(run("members", "bloc-of-nine", "--json", data=played_seasons).out)

    assert [row["offices"] for row in then["rows"]] == [[]] * 9
    assert [row["offices"] for row in now["rows"]][:3] == [["lead"], ["deputy"], []]


def test_members_as_a_table_and_as_a_sheet(played_seasons: Path) -> None:
    table = run("members", "bloc-of-nine", data=played_seasons, language="vi")
    sheet = run("members", "council-of-fifteen", "--csv", data=played_seasons)

    assert "Chức vụ" in table.out
    rows = list(csv.DictReader(io.StringIO(sheet.out)))
    assert (rows[0]["name"], rows[0]["offices"]) == ("Thành viên số 1", "chair")
    assert run("members", "bloc-of-nine", "--csv", "--json", data=played_seasons).code == 2
