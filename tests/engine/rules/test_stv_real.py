"""Transferable votes that were really counted, or that Droop tests itself with."""

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest

from api.formats.ballot_file import BallotFile
from api.formats.reading import read_file
from engine.rules.ballots import OptionId
from engine.rules.parameters import Value
from engine.rules.rule import Rule
from engine.rules.ties import Ladder
from engine.rules.transferable.meek import STV_MEEK_1
from engine.rules.transferable.scottish import STV_SCOTTISH_1
from engine.rules.transferable.wigm_exact import STV_WIGM_EXACT_1
from tests.engine.rules.cases import case
from tests.engine.rules.ranked import steps, votes

PRINTED = {
    "scot-orkney-2017-west-mainland": ("0.1", ROUND_HALF_UP),
    "scot-shetland-2022-lerwick-south": ("1", ROUND_DOWN),
}
"""How each council printed votes of five decimals: to which place, and how."""

REPORTS: dict[str, tuple[Rule, dict[str, Value]]] = {
    "scotland-fixed-p5-d5": (STV_SCOTTISH_1, {}),
    "meek-prf-o6-fixed-p9-d9": (STV_MEEK_1, {}),
    "wigm-rational-d12": (STV_WIGM_EXACT_1, {"quota": "fractional", "tie_break": "ladder"}),
}
"""Droop's reports of its small elections that a rule of ours answers."""

OUTSIDE = {
    "cfer-batch-fixed-p5-d5": "rule of Californians for Electoral Reform",
    "cfer-fixed-p5-d5": "rule of Californians for Electoral Reform",
    "meek-o10-rational-d12": "Meek in exact fractions, which do not end at a last place",
    "meek-o9-guarded-p18-g9-d18": "guarded arithmetic, which compares within a margin",
    "mpls-fixed-p4-d4": "Minneapolis' ordinance as Droop reads it: certain losers go before surpluses",
    "qpq-guarded-p9-g9-d9": "quota preferential by quotient",
    "warren-o10-rational-d12": "Warren's method",
    "warren-o9-guarded-p18-g9-d18": "Warren's method",
    "wigm-guarded-p18-g9-d18": "guarded arithmetic, which compares within a margin",
    "wigm-prf-batch-fixed-p4-d4": "four places with a quota of the last place more",
    "wigm-prf-fixed-p4-d4": "four places with a quota of the last place more",
}
"""Droop's other reports, and the rule or arithmetic outside our catalogue that each is of."""


def blt(folder: Path) -> BallotFile:
    """The BLT file of a case."""
    return read_file(next((folder / "raw").glob("*.blt")), wanted=("ranking",))[1]


def option_of(file: BallotFile, published: str) -> OptionId:
    """The option whose surname is that of a published name."""
    surname = published.rsplit(maxsplit=1)[-1].upper()
    return next(option for option in file.options if surname in option.upper())


@pytest.mark.parametrize("name", PRINTED)
def test_a_scottish_ward_has_the_published_votes_at_every_stage(name: str) -> None:
    folder, told = case(name)
    file = blt(folder)
    place, rounding = PRINTED[name]

    outcome = STV_SCOTTISH_1.count(file.tally, seats=told["seats"])

    official = told["outcome"]
    rounds = votes(outcome, "stv-round")
    assert list(outcome.winners) == [option_of(file, winner) for winner in official["winners"]]
    assert outcome.totals["quota"] == f"{official['quota']}.00000"
    assert outcome.totals["ballots"] == official["valid"]
    for candidate, published in official["counts_as_published"].items():
        counted = [Decimal(told[option_of(file, candidate)]) for told in rounds[: len(published)]]
        printed = [votes.quantize(Decimal(place), rounding) for votes in counted]
        assert printed == [Decimal(str(votes)) for votes in published], candidate


@pytest.mark.parametrize(
    "name", ["droop-glasgow-2007-greater-pollock", "droop-glasgow-2007-springburn"]
)
def test_a_glasgow_ward_has_droops_votes_to_the_last_place_at_every_stage(name: str) -> None:
    folder, told = case(name)
    file = blt(folder)

    outcome = STV_SCOTTISH_1.count(file.tally, seats=told["seats"])

    dump = next((folder / "raw").glob("*-dump.txt")).read_text(encoding="utf-8").splitlines()
    stages = [row.split("\t") for row in dump if row.split("\t")[1] in ("begin", "transfer")]
    expected = [
        ({row[i]: row[i + 2] for i in range(4, len(row), 3)}, row[2], row[3]) for row in stages
    ]
    none = dict.fromkeys(file.options, "0.00000")
    counted = [
        (none | told, facts["quota"], dict(facts["exhausted"]).get("exhausted", "0.00000"))
        for told, facts in zip(
            votes(outcome, "stv-round"), steps(outcome, "stv-round"), strict=True
        )
    ]
    assert counted == expected
    assert list(outcome.winners) == told["outcome"]["elect_actions_in_order"]


def complete(report: str) -> dict[str, tuple[str, Decimal]]:
    """State and votes per candidate at the end of a Droop report."""
    told: dict[str, tuple[str, Decimal]] = {}
    for line in report.split("Action: Count Complete")[1].splitlines():
        state, _, rest = line.strip().partition(":")
        if state in ("Elected", "Defeated"):
            name, _, votes = rest.strip().rpartition(" ")
            told[name] = (state, Decimal(votes.strip("()")))
    return told


@pytest.mark.parametrize("rule", REPORTS)
@pytest.mark.parametrize("name", ["droop-42", "droop-513"])
def test_a_small_election_ends_as_in_droops_report(name: str, rule: str) -> None:
    folder, _ = case(name)
    file = blt(folder)
    counted_by, given = REPORTS[rule]
    report = next((folder / "raw" / "report").glob(f"*-{rule}.txt"))
    last_in_file_order = Ladder(steps=("casting",), casting=tuple(reversed(file.options)))

    outcome = counted_by.count(
        file.tally, seats=file.seats or 0, parameters=given, ties=last_in_file_order
    )

    expected = complete(report.read_text(encoding="utf-8"))
    elected = {name: votes for name, (state, votes) in expected.items() if state == "Elected"}
    assert set(outcome.winners) == set(elected)
    assert {name: Decimal(str(outcome.figures[name]["votes"])) for name in elected} == elected


@pytest.mark.parametrize("name", ["droop-42", "droop-513"])
def test_every_report_of_droop_is_reproduced_or_named_as_outside(name: str) -> None:
    folder, _ = case(name)

    found = {
        path.name.partition("-")[2].removesuffix(".txt")
        for path in (folder / "raw" / "report").iterdir()
    }

    assert found == REPORTS.keys() | OUTSIDE.keys()


def test_a_scottish_count_names_what_a_stage_passed_on() -> None:
    folder, told = case("droop-glasgow-2007-springburn")

    outcome = STV_SCOTTISH_1.count(blt(folder).tally, seats=told["seats"])

    first: dict[str, Any] = steps(outcome, "stv-surplus")[0]
    assert first["source"] == "Allan Stewart"
    assert first["values"] == (("1.00000", "0.22773"),)
    moved = [Decimal(votes) for _, votes in (*first["transfers"], *first["exhausted"])]
    assert sum(moved) + Decimal(first["residual"]) == 1752 - 1353
