"""Real elections through the public door: `suyton count` gives what was published.

Every folder of the shared cases stands in one of four tables: counted here, counted here with
RCTab's settings, counted by a test of its rule's family, or, on the page of real elections, not
reproducible, with the reason.
"""

import re
from pathlib import Path

import pytest

from engine.rules.catalogue import RULES
from tests.api.cli.counting import counted
from tests.cases.ballot_files import rctab
from tests.cases.elections import ELECTIONS, Election, rctab_winners, rctab_words
from tests.engine.rules.cases import SHARED, case
from tests.engine.rules.rctab_files import rctab_case

RCTAB = {
    "rctab-2015-portland-mayor": "irv-1",
    "rctab-2017-minneapolis-mayor": "irv-1",
    "rctab-test-set-0-skipped-first-choice": "irv-1",
    "rctab-test-set-1-exhaust-at-overvote": "irv-1",
    "rctab-test-set-2-overvote-skip-to-next": "irv-1",
    "rctab-test-set-4-skipped-choice-next": "irv-1",
    "rctab-test-set-6-duplicate-exhaust": "irv-1",
    "rctab-tiebreak-previous-round-counts-then-random-test": "irv-1",
    "rctab-tiebreak-seed-test": "irv-1",
    "rctab-tiebreak-use-permutation-in-config-test": "irv-1",
    "rctab-minneapolis-multi-seat-threshold": "stv-rctab-1",
    "rctab-test-set-multi-winner-fractional-threshold": "stv-rctab-1",
}
"""Elections of RCTab's own tests, each with its settings, by the rule that counts them."""

ELSEWHERE = {
    "abc-book-11": "test_proportional_real.py",
    "abc-book-12": "test_proportional_real.py",
    "hugo-1984-nominations": "test_proportional_real.py",
    "skating-gpcan2016": "test_points_real.py",
    "skating-gpfra2017": "test_points_real.py",
    "skating-gpusa2017": "test_points_real.py",
}
"""Records of many small polls or with marks that no ballot file holds: the test that counts them."""

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "real-elections.md"
NOT_REPRODUCED = dict(
    re.findall(
        r"^\| `([a-z0-9-]+)` \| (.+) \|$",
        PAGE.read_text(encoding="utf-8").partition("## What is not reproduced")[2],
        flags=re.MULTILINE,
    )
)
"""Why a published outcome does not come out of a count here: the table of the page."""


def label(election: Election) -> str:
    return f"{election.folder} by {election.rule}"


@pytest.mark.parametrize("election", ELECTIONS, ids=label)
def test_an_election_comes_out_as_published(election: Election, tmp_path: Path) -> None:
    folder, told = case(election.folder)
    path = election.file(folder, told, tmp_path)
    words = [word for setting in election.given for word in ("--set", setting)]
    seats = ("--seats", told["seats"]) if election.seats and told["seats"] else ()

    answer = counted(path, "--rule", election.rule, *seats, *words)

    election.check(answer, told)


@pytest.mark.parametrize("name", RCTAB)
def test_an_election_of_rctab_has_its_rounds(name: str, tmp_path: Path) -> None:
    folder, told = case(name)
    path = rctab(folder, told, tmp_path)
    whole = "fractional" not in name
    batch = str(rctab_case(name).rules["batchElimination"]).lower()
    more = {
        "irv-1": (f"batch_elimination={batch}",),
        "stv-rctab-1": (f"fractional_threshold={str(not whole).lower()}", "decimals=4"),
    }[RCTAB[name]]
    words = [word for setting in rctab_words(name, *more) for word in ("--set", setting)]

    answer = counted(path, "--rule", RCTAB[name], *words)

    rctab_winners(answer, told)


def test_every_shared_election_stands_in_a_table() -> None:
    if not (SHARED / "elections").is_dir():
        pytest.skip("the shared elections are not beside this checkout")
    folders = {path.parent.name for path in (SHARED / "elections").glob("*/case.json")}

    tables = [{e.folder for e in ELECTIONS}, set(RCTAB), set(ELSEWHERE), set(NOT_REPRODUCED)]

    assert set().union(*tables) >= folders
    assert sum(map(len, tables)) == len(set().union(*tables)), "a folder stands in one table"


@pytest.mark.parametrize("name", ELSEWHERE)
def test_what_is_counted_elsewhere_is_named_there(name: str) -> None:
    path = Path(__file__).parents[1] / "engine" / "rules" / ELSEWHERE[name]

    assert f'"{name}"' in path.read_text(encoding="utf-8")


def test_the_page_names_the_rules_that_count_here() -> None:
    told = set(re.findall(r"`([a-z-]+-\d)`", PAGE.read_text(encoding="utf-8")))

    assert {election.rule for election in ELECTIONS} | set(RCTAB.values()) <= told
    assert told <= set(RULES)
    assert NOT_REPRODUCED
