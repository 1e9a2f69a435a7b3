"""Parameters: read exactly, checked against what is declared, refused by name."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors.rules import ParameterInvalid, ParameterUnknown
from engine.rules.catalogue import RULES
from engine.rules.parameters import (
    Kind,
    Parameter,
    Value,
    expected,
    fraction,
    in_force,
    numbers,
    weights_of,
)


def parameter(kind: Kind, minimum: int | None = None, maximum: int | None = None) -> Parameter:
    choices = ("droop", "hare") if kind == "choice" else ()
    return Parameter(
        name="p", kind=kind, default=0, help="h", choices=choices, minimum=minimum, maximum=maximum
    )


@pytest.mark.parametrize(
    ("kind", "given", "read"),
    [
        ("whole", 7, 7),
        ("whole", " -7 ", -7),
        ("flag", True, True),
        ("flag", "false", False),
        ("choice", "hare", "hare"),
        ("share", "70%", "7/10"),
        ("share", "2/3", "2/3"),
        ("share", 1, "1"),
        ("number", "0.05", "1/20"),
        ("number", ".5", "1/2"),
        ("number", "-3", "-3"),
        ("list", "12, 10,7.5", "12,10,15/2"),
        ("list", 5, "5"),
        ("list", "", ""),
        ("weights", "public=50%, jury=1", "jury=1,public=1/2"),
        ("weights", "", ""),
        ("name", "stage-1", "stage-1"),
        ("name", "", ""),
    ],
)
def test_a_value_is_read_exactly(kind: Kind, given: Value, read: Value) -> None:
    told = in_force("rule-1", (parameter(kind),), {"p": given})

    assert told == {"p": read}
    assert type(told["p"]) is type(read)


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("whole", "seven"),
        ("whole", "7.0"),
        ("whole", "1_000"),
        ("whole", "٧"),
        ("whole", True),
        ("whole", 2.5),
        ("whole", None),
        ("whole", "9" * 50),
        ("flag", "yes"),
        ("flag", 1),
        ("choice", "imperiali"),
        ("choice", True),
        ("share", "1.01"),
        ("share", "-1/3"),
        ("share", True),
        ("number", "1e3"),
        ("number", "1/0"),
        ("number", "nan"),
        ("number", "1" * 41),
        ("list", "1,two"),
        ("list", False),
        ("weights", "jury"),
        ("weights", "jury=1,jury=2"),
        ("weights", "Jury=1"),
        ("weights", True),
        ("name", "Đà Nẵng"),
        ("name", "-x"),
    ],
)
def test_what_a_parameter_does_not_allow_is_refused(kind: Kind, given: Value) -> None:
    with pytest.raises(ParameterInvalid) as refusal:
        in_force("rule-1", (parameter(kind),), {"p": given})

    assert refusal.value.facts["parameter"] == "p"
    assert refusal.value.facts["value"] == given


@pytest.mark.parametrize("kind", ["whole", "number", "list", "weights"])
@pytest.mark.parametrize(("number", "allowed"), [(0, False), (1, True), (3, True), (4, False)])
def test_bounds_hold_for_every_number(kind: Kind, number: int, *, allowed: bool) -> None:
    bounded = parameter(kind, 1, 3)
    given = f"a={number}" if kind == "weights" else str(number)

    try:
        in_force("rule-1", (bounded,), {"p": given})
        accepted = True
    except ParameterInvalid:
        accepted = False

    assert accepted is allowed


def test_an_unknown_parameter_is_named_with_the_known_ones() -> None:
    with pytest.raises(ParameterUnknown) as refusal:
        in_force("rule-1", (parameter("whole"),), {"q": 1})

    assert refusal.value.facts == {"rule": "rule-1", "parameter": "q", "known": ("p",)}


@pytest.mark.parametrize(
    ("declared", "told"),
    [
        (parameter("choice"), "droop | hare"),
        (parameter("flag"), "true | false"),
        (parameter("share"), "share"),
        (parameter("whole", 0, 5), "whole 0..5"),
        (parameter("whole", 1), "whole 1.."),
        (parameter("number", None, 5), "number ..5"),
    ],
)
def test_what_is_expected_is_told_in_symbols(declared: Parameter, told: str) -> None:
    text = expected(declared)

    assert text == told


@given(st.fractions(min_value=-(10**20), max_value=10**20, max_denominator=10**6))
def test_every_fraction_is_read_as_it_is_written(value: Fraction) -> None:
    read = fraction(str(value))

    assert read == value


def test_lists_and_weights_in_force_are_read_back() -> None:
    told = in_force("r-1", (parameter("list"),), {"p": "3,1/2"})

    assert numbers(str(told["p"])) == (Fraction(3), Fraction(1, 2))
    assert weights_of("a=1/2,b=2") == {"a": Fraction(1, 2), "b": Fraction(2)}


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES.keys())
def test_every_default_of_a_rule_is_allowed_and_canonical(rule: object) -> None:
    declared: tuple[Parameter, ...] = getattr(rule, "parameters", ())

    told = in_force("r-1", declared, {})

    assert told == {parameter.name: parameter.default for parameter in declared}
