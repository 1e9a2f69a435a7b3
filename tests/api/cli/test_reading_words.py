"""Answers for people: words of two languages, tables, 80 columns, and plain refusals."""

from pathlib import Path

import pytest

from tests.api.cli.running import run

COLUMNS = 80
SHOWN = [
    pytest.param(words, id=" ".join(words))
    for words in (
        ("ledgers",),
        ("timeline", "hoa-binh-2024"),
        ("timeline", "bloc-of-nine", "--limit", "30"),
        ("ranking", "hoa-binh-2024"),
        ("ranking", "cluster-1000-points"),
        ("ranking", "cluster-1000-points", "--stage", "self"),
        ("awards", "bloc-of-nine"),
        ("awards", "council-of-fifteen"),
        ("poll", "hoa-binh-2024", "flag"),
        ("poll", "bloc-of-nine", "certificates"),
        ("poll", "council-of-fifteen", "flag"),
        ("minutes", "council-of-fifteen"),
    )
]


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("words", SHOWN)
def test_no_line_of_an_answer_is_wider_than_a_terminal(
    played_seasons: Path, words: tuple[str, ...], language: str
) -> None:
    ran = run(*words, data=played_seasons, language=language)

    assert (ran.code, ran.err) == (0, "")
    assert [line for line in ran.out.splitlines() if len(line) > COLUMNS] == []
    assert [line for line in ran.out.splitlines() if line != line.rstrip()] == []


@pytest.mark.parametrize(
    ("words", "language", "told"),
    [
        (("ranking", "bloc-of-nine"), "en", ["   1  U2", "97.50", "on hold", "as adopted"]),
        (("ranking", "bloc-of-nine"), "vi", ["   1  U2", "Hạng", "tạm hoãn", "thẩm định"]),
        (("ranking", "cluster-1000-points"), "en", ["no lawful order", "submitted are D"]),
        (("ranking", "cluster-1000-points", "--stage", "self"), "en", ["912.75", "self-scores"]),
        (("ranking", "hoa-binh-2024"), "vi", ["Ủy ban Kiểm tra Tỉnh ủy"]),
        (("awards", "council-of-fifteen"), "en", ["granted", "refused", "annulled", "310/QĐ"]),
        (("awards", "bloc-of-nine", "--as-of", "0"), "en", ["Nothing to show."]),
        (("poll", "council-of-fifteen", "flag"), "en", ["11/15 of all", "10/12 of those"]),
        (("poll", "bloc-of-nine", "flag"), "en", ["spoilt 1", "  U2: ", "7/9 of all members"]),
        (("poll", "bloc-of-nine", "flag", "--as-of", "81"), "en", ["once the poll is closed"]),
        (("timeline", "bloc-of-nine", "--limit", "2"), "vi", ["mở sổ", "kết nạp U1"]),
    ],
)
def test_answers_say_what_happened(
    played_seasons: Path, words: tuple[str, ...], language: str, told: list[str]
) -> None:
    ran = run(*words, data=played_seasons, language=language)

    assert ran.code == 0
    for part in told:
        assert part in ran.out


def test_every_answer_names_the_index_it_holds_for(played_seasons: Path) -> None:
    for command in ("ranking", "awards", "timeline", "poll"):
        poll = ("flag",) if command == "poll" else ()

        out = run(command, "bloc-of-nine", *poll, "--as-of=90", data=played_seasons).out

        assert "at index 90, " in out.splitlines()[0]


def test_the_timeline_goes_on_after_an_index_and_stops(played_seasons: Path) -> None:
    out = run("timeline", "bloc-of-nine", "--after=9", "--limit=2", data=played_seasons).out

    assert [line.split()[0] for line in out.splitlines()[1:]] == ["#", "10", "11"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("ranking", "bloc-of-ten"), "no ledger bloc-of-ten"),
        (("ranking", "00000000-0000-4000-8000-000000000000"), "no ledger 00000000"),
        (("poll", "bloc-of-nine", "prize"), "there are: certificates, flag"),
        (("poll", "bloc-of-nine", "flag", "--as-of", "3"), "no poll flag."),
        (("ranking", "bloc-of-nine", "--stage", "jury"), "knows: self, verified"),
        (("ranking", "bloc-of-nine", "--as-of", "99999"), "its last is 104"),
        (("ranking", "bloc-of-nine", "--as-of", "1999-01-01T00:00"), "was not open yet"),
        (("ranking", "bloc-of-nine", "--as-of", "2025-01-02"), "2025-01-02T14:32"),
        (("ranking", "bloc-of-nine", "--as-of", "-1"), "an index such as"),
        (("minutes", "bloc-of-nine", "--meeting", "picnic"), "conference"),
    ],
)
def test_what_is_not_there_is_refused_with_what_is(
    played_seasons: Path, words: tuple[str, ...], told: str
) -> None:
    ran = run(*words, data=played_seasons)

    assert (ran.code, ran.out) == (2, "")
    assert told in ran.err
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize(
    "words",
    [
        ("ledgers",),
        ("timeline", "x"),
        ("ranking", "x"),
        ("awards", "x"),
        ("poll", "x", "y"),
        ("minutes", "x"),
    ],
    ids=lambda words: words[0],
)
@pytest.mark.parametrize("made", [False, True], ids=["no-folder", "empty-folder"])
def test_reading_makes_no_store(tmp_path: Path, words: tuple[str, ...], *, made: bool) -> None:
    place = tmp_path / "data"
    if made:
        place.mkdir()

    ran = run(*words, "--data", str(place))

    assert ran.code == 2
    assert f"no store at {place}" in ran.err
    assert not made or list(place.iterdir()) == []
    assert place.exists() == made


@pytest.mark.parametrize("words", [("ledgers",), ("serve", "--port", "0")], ids=["read", "record"])
def test_a_file_is_no_store(tmp_path: Path, words: tuple[str, ...]) -> None:
    place = tmp_path / "data"
    place.write_bytes(b"something")

    ran = run(*words, "--data", str(place))

    assert ran.code == 2
    assert "expected a folder" in ran.err
    assert place.read_bytes() == b"something"


@pytest.mark.parametrize("address", ["mysql://host/base", "   "])
def test_an_address_of_another_kind_is_refused(address: str) -> None:
    ran = run("ledgers", "--data", address)

    assert ran.code == 2
    assert "postgresql://" in ran.err


def test_a_log_without_its_file_is_damage_and_no_missing_store(tmp_path: Path) -> None:
    (tmp_path / "ledgers.sqlite-wal").write_bytes(b"log")

    ran = run("ledgers", "--json", "--data", str(tmp_path))

    assert ran.code == 2
    assert '"code":"store-damaged"' in ran.out


def test_the_place_named_beside_a_command_goes_before_the_environment(
    played_seasons: Path, tmp_path: Path
) -> None:
    ran = run("ledgers", "--data", str(played_seasons), data=tmp_path / "nothing")

    assert ran.code == 0
    assert "bloc-of-nine" in ran.out
