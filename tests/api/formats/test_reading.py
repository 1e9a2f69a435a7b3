"""Finding out the format, encodings and limits."""

import gc
import io
import sys
from pathlib import Path

import pytest

from api.formats import reading, text
from api.formats.errors import (
    FileMalformed,
    FileTooLarge,
    FileUnreadable,
    FormatUnclear,
    FormatUnknown,
)
from api.formats.reading import READERS, read, read_file

SAMPLES = {
    "blt": "2 1\n1 1 2 0\n0\nA\nB\n",
    "preflib": "# NUMBER ALTERNATIVES: 2\n# ALTERNATIVE NAME 1: A\n# ALTERNATIVE NAME 2: B\n1: 1,2\n",
    "abif": "=A:[A]\n=B:[B]\n1: A > B\n",
    "csv": "A,B\n1,2\n",
    "pabulib": "META\nkey;value\nPROJECTS\nproject_id;cost\nA;1\nB;1\nVOTES\nv;vote\n1;A\n",
    "debian": "Option 1-->: A\nOption 2-->: B\nV: 12 digest\n",
}


@pytest.mark.parametrize("form", SAMPLES)
def test_the_content_tells_the_format(form: str) -> None:
    name, file = read(SAMPLES[form].encode(), file="ballots")

    assert name == form
    assert file.options == ("A", "B")


@pytest.mark.parametrize(
    ("form", "line"),
    [
        ("blt", "3 1 2 0\n"),
        ("preflib", "3: 1,2\n"),
        ("abif", "3: A > B\n"),
        ("csv", "1,2\n"),
        ("pabulib", "1;A\n"),
        ("debian", "V: 12 digest\n"),
    ],
)
def test_a_line_counts_as_often_as_it_stands(form: str, line: str) -> None:
    before, _, after = SAMPLES[form].partition("0\nA\n" if form == "blt" else "\0")
    end = "0\nA\n" + after if form == "blt" else ""

    _, file = read((before + line + line + end).encode(), file="ballots")

    assert file.ballots_number == (7 if line.startswith("3") else 3)
    assert file.ballots_different == 1


def test_rows_of_a_sheet_count_by_weight_and_as_often_as_they_stand() -> None:
    text = "count,A,B\n5,1,2\n5,1,2\n2,2,1\n"

    _, file = read(text.encode(), file="ballots", form="csv-ranks")

    assert sorted(file.tally.ballots.values()) == [2, 10]


@pytest.mark.parametrize(
    ("content", "form"),
    [
        pytest.param("# remark\n\n3 1\n", "blt", id="a remark before"),
        pytest.param("2 1 1 1 0 0 A B", "blt", id="all on one line"),
        pytest.param("3: A > B", "abif", id="a ballot alone"),
        pytest.param('{title: "x"}\n', "abif", id="metadata"),
        pytest.param("ABIF 0.1\n", "abif", id="its name"),
        pytest.param("A;B\n1;2\n", "csv", id="semicolons"),
    ],
)
def test_the_first_lines_are_enough(content: str, form: str) -> None:
    assert reading._detected(text.Lines("ballots", content.encode())) == form


@pytest.mark.parametrize(
    ("ending", "form"),
    [
        ("blt", "blt"),
        ("BLT", "blt"),
        ("abif", "abif"),
        ("csv", "csv"),
        ("tsv", "csv"),
        ("pb", "pabulib"),
        ("soc", "preflib"),
        ("cat", "preflib"),
    ],
)
def test_the_ending_tells_the_format(tmp_path: Path, ending: str, form: str) -> None:
    path = tmp_path / f"ballots.{ending}"
    path.write_text(SAMPLES[form], encoding="utf-8")

    name, file = read_file(path)

    assert name == form
    assert file.ballots_number == 1


def test_the_name_of_a_format_overrides_the_ending(tmp_path: Path) -> None:
    path = tmp_path / "ballots.txt.blt"
    path.write_text(SAMPLES["abif"], encoding="utf-8")

    name, _ = read_file(path, form="abif")

    assert name == "abif"


def test_standard_input_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(SAMPLES["blt"].encode())))

    name, file = read_file(Path("-"))

    assert (name, file.options) == ("blt", ("A", "B"))


def test_an_unknown_format_is_refused_with_those_known() -> None:
    with pytest.raises(FormatUnknown) as refusal:
        read(b"", file="ballots", form="eml")

    assert refusal.value.facts == {"format": "eml", "known": tuple(READERS)}


@pytest.mark.parametrize("content", ["", "\n\n", "hello", "# only a remark\n"])
def test_a_file_that_looks_like_nothing_is_refused(content: str) -> None:
    with pytest.raises(FormatUnclear):
        read(content.encode(), file="ballots")


def test_a_missing_file_a_folder_and_a_strange_name_are_refused(tmp_path: Path) -> None:
    for path, reason in (
        (tmp_path / "absent.blt", "not-found"),
        (tmp_path, "a-folder"),
        (Path("a\0b"), "not-readable"),
    ):
        with pytest.raises(FileUnreadable) as refusal:
            read_file(path)
        assert refusal.value.facts["reason"] == reason


def test_a_file_too_large_is_not_even_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "SIZE_MAX", 10)
    path = tmp_path / "ballots.blt"
    path.write_text(SAMPLES["blt"], encoding="utf-8")

    with pytest.raises(FileTooLarge) as refusal:
        read_file(path)

    assert refusal.value.facts["size_max"] == 10


def test_too_many_bytes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "SIZE_MAX", 10)

    with pytest.raises(FileTooLarge):
        read(SAMPLES["blt"].encode(), file="ballots")


def test_a_line_too_long_is_named() -> None:
    content = "2 1\n1 " + "1 " * 200_000 + "0\n"

    with pytest.raises(FileMalformed) as refusal:
        read(content.encode(), file="ballots", form="blt")

    assert refusal.value.facts["line"] == 2
    assert refusal.value.facts["expected"] == "line-shorter"
    assert len(str(refusal.value.facts["found"])) <= 60


def test_what_is_no_text_is_named() -> None:
    with pytest.raises(FileMalformed) as refusal:
        read(b"2 1\n1 \x00 0\n", file="ballots", form="blt")

    assert (refusal.value.facts["line"], refusal.value.facts["expected"]) == (2, "text")


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param("Nguyễn".encode(), id="UTF-8"),
        pytest.param("\ufeffNguyễn".encode(), id="UTF-8 with its mark"),
        pytest.param("Nguyễn".encode("utf-16"), id="UTF-16"),
        pytest.param("Nguyễn".encode() + b"\x1a", id="with the end of text of old programs"),
    ],
)
def test_unicode_is_read(raw: bytes) -> None:
    lines = text.Lines("told", raw)

    assert lines.lines == ["Nguyễn"]
    assert lines.notes == []


def test_an_older_encoding_is_read_and_noted() -> None:
    lines = text.Lines("told", "Márquez".encode("latin-1"))

    assert lines.lines == ["Márquez"]
    assert [(note.code, note.facts) for note in lines.notes] == [
        ("file-encoding", {"encoding": "windows-1252"})
    ]


def test_letters_are_normalised() -> None:
    lines = text.Lines("told", "Nguye\u0302\u0303n".encode())

    assert lines.lines == ["Nguyễn"]


def test_reading_leaves_the_garbage_collector_as_it_was() -> None:
    read(SAMPLES["blt"].encode(), file="ballots")
    after_reading = gc.isenabled()
    gc.disable()
    read(SAMPLES["blt"].encode(), file="ballots")
    after_reading_without = gc.isenabled()
    gc.enable()

    assert after_reading
    assert not after_reading_without
