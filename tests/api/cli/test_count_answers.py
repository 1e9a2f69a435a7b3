"""Canonical JSON, and answers on any kind of standard output."""

import io
import json
import sys
from contextlib import redirect_stdout
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.cli.answers import canonical, say, sentence
from api.cli.paper import Paper
from api.i18n.catalogue import words
from engine.errors.rules import NoOptions, SeatsInvalid


def test_keys_stand_in_the_order_of_rfc_8785() -> None:
    # The property sorting example of RFC 8785, section 3.2.3.
    told = {
        "\u20ac": "Euro Sign",
        "\r": "Carriage Return",
        "\ufb33": "Hebrew Letter Dalet With Dagesh",
        "1": "One",
        "\U0001f600": "Emoji: Grinning Face",
        "\u0080": "Control",
        "\u00f6": "Latin Small Letter O With Diaeresis",
    }

    assert list(json.loads(canonical(told)).values()) == [
        "Carriage Return",
        "One",
        "Control",
        "Latin Small Letter O With Diaeresis",
        "Euro Sign",
        "Emoji: Grinning Face",
        "Hebrew Letter Dalet With Dagesh",
    ]


def test_what_is_no_json_is_its_text() -> None:
    told = {"p": Path("a.blt"), "f": Fraction(1, 3), "t": (1, True, None), "n": {1: "x"}}

    assert canonical(told) == '{"f":"1/3","n":{"1":"x"},"p":"a.blt","t":[1,true,null]}'


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_canonical_json_says_the_same(value: object) -> None:
    assert json.loads(canonical(value)) == value


def test_answers_go_to_any_standard_output(monkeypatch: pytest.MonkeyPatch) -> None:
    without_bytes = io.StringIO()
    with redirect_stdout(without_bytes):
        say("Ái")
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii"))

    say("Ái")
    Paper().paragraph("Ái")
    sys.stdout.flush()

    assert without_bytes.getvalue() == "Ái\n"
    assert raw.getvalue() == "Ái\n".encode() + b"?i\n"


def test_a_refusal_is_one_sentence_in_either_language() -> None:
    refusal = SeatsInvalid(seats=3, seats_max=1)

    assert sentence(refusal, words("en")) == "3 seats cannot be filled here; allowed: 1 to 1."
    assert sentence(refusal, words("vi")) == "Không thể bầu 3 suất ở đây; hợp lệ: từ 1 đến 1."
    assert "\n" not in sentence(NoOptions(), words("en"))
