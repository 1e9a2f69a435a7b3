"""Real contests decided by places, counted again: Eurovision, Formula One, a most valuable player.

Sources: the folders of `tests.engine.rules.cases`, each with its own.
"""

import csv
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml

from engine.rules.ballots import Choice, Ranking, Scores
from engine.rules.catalogue import RULES
from engine.rules.outcome import ranks
from engine.rules.parameters import Value
from engine.rules.tally import Tally
from engine.rules.ties import Ladder
from tests.engine.rules.cases import case

VECTOR = (12, 10, 8, 7, 6, 5, 4, 3, 2, 1)


def votes(folder: Path) -> dict[tuple[str, str], dict[str, int]]:
    """Points by country voted for, of each voting country and channel."""
    given: dict[tuple[str, str], dict[str, int]] = {}
    with (folder / "raw" / "votes.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            ballot = given.setdefault((row["from"], row["channel"]), {})
            ballot[row["to"]] = int(row["points"])
    return given


def ranking(points: dict[str, int]) -> Ranking:
    """A ballot of 12, 10, 8, … points as places, empty where a country withheld one."""
    by_points = {given: country for country, given in points.items()}
    assert len(by_points) == len(points), "a country gives each number once"
    return Ranking(tuple((by_points[p],) if p in by_points else () for p in VECTOR))


def entries(told: dict[str, Any]) -> tuple[str, ...]:
    return tuple(row["country"] for row in told["outcome"]["ranking"])


def earlier_start(told: dict[str, Any]) -> Ladder:
    """The last tie-break of the contest: who sang earlier."""
    keys: dict[str, tuple[int | str, ...]] = {
        row["country"]: (-row["running"],) for row in told["outcome"]["ranking"]
    }
    return Ladder(steps=("key",), keys=keys)


def test_eurovision_1969_has_four_winners() -> None:
    folder, told = case("eurovision-1969")
    tally = Tally(options=entries(told))
    for points in votes(folder).values():
        marks = [country for country, given in points.items() for _ in range(given)]
        tally.add(Choice(tuple(sorted(marks))))

    outcome = RULES["cumulative-1"].count(tally, parameters={"points": 10})

    assert outcome.winners == ()
    assert outcome.undecided == tuple(sorted(told["outcome"]["winner"]))
    assert ranks(outcome.ranking) == {
        row["country"]: row["place"] for row in told["outcome"]["ranking"]
    }
    assert [step.code for step in outcome.ties] == ["tie-left"]


@pytest.mark.parametrize(
    ("name", "count_back"),
    [
        ("eurovision-1975", "none"),
        ("eurovision-2009", "support"),
        ("eurovision-2025-sf1", "support"),
    ],
)
def test_a_eurovision_of_one_channel_comes_out_as_published(name: str, count_back: str) -> None:
    folder, told = case(name)
    tally = Tally(options=entries(told))
    for points in votes(folder).values():
        tally.add(ranking(points))

    outcome = RULES["positional-1"].count(
        tally, parameters={"skipped": "hold", "count_back": count_back}
    )

    for row in told["outcome"]["ranking"]:
        assert outcome.figures[row["country"]]["points"] == str(row["points"]["total"])
    assert outcome.winners == tuple(told["outcome"]["winner"])
    assert ranks(outcome.ranking) == {
        row["country"]: row["place"] for row in told["outcome"]["ranking"]
    }


@pytest.mark.parametrize("name", ["eurovision-2016", "eurovision-2023"])
def test_a_eurovision_of_jury_and_public_comes_out_as_published(name: str) -> None:
    folder, told = case(name)
    tally = Tally(options=entries(told))
    for (_, channel), points in votes(folder).items():
        tally.add(ranking(points), channel=channel)

    outcome = RULES["two-channels-1"].count(
        tally,
        parameters={"skipped": "hold", "first": "public", "count_back": "support"},
        ties=earlier_start(told),
    )

    for row in told["outcome"]["ranking"]:
        figures = outcome.figures[row["country"]]
        official = {channel: str(row["points"][channel]) for channel in ("jury", "public")}
        shown: Any = figures["channels"]
        assert figures["points"] == str(row["points"]["total"])
        assert dict(shown) == official
    assert outcome.winners == tuple(told["outcome"]["winner"])
    assert ranks(outcome.ranking) == {
        row["country"]: row["place"] for row in told["outcome"]["ranking"]
    }


@pytest.mark.parametrize(
    ("name", "parameters", "every"),
    [
        ("f1-1964", {"vector": "9,6,4,3,2,1", "best": 6}, False),
        ("f1-2007", {"vector": "10,8,6,5,4,3,2,1"}, True),
    ],
    ids=["best six of 1964", "all of 2007"],
)
def test_a_formula_one_season_is_a_poll_of_its_races(
    name: str, parameters: dict[str, Value], every: bool
) -> None:
    folder, told = case(name)
    races = [
        yaml.safe_load((race / "race-results.yml").read_text(encoding="utf-8"))
        for race in sorted((folder / "raw").iterdir())
    ]
    official = {row["driver"]: row for row in told["outcome"]["standings"]}
    drivers = {row["driverId"] for race in races for row in race} | official.keys()
    tally = Tally(options=tuple(drivers))
    for race in races:
        finished = {int(r["position"]): r for r in race if str(r["position"]).isdigit()}
        tally.add(Ranking(tuple((finished[p]["driverId"],) for p in sorted(finished))))

    outcome = RULES["positional-1"].count(tally, parameters=parameters | {"count_back": "highest"})

    assert outcome.winners == (told["outcome"]["winner"],)
    for driver, row in official.items():
        assert Fraction(str(outcome.figures[driver]["points"])) == Fraction(row["points"]), driver
    if every:
        places = ranks(outcome.ranking)
        assert {d: places[d] for d in official} == {
            driver: int(row["position"]) for driver, row in official.items()
        }


def test_the_most_valuable_player_of_1995_has_the_most_points() -> None:
    folder, told = case("mvp-1995-al")
    with (folder / "raw" / "points.csv").open(encoding="utf-8", newline="") as file:
        points = {row["playerID"]: int(row["pointsWon"]) for row in csv.DictReader(file)}
    tally = Tally(options=tuple(points))
    tally.add(Scores(tuple(sorted(points.items()))))

    outcome = RULES["points-sum-1"].count(tally)

    assert list(outcome.winners) == told["outcome"]["winners"]
    assert [outcome.figures[o]["points"] for group in outcome.ranking[:2] for o in group] == [
        "308",
        "300",
    ]
