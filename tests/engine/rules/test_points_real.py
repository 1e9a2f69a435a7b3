"""Real contests decided by points, counted again: Chopin 2025, ISU protocols, Formula One.

Sources: the folders of `tests.engine.rules.cases`, each with its own.
"""

import csv
import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml

from engine.rules.ballots import Scores
from engine.rules.catalogue import RULES
from engine.rules.outcome import ranks
from engine.rules.parameters import Value
from engine.rules.tally import Tally
from engine.rules.ties import Ladder
from tests.engine.rules.cases import case

CHOPIN: dict[str, Value] = {"round_mode": "half-up", "round_places": 2}


def jurors(path: Path) -> dict[str, dict[str, int]]:
    """Marks in hundredths by juror and competitor. A blank cell is a recusal."""
    marks: dict[str, dict[str, int]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    header = [name for name in rows[0][4:] if name]
    for row in rows[1:]:
        for juror, mark in zip(header, row[4:], strict=False):
            if mark:
                marks.setdefault(juror, {})[row[1]] = int(Fraction(mark) * 100)
    return marks


def test_the_first_stage_of_chopin_2025_comes_out_as_published() -> None:
    folder, told = case("chopin-2025-stage1")
    marks = jurors(folder / "raw" / "juror-marks.csv")
    names = tuple(sorted({name for row in marks.values() for name in row}))
    tally = Tally(options=names, unit=(1, 100))
    for row in marks.values():
        tally.add(Scores(tuple(sorted(row.items()))))

    outcome = RULES["points-clamped-mean-1"].count(
        tally, seats=told["seats"], parameters=CHOPIN | {"deviation": 3}
    )

    official = {row["name"]: row["result"] for row in told["outcome"]["results"]}
    advancing = {row["name"] for row in told["outcome"]["results"] if row["advances"]}
    assert {name: figures["points"] for name, figures in outcome.figures.items()} == official
    assert set(outcome.winners) == advancing


def test_without_rounding_the_bounds_first_results_of_chopin_2025_differ() -> None:
    folder, told = case("chopin-2025-stage1")
    marks = jurors(folder / "raw" / "juror-marks.csv")
    tally = Tally(options=tuple(row["name"] for row in told["outcome"]["results"]), unit=(1, 100))
    for row in marks.values():
        tally.add(Scores(tuple(sorted(row.items()))))

    outcome = RULES["points-clamped-mean-1"].count(
        tally, parameters=CHOPIN | {"deviation": 3, "bounds_mode": "none"}
    )

    official = {row["name"]: row["result"] for row in told["outcome"]["results"]}
    assert any(outcome.figures[name]["points"] != result for name, result in official.items())


def test_the_third_stage_of_chopin_2025_weighs_three_stages() -> None:
    folder, told = case("chopin-2025-stage3")
    results = told["outcome"]["results"]
    tally = Tally(options=tuple(row["name"] for row in results), unit=(1, 100))
    for stage in (0, 1):
        means = ((row["name"], int(Fraction(row["means"][stage]) * 100)) for row in results)
        tally.add(Scores(tuple(sorted(means))), channel=f"stage{stage + 1}")
    for marks in jurors(folder / "raw" / "juror-marks.csv").values():
        tally.add(Scores(tuple(sorted(marks.items()))), channel="stage3")

    outcome = RULES["points-clamped-mean-1"].count(
        tally,
        seats=told["seats"],
        parameters=CHOPIN | {"deviation": 2, "weights": "stage1=10%,stage2=20%,stage3=70%"},
    )

    for row in results:
        figures = outcome.figures[row["name"]]
        stages: Any = figures["channels"]
        assert figures["points"] == row["result"], row["name"]
        assert [mean for _, mean, _ in stages] == row["means"], row["name"]
    assert set(outcome.winners) == {row["name"] for row in results if row["advances"]}


@pytest.mark.parametrize("name", ["skating-gpcan2016", "skating-gpfra2017", "skating-gpusa2017"])
def test_component_totals_of_an_isu_protocol_are_trimmed_means(name: str) -> None:
    folder, _ = case(name)
    protocol = json.loads(next((folder / "raw").glob("*_protocol.json")).read_text("utf-8"))

    assert protocol["performances"]
    for performance in protocol["performances"]:
        tally = Tally(options=("skater",), unit=(1, 100))
        weights = []
        for number, component in enumerate(performance["components"]):
            weights.append(f"c{number}={component['factor']}")
            for judge in range(1, 10):
                mark = component.get(f"J{judge}")
                if isinstance(mark, int | float) and mark == mark:  # noqa: PLR0124 - not NaN
                    units = round(mark * 100)
                    tally.add(Scores((("skater", units),)), channel=f"c{number}")

        outcome = RULES["points-trimmed-mean-1"].count(
            tally,
            parameters={
                "round_mode": "half-up",
                "round_when": "every",
                "weights": ",".join(weights),
            },
        )

        panel: Any = outcome.figures["skater"]["channels"]
        official = [
            f"{component['scores_of_panel']:.2f}" for component in performance["components"]
        ]
        assert [score for _, score, _ in panel] == official
        total = performance["metadata"]["total_component_score"]
        assert outcome.figures["skater"]["points"] == total


def season(folder: Path) -> list[list[dict[str, Any]]]:
    """The results of every race of a season, in order."""
    races = sorted((folder / "raw").iterdir())
    return [
        yaml.safe_load((race / "race-results.yml").read_text(encoding="utf-8")) for race in races
    ]


@pytest.mark.parametrize(
    ("name", "best"), [("f1-1964", 6), ("f1-1984", 11), ("f1-2007", 0)], ids=str
)
def test_a_formula_one_season_counts_the_best_results(name: str, best: int) -> None:
    folder, told = case(name)
    races = season(folder)
    official = {row["driver"]: row for row in told["outcome"]["standings"]}
    drivers = {row["driverId"] for race in races for row in race} | official.keys()
    tally = Tally(options=tuple(drivers), unit=(1, 2))
    for race in races:
        points: dict[str, int] = {}
        for row in race:
            units = int(Fraction(str(row.get("points") or 0)) * 2)
            points[row["driverId"]] = points.get(row["driverId"], 0) + units
        scored = {driver: units for driver, units in points.items() if units}
        tally.add(Scores(tuple(sorted(scored.items()))))

    outcome = RULES["points-best-n-1"].count(
        tally, parameters={"best": best}, ties=Ladder(steps=("key",), keys=finishes(races, drivers))
    )

    assert outcome.winners == (told["outcome"]["winner"],)
    for driver, row in official.items():
        assert Fraction(str(outcome.figures[driver]["points"])) == Fraction(row["points"]), driver
    places = ranks(outcome.ranking)
    scoring = {driver: row for driver, row in official.items() if Fraction(row["points"])}
    assert {d: places[d] for d in scoring} == {d: int(r["position"]) for d, r in scoring.items()}


def finishes(
    races: list[list[dict[str, Any]]], drivers: set[str]
) -> dict[str, tuple[int | str, ...]]:
    """Count-back by places that paid: at Monaco 1984 they paid half, but are places all the same."""
    counts = {driver: [0] * 10 for driver in drivers}
    for race in races:
        for row in race:
            if row.get("points") and str(row["position"]).isdigit():
                counts[row["driverId"]][int(row["position"]) - 1] += 1
    return {driver: tuple(row) for driver, row in counts.items()}
