"""Scalars of a file become exactly what their field's type says, or are refused where they stand."""

from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from api import yaml_text
from api.formats.errors import FileTooLarge
from api.yaml_errors import (
    FileFieldInvalid,
    FileFieldMissing,
    FileFieldTwice,
    FileFieldUnknown,
    FileNotYaml,
    YamlFeatureRefused,
)
from api.yaml_forms import expected_of
from api.yaml_nodes import kind_of, read, read_struct
from api.yaml_text import BYTES_MAX, DEPTH_MAX, node_at, place, root_of
from engine.rules.ballots import Ballot, Choice, Opinions
from engine.values.numbers import Hundredths, Micros, Share, points
from engine.values.text import Code, Day, Name, Text


class Leaf(msgspec.Struct, frozen=True):
    """A struct as a file may hold it."""

    id: Code
    points: Hundredths = 0
    on: Day | None = None
    tags: tuple[Code, ...] = ()
    below: "tuple[Leaf, ...]" = ()


@pytest.fixture(params=[yaml_text.LOADER, yaml.SafeLoader], ids=["fast", "plain"])
def _either_parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_text, "LOADER", request.param)


def root(text: str | bytes) -> yaml.Node:
    return root_of(text, file="f.yaml")


def value_of(text: str, type_: Any) -> Any:
    return read(root(text), type_, "")


def facts_of(text: str, type_: Any) -> dict[str, object]:
    with pytest.raises(FileFieldInvalid) as refusal:
        value_of(text, type_)
    return refusal.value.facts


@pytest.mark.parametrize(
    ("text", "type_", "value"),
    [
        pytest.param("97.50", Hundredths, 9750, id="points"),
        pytest.param("97.5", Hundredths, 9750, id="points-with-one-place"),
        pytest.param("-0.05", Hundredths, -5, id="points-taken-off"),
        pytest.param("0.29", Hundredths, 29, id="points-no-binary-fraction-holds"),
        pytest.param("'10'", Hundredths, 1000, id="points-in-quotes"),
        pytest.param("1479", int, 1479, id="whole"),
        pytest.param("true", bool, True, id="flag"),
        pytest.param("2/3", Share, Share(2, 3), id="fraction"),
        pytest.param("70%", Share, Share(70, 100), id="percentage"),
        pytest.param("33.3%", Share, Share(333, 1000), id="percentage-with-a-place"),
        pytest.param("97.50", Name, "97.50", id="name-like-a-number"),
        pytest.param("yes", Name, "yes", id="name-like-a-flag"),
        pytest.param("1_000", str, "1_000", id="text-with-underscore"),
        pytest.param("0o17", Code, "0o17", id="code-like-an-octal"),
        pytest.param("2024-01-02", Day, "2024-01-02", id="day"),
        pytest.param("12:30:00", Name, "12:30:00", id="name-like-a-sexagesimal"),
        pytest.param("~", Name | None, None, id="nothing"),
        pytest.param("'~'", Name | None, "~", id="a-tilde-in-quotes"),
        pytest.param("|\n  a\n  b\n", Text, "a\nb", id="block-without-its-last-line-end"),
        pytest.param("verified", Literal["self", "verified"], "verified", id="choice"),
        pytest.param("1", Literal[1], 1, id="choice-of-a-number"),
        pytest.param("[a, b]", tuple[Code, ...], ("a", "b"), id="list"),
        pytest.param("[a, 2]", tuple[Code, int], ("a", 2), id="pair"),
        pytest.param("[[u1, for]]", tuple[tuple[str, str], ...], (("u1", "for"),), id="pairs"),
        pytest.param("{a: 1.5}", dict[Code, Hundredths], {"a": 150}, id="mapping"),
        pytest.param("2025-01-02T08:00+07:00", Micros, 1_735_779_600_000_000, id="moment"),
        pytest.param("00ff", bytes, b"\x00\xff", id="bytes"),
        pytest.param(
            "12345678-1234-5678-1234-567812345678",
            UUID,
            UUID("12345678-1234-5678-1234-567812345678"),
            id="uuid",
        ),
        pytest.param("true", str | int | bool, True, id="open-flag"),
        pytest.param("3", str | int | bool, 3, id="open-whole"),
        pytest.param("2/3", str | int | bool, "2/3", id="open-text"),
        pytest.param("'3'", str | int | bool, "3", id="open-text-in-quotes"),
        pytest.param("{type: choice, marks: [u1]}", Ballot, Choice(("u1",)), id="tagged"),
        pytest.param(
            "{views: [[u1, for]], type: opinions}",
            Ballot,
            Opinions((("u1", "for"),)),
            id="tag-last",
        ),
    ],
)
@pytest.mark.usefixtures("_either_parser")
def test_a_value_is_what_was_written(text: str, type_: Any, value: object) -> None:
    found = value_of(text, type_)

    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("text", "type_", "expected", "nearest"),
    [
        pytest.param("97,5", Hundredths, "0.00", "97.5", id="decimal-comma"),
        pytest.param("1 000", Hundredths, "0.00", "1000", id="blank-between-digits"),
        pytest.param("97.505", Hundredths, "0.00", None, id="three-places"),
        pytest.param("1e3", Hundredths, "0.00", None, id="exponent"),
        pytest.param(".inf", Hundredths, "0.00", None, id="infinity"),
        pytest.param("9" * 17, Hundredths, "-10000000000.00..10000000000.00", None, id="too-many"),
        pytest.param("9" * 30, Hundredths, "0.00", None, id="endless"),
        pytest.param("٣", Hundredths, "0.00", None, id="other-digits"),
        pytest.param("1_000", int, "whole number", "1000", id="underscore"),
        pytest.param("007", int, "whole number", None, id="leading-zeros"),
        pytest.param("0x1F", int, "whole number", None, id="hexadecimal"),
        pytest.param("yes", bool, "true | false", "true", id="yes"),
        pytest.param("Off", bool, "true | false", "false", id="off"),
        pytest.param("TRUE", bool, "true | false", "true", id="capitals"),
        pytest.param("1", bool, "true | false", None, id="one"),
        pytest.param("0.7", Share, "2/3 | 70%", "70%", id="share-as-decimal"),
        pytest.param("3/2", Share, "2/3 | 70%", None, id="share-above-one"),
        pytest.param("1/0", Share, "2/3 | 70%", None, id="share-of-nothing"),
        pytest.param("101%", Share, "2/3 | 70%", None, id="percentage-above-all"),
        pytest.param("1/2000000", Share, "2/3 | 70%", None, id="share-too-fine"),
        pytest.param("''", Name, "1..160 characters", None, id="empty-name"),
        pytest.param("~", Name, "1..160 characters", None, id="nothing-for-a-name"),
        pytest.param("[a]", Name, "1..160 characters", None, id="list-for-a-name"),
        pytest.param("a b", Code, "A-Z a-z 0-9 . _ -, 1..64 characters", None, id="blank-in-code"),
        pytest.param("2024-1-2", Day, "YYYY-MM-DD", None, id="short-day"),
        pytest.param(
            "verifed", Literal["self", "verified"], "self | verified", "verified", id="typo"
        ),
        pytest.param("a", tuple[Code, ...], "list", None, id="one-for-a-list"),
        pytest.param("[a]", tuple[Code, int], "2 entries", None, id="half-a-pair"),
        pytest.param("[a]", dict[Code, int], "mapping", None, id="list-for-a-mapping"),
        pytest.param("a", Leaf, "mapping", None, id="text-for-a-struct"),
        pytest.param(
            "2025-01-02T08:00", Micros, "2025-01-02T08:00+07:00", None, id="moment-of-no-zone"
        ),
        pytest.param("2025-01-02", Micros, "2025-01-02T08:00+07:00", None, id="day-for-a-moment"),
        pytest.param("1 0,0 0", Hundredths, "0.00", None, id="hopeless"),
        pytest.param("zz", bytes, "hexadecimal", None, id="no-bytes"),
        pytest.param("12", UUID, "UUID", None, id="no-uuid"),
        pytest.param(
            "[3]", str | int | bool, "text | whole number | true | false", None, id="list"
        ),
        pytest.param("{type: chioce, marks: []}", Ballot, None, "choice", id="no-such-ballot"),
        pytest.param("Kho\u0302ng", Name, "NFC", "Không", id="not-composed"),
        pytest.param('"a\\x07"', Name, "no U+0007", None, id="control-character"),
        pytest.param("5", Annotated[int, msgspec.Meta(ge=10)], "10..", None, id="below-the-bound"),
        pytest.param(
            "00", Annotated[bytes, msgspec.Meta(min_length=32)], "32.. bytes", None, id="few-bytes"
        ),
        pytest.param(
            "ab", Annotated[str, msgspec.Meta(pattern="^x$")], "^x$", None, id="other-pattern"
        ),
    ],
)
@pytest.mark.usefixtures("_either_parser")
def test_another_form_is_refused_with_what_was_meant(
    text: str, type_: Any, expected: str | None, nearest: str | None
) -> None:
    facts = facts_of(text, type_)

    assert expected is None or facts["expected"] == expected
    assert facts.get("nearest") == nearest


@pytest.mark.parametrize(
    ("type_", "expected"),
    [
        pytest.param(tuple[Code, ...], "list", id="list"),
        pytest.param(
            Annotated[tuple[Code, ...], msgspec.Meta(min_length=2)], "2.. entries", id="some"
        ),
        pytest.param(dict[Code, int], "mapping", id="mapping"),
        pytest.param(Leaf, "mapping", id="struct"),
        pytest.param(Name | None, "1..160 characters", id="or-nothing"),
        pytest.param(Literal["a", "b"], "a | b", id="choice"),
        pytest.param(Annotated[str, msgspec.Meta(description="any")], "text", id="text"),
    ],
)
def test_what_a_field_asks_is_told_in_symbols(type_: Any, expected: str) -> None:
    assert expected_of(type_) == expected


def test_a_refusal_says_where() -> None:
    text = "id: a\nbelow:\n  - id: b\n    points: 97,5\n"

    with pytest.raises(FileFieldInvalid) as refusal:
        read_struct(root(text), Leaf)

    assert refusal.value.facts == {
        "file": "f.yaml",
        "line": 4,
        "column": 13,
        "field": "below[0].points",
        "value": "97,5",
        "expected": "0.00",
        "nearest": "97.5",
    }


def test_a_struct_is_read_with_all_below_it() -> None:
    text = "id: a\non: 2024-12-31\ntags: [x, y]\nbelow:\n- {id: b, points: 1.25}\n"

    found = read_struct(root(text), Leaf)

    below = (Leaf(id="b", points=125),)
    assert found == Leaf(id="a", on="2024-12-31", tags=("x", "y"), below=below)


def test_a_key_with_a_typo_is_refused_with_the_key_that_was_meant() -> None:
    with pytest.raises(FileFieldUnknown) as refusal:
        read_struct(root("id: a\nbelow:\n- id: b\n  pionts: 1\n"), Leaf, "criteria[3]")

    assert refusal.value.facts == {
        "file": "f.yaml",
        "line": 4,
        "column": 3,
        "field": "criteria[3].below[0].pionts",
        "known": ("id", "points", "on", "tags", "below"),
        "nearest": "points",
    }


def test_a_key_like_no_other_has_no_nearest() -> None:
    with pytest.raises(FileFieldUnknown) as refusal:
        read_struct(root("id: a\nzzzzzz: 1\n"), Leaf)

    assert "nearest" not in refusal.value.facts


def test_a_required_field_is_missed_where_its_struct_begins() -> None:
    with pytest.raises(FileFieldMissing) as refusal:
        read_struct(root("id: a\nbelow:\n  - points: 1\n"), Leaf)

    assert refusal.value.facts == {
        "file": "f.yaml",
        "line": 3,
        "column": 5,
        "field": "below[0].id",
        "expected": "A-Z a-z 0-9 . _ -, 1..64 characters",
    }


def test_a_value_of_several_kinds_names_its_kind() -> None:
    with pytest.raises(FileFieldMissing) as refusal:
        value_of("{marks: [a]}", Ballot)

    assert refusal.value.facts["field"] == "type"


@pytest.mark.parametrize(
    ("text", "feature"),
    [
        pytest.param("a: &x 1", "anchor", id="anchor"),
        pytest.param("a: *x", "alias", id="alias"),
        pytest.param("a: &x {b: *x}", "anchor", id="recursion"),
        pytest.param("a: !!python/object/apply:os.system [ls]", "tag", id="python-tag"),
        pytest.param("a: !!int 5", "tag", id="plain-tag"),
        pytest.param("a: 1\n---\nb: 2", "second-document", id="two-documents"),
        pytest.param("[a]: 1", "key", id="list-as-key"),
        pytest.param("? {a: b}\n: 1", "key", id="mapping-as-key"),
    ],
)
@pytest.mark.usefixtures("_either_parser")
def test_what_says_things_twice_or_elsewhere_is_refused(text: str, feature: str) -> None:
    with pytest.raises(YamlFeatureRefused) as refusal:
        root(text)

    assert refusal.value.facts["feature"] == feature


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        pytest.param("", 1, "empty", id="nothing"),
        pytest.param("# only a remark\n", 1, "empty", id="remark"),
        pytest.param("a: 1\n\tb: 2\n", 2, "tab-indents", id="tab"),
        pytest.param("a: 1\ntitle: Rules: nine\n", 2, "colon-unquoted", id="colon"),
        pytest.param("a: 'open", 1, "quote-not-closed", id="quote"),
        pytest.param("a: 1\nb: \x07", 2, "character-U+0007", id="bell"),
        pytest.param("a: \ud800", 1, "not-utf-8", id="surrogate"),
        pytest.param(b"a: \xff", 1, "not-utf-8", id="latin-1"),
        pytest.param("[" * (DEPTH_MAX + 1), 1, "too-deep", id="deep"),
        pytest.param("[" * 20_000, 1, "too-deep", id="very-deep"),
    ],
)
@pytest.mark.usefixtures("_either_parser")
def test_what_is_not_yaml_is_refused_with_its_line(
    text: str | bytes, line: int, problem: str
) -> None:
    with pytest.raises(FileNotYaml) as refusal:
        root(text)

    facts = refusal.value.facts
    assert (facts["file"], facts["line"], facts["problem"]) == ("f.yaml", line, problem)


@pytest.mark.parametrize(
    "text", ['a: "\\UFFFFFFFF"', 'a: "\\U00110000"', "a: [1", "%YAML 9.1\n--- a"]
)
@pytest.mark.usefixtures("_either_parser")
def test_other_errors_of_the_parser_are_refusals_too(text: str) -> None:
    with pytest.raises(FileNotYaml):
        root(text)


def test_a_file_has_a_size_and_a_number_of_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(FileTooLarge) as large:
        root("#" * (BYTES_MAX + 1))
    assert large.value.facts == {"file": "f.yaml", "size": BYTES_MAX + 1, "size_max": BYTES_MAX}

    monkeypatch.setattr(yaml_text, "PARTS_MAX", 3)
    root("[a, b]")
    with pytest.raises(FileNotYaml) as many:
        root("[a, b, c]")
    assert many.value.facts["problem"] == "too-many-parts"


def test_a_byte_order_mark_is_no_text() -> None:
    assert value_of("\ufeffa: 1", dict[str, int]) == {"a": 1}
    assert read(root(b"\xef\xbb\xbfa: 1"), dict[str, int], "") == {"a": 1}


def test_a_field_that_stands_twice_is_refused_with_the_first() -> None:
    with pytest.raises(FileFieldTwice) as refusal:
        root("a: 1\nb: 2\na: 3\n")

    assert refusal.value.facts == {
        "file": "f.yaml",
        "line": 3,
        "column": 1,
        "field": "a",
        "first": 1,
    }


@pytest.mark.parametrize(
    ("path", "line"),
    [
        pytest.param("b[1].c", 4, id="written-down"),
        pytest.param("b[1].d", 4, id="left-out"),
        pytest.param("b[7]", 2, id="beyond-the-list"),
        pytest.param("b.c", 2, id="list-taken-for-a-mapping"),
        pytest.param("a[0]", 1, id="text-taken-for-a-list"),
        pytest.param("z", 1, id="nowhere"),
    ],
)
def test_a_path_leads_to_what_is_written_down(path: str, line: int) -> None:
    document = root("a: 1\nb:\n  - c: 1\n  - c: 2\n")

    assert place(node_at(document, path))["line"] == max(line, 3 if path.startswith("b") else 1)


def test_nodes_have_three_kinds() -> None:
    assert [kind_of(root(text)) for text in ("a: 1", "[a]", "a")] == ["mapping", "list", "text"]


@given(st.integers(-(10**12), 10**12))
def test_points_written_and_read_are_the_same(number: int) -> None:
    assert value_of(points(number), Hundredths) == number


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_a_fraction_is_read_in_the_terms_given(num: int, den: int) -> None:
    if num <= den:
        assert value_of(f"{num}/{den}", Share) == Share(num, den)
    else:
        assert facts_of(f"{num}/{den}", Share)["value"] == f"{num}/{den}"
