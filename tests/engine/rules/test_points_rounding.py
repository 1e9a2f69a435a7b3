"""Rounding: every way is its own, and shows what it says."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.rules.rounding import MODES, rounded, shown


@pytest.mark.parametrize(
    ("value", "mode", "text"),
    [
        ("2.345", "half-up", "2.35"),
        ("2.345", "half-even", "2.34"),
        ("2.349", "down", "2.34"),
        ("2.341", "ceiling", "2.35"),
        ("2.349", "floor", "2.34"),
        ("-2.345", "half-up", "-2.35"),
        ("-2.345", "half-even", "-2.34"),
        ("-2.349", "down", "-2.34"),
        ("-2.341", "floor", "-2.35"),
        ("-0.001", "half-up", "0.00"),
        ("7", "half-up", "7.00"),
        ("7/3", "none", "7/3"),
    ],
)
def test_every_way_of_rounding_is_its_own(value: str, mode: str, text: str) -> None:
    exact = Fraction(value)

    told = shown(rounded(exact, 2, mode), 2, mode)

    assert told == text


@given(
    st.fractions(), st.integers(0, 4), st.sampled_from([mode for mode in MODES if mode != "none"])
)
def test_rounding_stays_within_one_unit_of_the_last_place(
    value: Fraction, places: int, mode: str
) -> None:
    result = rounded(value, places, mode)

    assert abs(result - value) < Fraction(1, 10**places)
    assert (result * 10**places).denominator == 1
    assert Fraction(shown(result, places, mode)) == result


def test_a_whole_number_of_no_places_is_shown_without_a_point() -> None:
    value = Fraction(15, 2)

    text = shown(rounded(value, 0, "half-up"), 0, "half-up")

    assert text == "8"
