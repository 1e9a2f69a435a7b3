"""The lot: the published draw, its vectors, and that every order is as likely as any other."""

import re
from collections import Counter
from hashlib import sha256
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.rules.lot import _below, drawn_order

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "lot.md"


def vectors() -> list[tuple[bytes, list[str], list[str]]]:
    """The test vectors of the documentation."""
    table = PAGE.read_text(encoding="utf-8").partition("## Test vectors")[2]
    rows = re.findall(r"^\| *(?:`([^`]*)`)? *\| `([^`]+)` \| `([^`]+)` \|$", table, re.MULTILINE)
    found = []
    for seed, options, order in rows:
        byte, times, number = seed.partition(" * ")
        found.append((bytes.fromhex(byte) * (int(number) if times else 1), options, order))
    return [(seed, options.split(), order.split()) for seed, options, order in found]


def drawn_by_the_page(seed: bytes, options: list[str]) -> list[str]:
    """A second program, written from the five steps of the documentation alone."""
    order = sorted(options, key=str.encode)
    block = 0
    for k in range(len(order) - 1, 0, -1):
        while True:
            head = b"suyton-lot-1" + len(seed).to_bytes(1, "big") + seed
            n = int(sha256(head + block.to_bytes(8, "big")).hexdigest(), 16)
            block += 1
            if n < 2**256 // (k + 1) * (k + 1):
                break
        j = n % (k + 1)
        order[j], order[k] = order[k], order[j]
    return order


def test_the_documentation_has_vectors() -> None:
    found = vectors()

    assert len(found) == 7


@pytest.mark.parametrize(("seed", "options", "order"), vectors())
def test_a_published_vector_is_drawn(seed: bytes, options: list[str], order: list[str]) -> None:
    drawn = drawn_order(seed, options)

    assert list(drawn) == order


def test_the_draw_by_hand_in_the_documentation_is_right() -> None:
    text = PAGE.read_text(encoding="utf-8")
    blocks = re.findall(r"`([0-9a-f]{64})`", text)

    told = [
        sha256(b"suyton-lot-1\x04seed" + number.to_bytes(8, "big")).hexdigest()
        for number in range(2)
    ]

    assert blocks == told


@given(st.binary(max_size=255), st.sets(st.text(min_size=1, max_size=3), max_size=9))
def test_a_program_written_from_the_page_draws_the_same(seed: bytes, options: set[str]) -> None:
    plain = [option for option in options if option.isprintable()]

    drawn = drawn_order(seed, plain)

    assert list(drawn) == drawn_by_the_page(seed, plain)
    assert sorted(drawn) == sorted(plain)


def test_the_order_in_which_options_are_told_decides_nothing() -> None:
    told = ("cid", "ada", "bob")

    drawn = {drawn_order(b"seed", order) for order in permutations(told)}

    assert len(drawn) == 1


def test_every_order_is_drawn_about_equally_often() -> None:
    seeds = [number.to_bytes(2, "big") for number in range(6_000)]

    drawn = Counter(drawn_order(seed, ("a", "b", "c")) for seed in seeds)

    assert len(drawn) == 6
    assert all(900 < times < 1_100 for times in drawn.values())


def test_a_number_that_would_favour_low_positions_is_passed_over() -> None:
    highest_fair = 2**256 - 2**256 % 3 - 1
    numbers = iter([2**256 - 1, highest_fair, 0])

    chosen = _below(3, numbers)

    assert chosen == highest_fair % 3
    assert next(numbers) == 0
