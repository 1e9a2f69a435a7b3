"""docs/reference/score-sheets.md tells what happens: its steps are played, its figures computed."""

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from api.playing.season_file import Step, read_season
from engine.errors import scores
from engine.errors.base import DomainError
from engine.rules.points.criteria import TargetEntry, target_points
from engine.values.numbers import points
from projections.standings import standings
from tests.engine.marking import hundredths
from tests.engine.scenario import Scenario

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "score-sheets.md").read_text("utf-8")
PIECES = re.compile(
    r"```yaml\n(?P<steps>.*?)```"
    r"|^Refused: `(?P<code>[a-z-]+)`\.$"
    r"|^\| rank \|[^\n]*\n\|[-|]+\n(?P<order>(?:\|[^\n]*\n)+)",
    flags=re.DOTALL | re.MULTILINE,
)
RELATIVE = re.compile(
    r"^Maximum (?P<maximum>\d+\.\d\d).*?\n\n\| unit \|[^\n]*\n\|[-|]+\n(?P<rows>(?:\|[^\n]*\n)+)",
    flags=re.DOTALL | re.MULTILINE,
)


def _rows(table: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.strip("|\n").split("|")] for line in table.splitlines()]


def _steps(text: str, already: int) -> tuple[Step, ...]:
    return read_season(text, file="score-sheets.md").steps[already:]


def _order(scenario: Scenario) -> list[list[str]]:
    return [
        [
            "–" if row.rank is None else str(row.rank),
            row.candidate,
            *(points(each) for each in (row.without_bonus, row.bonus, row.penalty, row.total)),
            str(row.share),
        ]
        for row in standings(scenario.ledger).rows
    ]


def _refused(ask: Callable[[], object]) -> str:
    with pytest.raises(DomainError) as refusal:
        ask()
    return refusal.value.code


def test_the_steps_of_the_page_come_to_what_it_says() -> None:
    found = [piece.groupdict() for piece in PIECES.finditer(PAGE)]
    text = found[0]["steps"]
    first = read_season(text, file="score-sheets.md")
    scenario = Scenario(first.opening, *(step.command for step in first.steps))
    played, shown, refused = len(first.steps), 0, []
    at = 1

    while at < len(found):
        piece, at = found[at], at + 1
        if piece["order"]:
            assert _order(scenario) == _rows(piece["order"])
            shown += 1
        elif piece["code"] == "ranking-not-lawful":
            refused.append(_refused(lambda: standings(scenario.ledger)))
        elif piece["code"]:
            (step,) = _steps(text + found[at]["steps"], played)
            refused.append(_refused(partial(scenario.decide, step.command)))
            assert refused[-1] == piece["code"]
            at += 1
        else:
            text += piece["steps"]
            steps = _steps(text, played)
            scenario.play(*(step.command for step in steps))
            played += len(steps)

    assert shown == 3
    assert refused == ["ranking-not-lawful", "peer-not-assigned", "stage-locked"]


@pytest.mark.parametrize(
    ("maximum", "rows"),
    [
        pytest.param(found["maximum"], found["rows"], id=f"table-{at}")
        for at, found in enumerate(RELATIVE.finditer(PAGE), 1)
    ],
)
def test_the_worked_numbers_are_those_of_the_formula(maximum: str, rows: str) -> None:
    table = _rows(rows)
    entries = {
        unit: TargetEntry(hundredths(target), hundredths(actual))
        for unit, target, actual, _ in table
    }

    found = target_points(hundredths(maximum), entries)

    assert {unit: points(each) for unit, each in found.items()} == {
        unit: told for unit, *_, told in table
    }


def test_there_are_four_tables_of_worked_numbers() -> None:
    assert len(RELATIVE.findall(PAGE)) == 4


def test_every_refusal_of_scores_is_on_the_page() -> None:
    codes = {
        kind.code
        for kind in vars(scores).values()
        if isinstance(kind, type) and issubclass(kind, DomainError) and kind is not DomainError
    }
    table = re.findall(
        r"^\| `([a-z-]+)` \| .+ \|$", PAGE.split("## What is refused")[1], re.MULTILINE
    )

    assert table == sorted(codes | {"candidate-not-ranked"})
