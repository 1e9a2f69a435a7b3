"""Reads the elections that RCTab's own tests count: configuration, records, expected report.

Records are an ES&S sheet (one row a ballot, one column a rank) or NIST's common data format.
What the sheet tells only as `overvote` becomes a rank with two arbitrary options: which two
were marked is not known, and the rules that these configurations use do not ask.
"""

import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from engine.rules.ballots import Ranking
from engine.rules.parameters import Value
from engine.rules.tally import Tally
from tests.engine.rules.cases import case

WRITE_INS = "Undeclared Write-ins"
_CELL = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@dataclass(frozen=True)
class RctabCase:
    """One RCTab election: what to count, and the report expected of it."""

    tally: Tally
    seats: int
    rules: dict[str, Any]
    report: dict[str, Any]

    def parameters(self, **others: Value) -> dict[str, Value]:
        """RCTab's settings under our names."""
        rules = self.rules
        overvotes = {
            "exhaustImmediately": "exhaust-immediately",
            "alwaysSkipToNextRank": "always-skip-to-next-rank",
        }
        return {
            "overvote_rule": overvotes[rules["overvoteRule"]],
            "max_skipped_ranks": str(rules["maxSkippedRanksAllowed"]),
            "exhaust_on_duplicate": rules["exhaustOnDuplicateCandidate"],
            "tie_break": (
                "previous-rounds" if "previousRound" in rules["tiebreakMode"] else "ladder"
            ),
            "write_ins": WRITE_INS if WRITE_INS in self.tally.options else "",
            **others,
        }

    @property
    def candidate_order(self) -> tuple[str, ...]:
        """The order in which the configuration names the candidates."""
        return self.tally.options


@cache
def rctab_case(name: str) -> RctabCase:
    """The election in the shared folder of this name. Skips the test if it is absent."""
    folder, told = case(name)
    raw = folder / "raw"
    config = json.loads(next(raw.glob("*_config.json")).read_text(encoding="utf-8"))
    source = config["cvrFileSources"][0]
    options = [candidate["name"] for candidate in config["candidates"]]
    if source.get("undeclaredWriteInLabel"):
        options.append(WRITE_INS)
    tally = Tally(options=tuple(options), ballots={})
    read = _cdf if source["provider"] == "cdf" else _ess
    for groups in read(raw, source, options, int(config["rules"]["maxRankingsAllowed"])):
        tally.add(Ranking(tuple(tuple(sorted(group)) for group in groups)))
    report = json.loads(next(raw.glob("*_report.json")).read_text(encoding="utf-8"))
    return RctabCase(tally, told["seats"], config["rules"], report)


def _ess(
    raw: Path, source: dict[str, Any], options: list[str], ranks: int
) -> Iterator[list[tuple[str, ...]]]:
    first = int(source["firstVoteColumnIndex"]) - 1
    labels = {
        source["overvoteLabel"]: tuple(options[:2]),
        source["skippedRankLabel"]: (),
        "": (),
        source["undeclaredWriteInLabel"] or WRITE_INS: (WRITE_INS,),
    } | {name: (name,) for name in options}
    rows = _rows(next(raw.glob("*_cvr.xlsx")))
    next(rows)
    for row in rows:
        yield [labels[row.get(column, "").strip()] for column in range(first, first + ranks)]


def _rows(path: Path) -> Iterator[dict[int, str]]:
    """Rows of the first sheet, cells by column number."""
    with zipfile.ZipFile(path) as book:
        shared = [
            "".join(part.text or "" for part in item.iter(_CELL + "t"))
            for item in ET.fromstring(book.read("xl/sharedStrings.xml")).iter(_CELL + "si")
        ]
        with book.open("xl/worksheets/sheet1.xml") as sheet:
            for _, row in ET.iterparse(sheet):
                if row.tag == _CELL + "row":
                    cells = {_column(cell): _text(cell, shared) for cell in row}
                    row.clear()
                    if cells:
                        yield cells


def _column(cell: ET.Element) -> int:
    letters = "".join(letter for letter in cell.get("r", "") if letter.isalpha())
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _text(cell: ET.Element, shared: list[str]) -> str:
    value = cell.findtext(_CELL + "v") or ""
    return shared[int(value)] if cell.get("t") == "s" else value


def _cdf(
    raw: Path, source: dict[str, Any], options: list[str], ranks: int
) -> Iterator[list[tuple[str, ...]]]:
    told = json.loads(next(raw.glob("*_cvr.json")).read_text(encoding="utf-8"))
    election = told["Election"][0]
    names = {candidate["@id"]: candidate["Name"] for candidate in election["Candidate"]}
    selections = {
        selection["@id"]: names[selection["CandidateIds"][0]]
        for contest in election["Contest"]
        for selection in contest["ContestSelection"]
    }
    for record in told["CVR"]:
        snapshot = next(
            snapshot
            for snapshot in record["CVRSnapshot"]
            if snapshot["@id"] == record["CurrentSnapshotId"]
        )
        groups: list[tuple[str, ...]] = []
        for selection in snapshot["CVRContest"][0]["CVRContestSelection"]:
            for position in selection["SelectionPosition"]:
                if position["HasIndication"] == "yes":
                    rank = int(position["Rank"])
                    groups.extend([()] * (rank - len(groups)))
                    groups[rank - 1] += (selections[selection["ContestSelectionId"]],)
        yield groups
