"""Measurements: the arithmetic of a ratio, and what the command tells of it."""

import json
from typing import Literal

import pytest

from api.bench import record
from api.bench.frame import rates, row, seconds
from api.cli.bench import ANYWHERE, BENCHES, LARGE, SERVED
from tests.api.cli.running import run


def test_a_ratio_is_that_of_the_medians() -> None:
    made = row("x", ((30.0, 10.0, 20.0), (4.0, 8.0, 1.0)), target=5, unit="a/s", against="b")

    assert made.ratio == 5.0
    assert made.ours == (30.0, 10.0, 20.0)
    assert made.met


@pytest.mark.parametrize(
    ("better", "ratio", "met"),
    [("higher", 2.0, True), ("higher", 1.99, False), ("lower", 2.0, True), ("lower", 2.01, False)],
)
def test_a_target_is_met_on_its_side(
    better: Literal["higher", "lower"], ratio: float, met: bool
) -> None:
    made = row("x", ((ratio,), (1.0,)), target=2, unit="a/s", against="b", better=better)

    assert made.met is met


def test_both_are_measured_in_turns() -> None:
    order: list[str] = []

    def ours() -> float:
        order.append("ours")
        return float(len(order))

    def baseline() -> float:
        order.append("baseline")
        return float(len(order))

    measured = rates(ours, baseline, rounds=2)

    assert order == ["ours", "baseline", "ours", "baseline"]
    assert measured == ((1.0, 3.0), (2.0, 4.0))


def test_seconds_are_those_of_the_work() -> None:
    done: list[int] = []

    taken = seconds(lambda: done.append(1))

    assert done == [1]
    assert taken >= 0


def test_a_run_is_told_as_a_table(monkeypatch: pytest.MonkeyPatch) -> None:
    made = row("record", ((5_000.0,), (4.2,)), target=10, unit="ballots/s", against="stock")
    told = row("made", ((3.0,), (3.0,)), target=0, unit="s", against="itself")
    monkeypatch.setattr(record, "measure", lambda: [made, told])

    ran = run("bench", "record")

    assert ran.code == 0
    assert [line.split() for line in ran.out.splitlines()[-2:]] == [
        ["record", "1190.48", ">=", "10", "5,000", "4.2", "stock", "(ballots/s)"],
        ["made", "1", "3", "3", "itself", "(s)"],
    ]


def test_a_measurement_that_is_not_there_is_refused() -> None:
    ran = run("bench", "speed", "--json")

    assert ran.code == 2
    assert json.loads(ran.out)["known"] == [*BENCHES, *LARGE]


def test_what_is_measured_in_a_folder_only_is_refused_on_a_server() -> None:
    ran = run("bench", "query", "--data", "postgresql://u@h/d", "--json")

    assert ran.code == 2
    assert json.loads(ran.out)["known"] == [*ANYWHERE, *SERVED]
