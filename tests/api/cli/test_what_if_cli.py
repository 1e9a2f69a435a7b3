"""`suyton replay --set`: a labelled what-if, the official result beside it."""

import doctest
import json
from pathlib import Path

from api import explain_words
from tests.api.cli.running import run
from tests.api.cli.test_reading_json import fits


def test_a_what_if_is_labelled_and_stands_beside_what_happened(played_seasons: Path) -> None:
    ran = run("replay", "bloc-of-nine", "--set", "threshold.flag-ballot=9/10", data=played_seasons)

    assert ran.code == 1
    lines = ran.out.splitlines()
    assert lines[1].startswith("HYPOTHETICAL: none of what follows happened")
    assert "    status: officially granted, hypothetically not passed" in lines
    assert "  Events 101: the proposal would not have come so far" in lines
    assert all(len(line) <= 80 for line in lines)


def test_the_same_in_vietnamese(played_seasons: Path) -> None:
    words = ("replay", "council-of-fifteen", "--set", "quorum=9/10")
    ran = run(*words, data=played_seasons, language="vi")

    assert "GIẢ ĐỊNH: những gì dưới đây không hề xảy ra" in ran.out
    assert "Sự kiện 33–50, 52–72: cuộc bỏ phiếu không được tổ chức" in ran.out


def test_several_suppositions_hold_together(played_seasons: Path) -> None:
    sets = ("--set", "quota.certificate=4", "--set", "threshold.certificate-ballot=1/5")
    told = json.loads(run("replay", "bloc-of-nine", *sets, "--json", data=played_seasons).out)

    assert told["is_hypothetical"] is True
    assert told["official"]["polls"]["certificates"]["winners"] == ["U3", "U4", "U1"]
    assert told["hypothetical"]["polls"]["certificates"]["winners"] == ["U3", "U4", "U1", "U6"]
    fits("replay-set", told)


def test_what_changes_nothing_says_so(played_seasons: Path) -> None:
    ran = run("replay", "bloc-of-nine", "--set", "nomination.flag=free", data=played_seasons)

    assert (ran.code, "Nothing would be otherwise." in ran.out) == (0, True)


def test_what_cannot_be_supposed_is_refused_with_what_can(played_seasons: Path) -> None:
    unknown = run("replay", "bloc-of-nine", "--set", "luck=good", data=played_seasons)
    invalid = run("replay", "bloc-of-nine", "--set", "quota.flag=x", "--json", data=played_seasons)

    assert (unknown.code, invalid.code) == (2, 2)
    assert "threshold.BALLOT" in unknown.err
    assert json.loads(invalid.out)["code"] == "supposition-invalid"


def test_a_what_if_appends_nothing(played_seasons: Path) -> None:
    before = run("ledgers", "--json", data=played_seasons).out

    run("replay", "bloc-of-nine", "--set", "quota.flag=0", data=played_seasons)

    assert run("ledgers", "--json", data=played_seasons).out == before


def test_the_examples_hold() -> None:
    assert doctest.testmod(explain_words).failed == 0
