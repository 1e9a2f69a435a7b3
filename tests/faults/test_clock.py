"""Fault: the server's clock jumps back, stands still, or is a year ahead.

Invariants: I1 to I8; of I3: the index is the order and `at` is never below its predecessor; and a time
that is asked about means the last event not later, whatever the clock did.
"""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.commands.submit import Submitter
from engine.persistence.codec import open_envelope
from engine.persistence.sqlite_store import SQLiteStore
from projections.asof import index_of
from tests.engine.persistence.small_season import LEDGER, opening, play, unit
from tests.faults.checking import Told, check
from tests.faults.hall import first_of, furnish, open_polls
from tests.faults.rounds import rounds

NOON = 1_735_800_000_000_000
SECOND = 1_000_000
HOUR, YEAR = 3_600 * SECOND, 365 * 86_400 * SECOND

clocks = st.lists(
    st.one_of(
        st.sampled_from([0, SECOND, -HOUR, YEAR, -YEAR]),
        st.integers(-10 * SECOND, 10 * SECOND),
    ),
    min_size=1,
    max_size=12,
)
"""By how much the clock moves before each command."""


@settings(
    max_examples=rounds(25, 500),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(moves=clocks)
def test_whatever_the_clock_does_the_index_is_the_order(
    tmp_path_factory: pytest.TempPathFactory, moves: list[int]
) -> None:
    now = [NOON + YEAR]
    store = SQLiteStore(tmp_path_factory.mktemp("clock"))
    submitter = Submitter(store, clock=lambda: now[0], entropy=os.urandom)
    told, given = Told(), furnish(submitter, len(moves)) + 1
    open_polls(submitter, "P")

    for number, move in enumerate(moves):
        now[0] = max(0, now[0] + move)
        key, member = f"{number}", f"U{number + 1}"
        told.sent[key] = ("P", member)
        told.answer(key, first_of(submitter, "P", member, key).first)
        assert told.acked[key] == given + number

    check(store, LEDGER, told, replay=True)
    times = [open_envelope(row).at for row in store.read(LEDGER)]
    head = store.head(LEDGER)
    for at in set(times):
        last = max(index for index, each in enumerate(times) if each == at)
        moment = f"{_iso(at)}Z"
        assert index_of(store, head, "UTC", moment) == last
    submitter.close()
    store.close()


def _iso(micros: int) -> str:
    from datetime import UTC, datetime, timedelta

    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micros)
    return moment.replace(tzinfo=None).isoformat(timespec="microseconds")


@pytest.mark.parametrize(
    ("clock", "expected"),
    [
        pytest.param((NOON, NOON - HOUR, NOON + SECOND), (NOON, NOON, NOON + SECOND), id="back"),
        pytest.param((NOON, NOON, NOON), (NOON, NOON, NOON), id="frozen"),
        pytest.param(
            (NOON, NOON + YEAR, NOON + SECOND),
            (NOON, NOON + YEAR, NOON + YEAR),
            id="a-year-ahead-and-set-right",
        ),
    ],
)
def test_time_in_the_ledger_waits_until_the_clock_has_caught_up(
    tmp_path: Path, clock: tuple[int, ...], expected: tuple[int, ...]
) -> None:
    now = iter(clock)
    store = SQLiteStore(tmp_path)
    submitter = Submitter(store, clock=lambda: next(now), entropy=os.urandom)

    for number, command in enumerate((opening(), unit("U1"), unit("U2"))):
        play(submitter, [command], key=f"{number}")

    assert tuple(open_envelope(row).at for row in store.read(LEDGER)) == expected
    submitter.close()
    store.close()
