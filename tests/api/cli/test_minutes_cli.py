"""`suyton minutes`: the record of a conference, in words and in JSON."""

import json
from pathlib import Path

import pytest

from tests.api.cli.running import run

SEASON = Path(__file__).parents[3] / "api" / "seasons" / "2-bloc-of-nine.yaml"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("minutes")
    assert run("play", str(SEASON), data=folder).code == 0
    return folder


def test_the_minutes_tell_attendance_votes_ranking_and_proposals(data: Path) -> None:
    ran = run("minutes", "bloc-of-nine", data=data)

    assert ran.code == 0
    told = " ".join(ran.out.split())
    assert "Present (9): U1, U2, U3, U4, U5, U6, U7, U8, U9." in told
    assert "Quorum: 9 of 9, 6 needed — passes." in told
    assert "Papers issued 9, returned 9, valid 8, spoilt 1, blank 0." in told
    assert "7/9 of all members: needs 6 — passes (the base that decides)" in told
    assert "ranking adopted: U2 > U3 > U4 > U1 > U6 > U7 > U8 > U9" in told
    assert "Proposed for Chairman's Certificate of Merit: U3 (submitted)." in told
    assert all(len(line) <= 80 for line in ran.out.splitlines())


def test_the_same_as_json_names_the_index_it_holds_for(data: Path) -> None:
    answer = json.loads(run("minutes", "bloc-of-nine", "--json", data=data).out)

    assert (answer["ledger"], answer["meeting"], answer["index"]) == (
        "bloc-of-nine",
        "conference",
        100,
    )
    assert [poll["poll"] for poll in answer["polls"]] == ["flag", "certificates"]


def test_before_any_meeting_there_are_no_minutes(data: Path) -> None:
    ran = run("minutes", "bloc-of-nine", "--as-of", "3", data=data)

    assert ran.code == 2
    assert ran.out == ""
    assert ran.err == "There is no meeting.\n"
