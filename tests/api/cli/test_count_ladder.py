"""`--set`: the tie ladder and its data, and what does not fit is refused."""

from pathlib import Path

import pytest

from api.cli.assignments import BASES, KEY, RESERVED, LadderInvalid, assignments
from engine.errors.base import DomainError
from engine.rules.catalogue import RULES
from engine.rules.lot import drawn_order
from tests.api.cli.counting import ballots, counted, refused

TIED = "4 1\n1 1 0\n1 2 0\n1 3 0\n1 4 0\n0\nAda\nBob\nCy\nDee=1\nTitle\n"


def test_a_tie_is_left_unless_a_ladder_is_declared(tmp_path: Path) -> None:
    answer = counted(ballots(tmp_path, TIED), "--rule", "plurality-1")

    assert answer["winners"] == []
    assert answer["undecided"] == ["Ada", "Bob", "Cy", "Dee=1"]
    assert answer["ladder"] == {"steps": [], "seed": None, "casting": [], "keys": {}}


def test_a_lot_is_drawn_from_the_seed(tmp_path: Path) -> None:
    path = ballots(tmp_path, TIED)
    options = ("Ada", "Bob", "Cy", "Dee=1")
    words = (path, "--rule", "plurality-1", "--set", "ladder=lot", "--set")

    text = counted(*words, "seed=a public seed")
    figures = counted(*words, "seed=0x00ff")

    assert text["winners"] == [drawn_order(b"a public seed", options)[0]]
    assert figures["winners"] == [drawn_order(b"\x00\xff", options)[0]]
    assert figures["ladder"]["seed"] == "00ff"
    assert [step["code"] for step in text["ties"]] == ["tie-lot"]


def test_the_chair_and_a_key_break_ties_in_the_declared_order(tmp_path: Path) -> None:
    path = ballots(tmp_path, TIED)
    keys = ("key.Ada=1", "key.Bob=5/2", "key.Cy=2.5", "key.Dee=1=0,7")
    given = [word for key in keys for word in ("--set", key)]

    answer = counted(
        path, "--rule", "plurality-1", "-s", "ladder=key,casting", "-s", "casting=Cy>Bob", *given
    )

    assert answer["winners"] == ["Cy"]
    assert [step["code"] for step in answer["ties"]] == ["tie-key", "tie-casting"]
    assert answer["ladder"]["keys"]["Dee=1"] == ["0", "7"]


def test_the_files_own_order_serves_the_chair(tmp_path: Path) -> None:
    path = ballots(tmp_path, TIED.replace("4 1\n", "4 1\n[tie 3 1 2 4]\n", 1))

    answer = counted(path, "--rule", "plurality-1", "--set", "ladder=casting")

    assert answer["winners"] == ["Cy"]
    assert counted(path, "--rule", "plurality-1")["winners"] == []


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(("ladder=lot",), "seed", id="a lot without seed"),
        pytest.param(("ladder=key",), "keys", id="a key without keys"),
        pytest.param(("ladder=casting",), "casting", id="a chair without order"),
        pytest.param(("seed=x",), "step-for-data", id="a seed without lot"),
        pytest.param(("casting=Ada",), "step-for-data", id="an order without chair"),
        pytest.param(("key.Ada=1", "ladder=leave"), "step-for-data", id="keys without key"),
        pytest.param(("ladder=dice",), "step", id="an unknown step"),
        pytest.param(("ladder=lot,lot", "seed=x"), "step-once", id="a step twice"),
        pytest.param(("ladder=leave,lot", "seed=x"), "leave-last", id="after the end"),
    ],
)
def test_a_ladder_that_does_not_fit_is_refused(
    tmp_path: Path, given: tuple[str, ...], expected: str
) -> None:
    words = [word for text in given for word in ("--set", text)]

    problem = refused(ballots(tmp_path, TIED), "--rule", "plurality-1", *words)

    assert problem["code"] == "ladder-invalid"
    assert problem["expected"] == expected
    assert f"expected.{expected}" not in problem["detail"]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        pytest.param(("blank",), "assignment-invalid", id="no value"),
        pytest.param(("=x",), "assignment-invalid", id="no name"),
        pytest.param(("a=1", "a=2"), "assignment-invalid", id="a name twice"),
        pytest.param(("key.Ada",), "assignment-invalid", id="a key without value"),
        pytest.param(("key.Ada=x", "ladder=key"), "parameter-invalid", id="a key in letters"),
        pytest.param(("key.Ada=", "ladder=key"), "parameter-invalid", id="an empty key"),
        pytest.param(("seed=", "ladder=lot"), "parameter-invalid", id="an empty seed"),
        pytest.param(("seed=0xzz", "ladder=lot"), "parameter-invalid", id="a seed of no hex"),
        pytest.param(("seed=" + "x" * 256, "ladder=lot"), "parameter-invalid", id="a long seed"),
        pytest.param(("members=many",), "parameter-invalid", id="a base in letters"),
        pytest.param(("key.Eve=1", "ladder=key"), "option-unknown", id="a key of nobody"),
        pytest.param(("casting=Eve", "ladder=casting"), "option-unknown", id="an order of nobody"),
        pytest.param(("casting=Ada>Ada", "ladder=casting"), "parameter-invalid", id="cast twice"),
    ],
)
def test_what_is_set_wrongly_is_refused(given: tuple[str, ...], code: str) -> None:
    with pytest.raises(DomainError) as refusal:
        assignments(given).ladder(("Ada", "Bob"))

    assert refusal.value.code == code


def test_a_refusal_of_the_ladder_names_the_step() -> None:
    with pytest.raises(LadderInvalid) as refusal:
        assignments(["seed=x"]).ladder(("Ada",))

    assert refusal.value.facts == {"step": "lot", "given": "seed", "expected": "step-for-data"}


def test_no_rule_has_a_parameter_of_a_reserved_name() -> None:
    names = {parameter.name for rule in RULES.values() for parameter in rule.parameters}

    assert names.isdisjoint(RESERVED)
    assert not [name for name in names if name.startswith(KEY)]
    assert set(BASES) < set(RESERVED)
