"""A stream of commands: each line its verdict, in order; sent again it repeats; memory stays small."""

import json
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from api.bulk import bulk as module
from api.bulk.bulk import Answered, Bulk
from api.bulk.lines import items_of
from api.house import House
from engine.errors.ledger import QueueFull
from engine.persistence.promise import Promise
from engine.persistence.work import Verdict
from tests.api.bulk.scores import LEDGER, a_province, score_lines


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A province of 20 members and 3 criteria."""
    with House(tmp_path) as opened:
        a_province(opened, members=20, criteria=3)
        yield opened


def lines(*said: dict[str, Any]) -> bytes:
    return b"".join(json.dumps(each).encode() + b"\n" for each in said)


def sent(house: House, data: bytes, *, batch: str = "b", **more: Any) -> tuple[Bulk, list[Any]]:
    """The stream after its end, and what was told of every line."""
    stream = Bulk(house, LEDGER, items_of("ndjson"), batch=batch, **more)
    answered = [*stream.feed(data), *stream.end()]
    return stream, [each.told() for each in answered]


SCORES = b"".join(score_lines(members=20, criteria=3))
ADMIT = {"admit-member": {"member": "N1", "name": "New 1"}}


def test_every_line_gets_its_verdict_in_order(house: House) -> None:
    before = house.store.head(LEDGER).size

    stream, told = sent(house, SCORES)

    assert [each["line"] for each in told] == list(range(1, 61))
    assert [each["first"] for each in told] == list(range(before, before + 60))
    assert (stream.sums.recorded, stream.sums.repeated, stream.sums.refused) == (60, 0, 0)


def test_a_stream_sent_again_repeats_and_one_that_has_grown_goes_on(house: House) -> None:
    half = SCORES[: SCORES.index(b"\n", len(SCORES) // 2) + 1]
    done = half.count(b"\n")
    _, first = sent(house, half)

    stream, again = sent(house, SCORES)

    assert (stream.sums.repeated, stream.sums.recorded) == (done, 60 - done)
    assert [each["first"] for each in again[:done]] == [each["first"] for each in first]


def test_a_bad_line_is_refused_by_its_number_and_spoils_no_other(house: House) -> None:
    data = lines(
        ADMIT,
        {"admit-member": {"member": "N2"}},
        {"conquer": {}},
        {"admit-member": {"member": "N3", "name": "New 3"}, "lock-scores": {}},
        {"announce-outcome": {"poll": "p", "result": "x"}},
        {"admit-member": {"member": "N1", "name": "New 1"}},
        {"admit-member": [], "key": "k"},
        {"admit-member": {"member": "N4", "name": "New 4"}, "key": 4},
        {"admit-member": {"member": "N5", "name": "New 5"}, "on": "yesterday"},
        {"admit-member": {"member": "N6", "name": "New 6"}, "on": 1_767_225_600_000_000},
    )

    stream, told = sent(house, data)

    codes = {each["line"]: each["refused"]["code"] for each in told if "refused" in each}
    assert codes == {
        2: "field-invalid",
        3: "command-unknown",
        4: "line-command-unclear",
        5: "field-computed",
        6: "member-already-admitted",
        7: "field-invalid",
        8: "field-invalid",
        9: "field-invalid",
    }
    assert (stream.sums.recorded, stream.sums.refused) == (2, 8)


def test_a_key_of_ones_own_goes_before_that_of_the_batch(house: House) -> None:
    keyed = {**ADMIT, "key": "mine"}

    sent(house, lines(keyed))
    stream, _ = sent(house, lines({"cite": 1}, keyed), batch="another")

    assert stream.sums.repeated == 1


def test_without_a_name_of_the_batch_every_line_needs_a_key(house: House) -> None:
    _, told = sent(house, lines(ADMIT, {**ADMIT, "key": "k"}), batch="")

    assert told[0]["refused"]["code"] == "batch-name-missing"
    assert told[1]["count"] == 1


def test_the_same_number_with_another_content_is_refused(house: House) -> None:
    sent(house, lines(ADMIT))

    _, told = sent(house, lines({"admit-member": {"member": "N9", "name": "New 9"}}))

    assert told[0]["refused"]["code"] == "command-key-reused"


def test_nothing_is_sent_after_the_first_refusal_where_that_is_asked(house: House) -> None:
    before = house.store.head(LEDGER).size
    data = lines(ADMIT, ADMIT, {"admit-member": {"member": "N2", "name": "New 2"}})

    stream, told = sent(house, data, stop_at_first=True)

    assert [each["line"] for each in told] == [1, 2]
    assert stream.sums.stopped
    assert house.store.head(LEDGER).size == before + 1


def test_what_is_computed_sees_everything_before_it(house: House) -> None:
    order: list[str] = []
    carry_out = house.carry_out

    def carried(*args: Any, **more: Any) -> Verdict:
        order.append(f"computed after {house.store.head(LEDGER).size}")
        return carry_out(*args, **more)

    size = house.store.head(LEDGER).size
    with mock.patch.object(house, "carry_out", carried):
        _, told = sent(house, SCORES + lines({"announce-outcome": {"poll": "none"}}, ADMIT))

    assert order == [f"computed after {size + 60}"]
    assert "refused" in told[60]
    assert told[61]["count"] == 1


def test_where_the_queue_is_full_the_stream_waits(house: House) -> None:
    submit = house.submit
    full = iter([False, True, True, False, True])

    def submitted(*args: Any, **more: Any) -> Promise:
        if next(full, False):
            raise QueueFull(waiting_max=1)
        return submit(*args, **more)

    with (
        mock.patch.object(house, "submit", submitted),
        mock.patch.object(module, "FULL_SECONDS", 0),
    ):
        stream, _ = sent(house, SCORES)

    assert stream.sums.recorded == 60


def test_memory_does_not_grow_with_the_stream(house: House) -> None:
    """All lines are repetitions, so that the state of the ledger does not grow either."""
    line = lines({**ADMIT, "key": "same"})
    sent(house, line)

    def peak(count: int) -> int:
        stream = Bulk(house, LEDGER, items_of("ndjson"), batch="b")
        tracemalloc.start()
        for _ in range(count // 100):
            for answered in stream.feed(line * 100):
                assert isinstance(answered, Answered)
        list(stream.end())
        highest = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert stream.sums.repeated == count
        return highest

    with mock.patch.object(module, "WINDOW", 64):
        short, long = peak(1_000), peak(6_000)

    assert long < short * 1.5, "six times the lines"
