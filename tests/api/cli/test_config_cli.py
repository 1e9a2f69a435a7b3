"""`suyton config` tells what holds and who said so, and no secret."""

import json
from pathlib import Path

import pytest

from api.settings import Settings
from tests.api.cli.running import run
from tests.api.cli.test_backup_cli import check_schema


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "SUYTON_DATA", "SUYTON_AUDIT", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)


def told(*words: str, data: Path | None = None) -> dict[str, dict[str, str]]:
    """Every setting by its name."""
    ran = run("config", "--json", *words, data=data)
    assert (ran.code, ran.err) == (0, "")
    answer = json.loads(ran.out)
    check_schema("config", answer)
    return {row["setting"]: row for row in answer["settings"]}


def test_every_setting_is_told_with_its_meaning() -> None:
    rows = told()

    assert set(rows) == set(Settings.model_fields)
    assert all(row["means"] != f"setting.{name}" for name, row in rows.items())


def test_an_option_goes_before_the_environment_and_that_before_the_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = told("--data", "here", data=tmp_path)["data"]
    variable = told(data=tmp_path)["data"]
    default = told()["data"]
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    home = told()["data"]

    assert (named["value"], named["from"]) == ("here", "--data")
    assert (variable["value"], variable["from"]) == (str(tmp_path), "SUYTON_DATA")
    assert default["from"] == "default"
    assert (home["value"], home["from"]) == (str(tmp_path / "suyton"), "XDG_DATA_HOME")


def test_the_audit_folder_is_that_of_the_store(tmp_path: Path) -> None:
    audit = told(data=tmp_path)["audit"]

    assert (audit["value"], audit["from"]) == (str(tmp_path / "audit"), "default")
    assert not (tmp_path / "audit").exists()


@pytest.mark.parametrize("form", [(), ("--json",)], ids=["words", "json"])
def test_a_password_is_masked(form: tuple[str, ...]) -> None:
    ran = run("config", *form, "--data", "postgresql://ada:sec@ret@host/db?sslpassword=ret")

    assert "ret" not in ran.out
    assert "postgresql://ada:***@host/db" in ran.out


def test_a_variable_that_was_misspelt_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUYTON_DAAT", "x")

    assert json.loads(run("config", "--json").out)["unknown"] == ["SUYTON_DAAT"]
    assert "SUYTON_DAAT" in run("config").out


@pytest.mark.parametrize(
    ("language", "line"), [("en", "from option --data"), ("vi", "lấy từ tùy chọn --data")]
)
def test_it_is_told_in_words(language: str, line: str) -> None:
    ran = run("config", "--data", "here", language=language)

    assert line in ran.out
    assert max(map(len, ran.out.splitlines())) <= 80
