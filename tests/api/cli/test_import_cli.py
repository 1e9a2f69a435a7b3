"""`suyton import`, as whoever has a file of scores uses it."""

import io
import json
from pathlib import Path
from unittest import mock

import msgpack
import pytest

from api.house import House
from tests.api.bulk.scores import LEDGER, a_province, score_lines
from tests.api.cli.running import run
from tests.api.cli.test_backup_cli import check_schema

SCORES = b"".join(score_lines(members=5, criteria=2))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A store with a province in it, and a file of scores beside."""
    (tmp_path / "scores.ndjson").write_bytes(SCORES)
    with House(tmp_path / "data") as house:
        a_province(house, members=5, criteria=2)
    return tmp_path / "data"


def file(data: Path, name: str = "scores.ndjson") -> str:
    return str(data.parent / name)


def test_a_file_is_imported_and_importing_again_repeats(data: Path) -> None:
    first = run("import", LEDGER, file(data), data=data)
    again = run("import", LEDGER, file(data), data=data)

    assert first.out == (
        "10 lines: 10 recorded, 0 recorded before, 0 refused. Ledger province has 17 events.\n"
    )
    assert "0 recorded, 10 recorded before" in again.out
    assert (first.code, again.code) == (0, 0)


def test_with_json_every_line_has_a_verdict_and_the_sums_are_last(data: Path) -> None:
    ran = run("import", LEDGER, file(data), "--json", data=data)

    *told, sums = [json.loads(line) for line in ran.out.splitlines()]
    assert [each["line"] for each in told] == list(range(1, 11))
    assert (sums["lines"], sums["recorded"], sums["stopped"]) == (10, 10, False)
    for each in (*told, sums):
        check_schema("import", each)


@pytest.mark.parametrize(("language", "word"), [("en", "Line 11"), ("vi", "Dòng 11")])
def test_a_file_that_was_cut_says_what_was_recorded(data: Path, language: str, word: str) -> None:
    Path(file(data)).write_bytes(SCORES + b'{"enter-sc')

    ran = run("import", LEDGER, file(data), data=data, language=language)
    told = run("import", LEDGER, file(data), "--json", data=data)

    assert ran.code == 2
    assert word in ran.out
    refused = json.loads(told.out.splitlines()[10])
    assert refused["refused"] == {"code": "line-unreadable", "reason": "cut"}
    check_schema("import", refused)


def test_messagepack_is_told_by_the_name_of_the_file(data: Path) -> None:
    values = [msgpack.packb(json.loads(line)) for line in SCORES.splitlines()]
    Path(file(data, "scores.msgpack")).write_bytes(b"".join(values))

    ran = run("import", LEDGER, file(data, "scores.msgpack"), "--json", data=data)

    assert json.loads(ran.out.splitlines()[-1])["recorded"] == 10


def test_standard_input_needs_a_name_for_its_batch(data: Path) -> None:
    def piped(*words: str) -> list[dict[str, object]]:
        source = mock.Mock(buffer=io.BytesIO(SCORES))
        with mock.patch("sys.stdin", source):
            ran = run("import", LEDGER, "-", "--json", *words, data=data)
        return [json.loads(line) for line in ran.out.splitlines()]

    assert piped()[-1]["refused"] == 10
    assert piped("--batch", "march")[-1]["recorded"] == 10
    assert piped("--batch", "march")[-1]["repeated"] == 10


def test_nothing_follows_a_refusal_where_that_is_asked(data: Path) -> None:
    Path(file(data)).write_bytes(b"no\n" + SCORES)

    ran = run("import", LEDGER, file(data), "--stop-at-first", "--json", data=data)

    assert ran.code == 2
    assert json.loads(ran.out.splitlines()[-1])["stopped"] is True
    assert json.loads(ran.out.splitlines()[-1])["recorded"] == 0


@pytest.mark.parametrize(
    ("words", "code"),
    [
        pytest.param(("nowhere", "scores.ndjson"), "ledger-not-found", id="ledger"),
        pytest.param((LEDGER, "none"), "file-unreadable", id="file"),
        pytest.param((LEDGER, "scores.ndjson", "--format", "xml"), "usage-wrong", id="format"),
    ],
)
def test_what_does_not_fit_is_refused(data: Path, words: tuple[str, ...], code: str) -> None:
    ran = run("import", words[0], file(data, words[1]), *words[2:], "--json", data=data)

    assert ran.code == 2
    assert json.loads(ran.out)["code"] == code


def test_a_long_import_says_how_far_it_is(data: Path) -> None:
    with mock.patch("api.cli.imports.PLAIN_SECONDS", 0):
        ran = run("import", LEDGER, file(data), data=data)

    assert ran.err.startswith("10 lines,") or ran.err.startswith("0 lines,")
