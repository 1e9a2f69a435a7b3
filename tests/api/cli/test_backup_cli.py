"""`suyton backup` and `suyton restore`, as the person who keeps a store uses them."""

import json
import shutil
from pathlib import Path

import jsonschema_rs
import pytest

from tests.api.cli.running import run

SCHEMA = json.loads(
    (Path(__file__).parents[3] / "docs" / "reference" / "answers.schema.json").read_text("utf-8")
)


def check_schema(command: str, answer: object) -> None:
    """The answer of a command is what the schema says."""
    schema = {"$ref": f"#/$defs/{command}", "$defs": SCHEMA["$defs"]}
    jsonschema_rs.validator_for(schema).validate(answer)


def test_a_backup_is_checked_and_restored_elsewhere(played_seasons: Path, tmp_path: Path) -> None:
    file, elsewhere = tmp_path / "seasons.backup", tmp_path / "elsewhere"

    made = run("backup", str(file), "--json", data=played_seasons)
    checked = run("restore", str(file), "--check", "--json", data=tmp_path / "none")
    restored = run("restore", str(file), "--json", data=elsewhere)

    told = [json.loads(ran.out) for ran in (made, checked, restored)]
    check_schema("backup", told[0])
    check_schema("restore", told[1])
    check_schema("restore", told[2])
    assert told[0]["ledgers"] == told[1]["ledgers"] == told[2]["ledgers"]
    assert not (tmp_path / "none").exists()
    for words in (("ranking", "bloc-of-nine"), ("awards", "council-of-fifteen")):
        assert run(*words, data=elsewhere).out == run(*words, data=played_seasons).out


@pytest.mark.parametrize(
    ("language", "backed_up", "restored"),
    [
        ("en", "guard it as the store", "must be forgotten again"),
        ("vi", "hãy bảo vệ", "xóa lần nữa"),
    ],
)
def test_what_a_backup_means_for_persons_is_said(
    played_seasons: Path, tmp_path: Path, language: str, backed_up: str, restored: str
) -> None:
    file = tmp_path / "seasons.backup"

    made = run("backup", str(file), data=played_seasons, language=language)
    back = run("restore", str(file), data=tmp_path / "elsewhere", language=language)

    assert backed_up in " ".join(made.out.split())
    assert restored in " ".join(back.out.split())
    assert max(len(line) for line in (made.out + back.out).splitlines()) <= 80


@pytest.mark.parametrize("language", ["en", "vi"])
def test_what_cannot_be_restored_is_told_in_one_sentence(
    played_seasons: Path, tmp_path: Path, language: str
) -> None:
    file = tmp_path / "seasons.backup"
    run("backup", str(file), data=played_seasons)
    cut = tmp_path / "cut.backup"
    shutil.copy(file, cut)
    with cut.open("r+b") as opened:
        opened.truncate(5_000)

    for words in (("restore", str(cut)), ("restore", str(tmp_path / "none"))):
        ran = run(*words, data=tmp_path / "elsewhere", language=language)
        assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    taken = run("restore", str(file), "--json", data=played_seasons)

    assert not (tmp_path / "elsewhere").exists()
    assert json.loads(taken.out)["code"] == "store-not-empty"


def test_where_there_is_no_store_there_is_no_backup(tmp_path: Path) -> None:
    ran = run("backup", str(tmp_path / "x"), "--json", data=tmp_path / "none")

    assert json.loads(ran.out)["code"] == "store-not-found"
    assert not (tmp_path / "x").exists()


def test_a_password_in_an_address_is_shown_by_no_command(tmp_path: Path) -> None:
    address = "postgresql://ada:secret@nowhere.invalid/season"

    for words in (("ledgers",), ("migrate",), ("backup", str(tmp_path / "x"))):
        ran = run(*words, "--data", address)
        assert ran.code == 2
        assert "secret" not in ran.out + ran.err
