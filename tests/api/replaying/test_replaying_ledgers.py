"""Many ledgers at once: dealt out, carried out by processes, told one by one."""

from pathlib import Path

import pytest

from api.bench import replay_all as bench
from api.house import House
from api.replaying.executor import Executor, InTurn, Processes
from api.replaying.ledgers import parts, replay_all


@pytest.mark.parametrize("executor", [InTurn(), Processes(2)], ids=["in-turn", "processes"])
def test_every_ledger_is_replayed_whoever_carries_it_out(
    seasons_store: Path, executor: Executor
) -> None:
    with House(seasons_store) as house:
        heads = house.store.ledgers()

    done = list(replay_all(str(seasons_store), heads, executor))

    assert {each.slug: each.events for each in done} == {head.slug: head.size for head in heads}
    assert all(each.equal and each.refused is None for each in done)


def test_every_ledger_stands_in_one_part_the_largest_in_the_first_ones(
    seasons_store: Path,
) -> None:
    with House(seasons_store) as house:
        heads = house.store.ledgers()

    dealt = parts("place", heads, workers=1)

    assert sorted(slug for part in dealt for _, slug in part.ledgers) == sorted(
        head.slug for head in heads
    )
    assert dealt[0].ledgers[0][1] == max(heads, key=lambda head: head.size).slug


def test_no_ledgers_are_one_empty_part() -> None:
    assert [part.ledgers for part in parts("place", [], workers=2)] == [()]


def test_the_measurement_compares_the_ledgers_with_bare_work(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bench, "Processes", lambda _: InTurn())  # processes start slowly

    (row,) = bench.measure(ledgers=3, burnt_rounds=10, turns=1)

    assert row.name == "replay-all"
    assert row.ratio > 0
