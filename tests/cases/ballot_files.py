"""Raw records of real elections, put into files that `suyton count` reads.

Only the shape changes here: sheets turned round, totals spread over ballots, JSON into BLT. What
a format of ours reads as it is, is counted as it is.
"""

import csv
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from api.formats.ballot_file import BallotFile
from api.formats.writing import write
from tests.engine.rules.rctab_files import rctab_case

Told = dict[str, Any]
File = Callable[[Path, Told, Path], Path]
"""From the folder of a case, its `case.json` and a folder to write in, to the file to count."""


def raw(pattern: str) -> File:
    """The raw file itself."""

    def found(folder: Path, told: Told, out: Path) -> Path:
        return next((folder / "raw").glob(pattern))

    return found


def sheet(out: Path, rows: list[list[object]]) -> Path:
    """A CSV of these rows."""
    path = out / "ballots.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def approvals(folder: Path, told: Told, out: Path) -> Path:
    """A profile of approval sets, as JSON or as abcvoting prints it."""
    profile = json.loads((folder / "raw" / "profile.json").read_text(encoding="utf-8"))
    groups = [(1, marks) for marks in profile["approvals"]]
    options = profile["candidates"]
    if not groups:
        text = (folder / "raw" / "abcvoting-output.txt").read_text(encoding="utf-8")
        printed = re.findall(r"^ (\d+) x \{(.*?)\}", text, flags=re.MULTILINE)
        groups = [(int(times), marks.split(", ")) for times, marks in printed]
        options = "abcdefgh"[: int(re.findall(r"voters and (\d+) candidates", text)[0])]
    marked: list[list[object]] = [
        [times, *(int(option in marks) for option in options)] for times, marks in groups
    ]
    return sheet(out, [["count", *options], *marked])


def totals(folder: Path, told: Told, out: Path) -> Path:
    """Published totals of approvals, spread over as many ballots as were cast."""
    outcome = told["outcome"]
    if "totals" in outcome:
        votes = outcome["totals"]
    else:
        published = rows_of(folder / "raw" / "votes.csv")
        votes = {row["playerID"]: int(row["votes"]) for row in published}
    ballots: list[list[object]] = [
        [int(ballot < votes[name]) for name in votes] for ballot in range(outcome["ballots"])
    ]
    return sheet(out, [list(votes), *ballots])


def points(folder: Path, told: Told, out: Path) -> Path:
    """Published totals of points, as one ballot."""
    won = {row["playerID"]: row["pointsWon"] for row in rows_of(folder / "raw" / "points.csv")}
    return sheet(out, [list(won), list(won.values())])


def games(folder: Path, told: Told, out: Path) -> Path:
    """Games as judgements of pairs."""
    rows: list[list[object]] = [["count", "rank 1", "rank 2"]]
    for row in rows_of(folder / "raw" / "games.csv"):
        home, away = row["home.team"], row["away.team"]
        rows += [[row["home.wins"], home, away], [row["away.wins"], away, home]]
    return sheet(out, rows)


def races(folder: Path, told: Told, out: Path) -> Path:
    """A season's points, one row a race; every driver of the standings has a column."""
    drivers = [row["driver"] for row in told["outcome"]["standings"]]
    rows: list[list[object]] = [list(drivers)]
    for race in sorted((folder / "raw").iterdir()):
        results = yaml.safe_load((race / "race-results.yml").read_text(encoding="utf-8"))
        scored: dict[str, object] = {}
        for result in results:
            if result.get("points"):
                scored[result["driverId"]] = result["points"]
        rows.append([scored.get(driver, "") for driver in drivers])
    return sheet(out, rows)


def jury(folder: Path, told: Told, out: Path) -> Path:
    """The marks of the jurors of a stage, one row a juror; earlier stages as one row of means."""
    with (folder / "raw" / "juror-marks.csv").open(encoding="utf-8", newline="") as file:
        marks = list(csv.reader(file))
    results = told["outcome"]["results"]
    names = [row["name"] for row in results]
    by_name = {row[1]: row for row in marks[1:]}
    last = len(results[0]["means"])
    rows: list[list[object]] = [["stage", *names]]
    for stage in range(1, last):
        rows.append([f"stage{stage}", *(row["means"][stage - 1] for row in results)])
    for place, juror in enumerate(marks[0]):
        if place >= 4 and juror and juror != "średnia ocena":
            rows.append([f"stage{last}", *(by_name[name][place] for name in names)])
    return sheet(out, rows)


def securepoll(folder: Path, told: Told, out: Path) -> Path:
    """A fixture of SecurePoll as BLT; candidates are named by their numbers."""
    fixture = json.loads((folder / "raw" / "ballots.json").read_text(encoding="utf-8"))
    numbers = {candidate: str(n) for n, candidate in enumerate(fixture["candidates"], 1)}
    lines = [f"{len(numbers)} {fixture['seats']}"]
    for vote in fixture["rankedVotes"].values():
        ranked = sorted(vote["rank"].items(), key=lambda item: int(item[0]))
        order = " ".join(numbers[str(choice)] for _, choice in ranked)
        lines.append(f"{vote['count']} {order} 0")
    path = out / "ballots.blt"
    path.write_text("\n".join([*lines, "0", *numbers, ""]), encoding="utf-8")
    return path


def rctab(folder: Path, told: Told, out: Path) -> Path:
    """The records of an RCTab test as BLT."""
    election = rctab_case(folder.name)
    options = election.tally.options
    file = BallotFile(title="", options=options, tally=election.tally, seats=election.seats)
    path = out / "ballots.blt"
    path.write_text(write(file, "blt"), encoding="utf-8")
    return path
