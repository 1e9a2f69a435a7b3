"""The year that is written down holds every command, and is played as it stands."""

import json
import re
from pathlib import Path

from api.playing.season_file import read_season
from engine.commands.registry import COMMANDS
from tests.api.cli.running import run

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "write-a-year.md"
PIECES: list[str] = re.findall(r"```yaml\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
RESTORING = "begin-epoch"
"""The command that the page tells of in words."""


def test_the_year_holds_every_command() -> None:
    season = read_season("".join(PIECES).encode(), file="year.yaml")

    told = {step.command.NAME for step in season.steps} | {season.opening.NAME, RESTORING}

    assert told == set(COMMANDS), "let the year of docs/how-to/write-a-year.md hold these too"


def test_the_year_is_played_and_comes_to_its_end(tmp_path: Path) -> None:
    file, data = tmp_path / "year.yaml", tmp_path / "data"
    file.write_text("".join(PIECES), encoding="utf-8")

    played = run("play", str(file), "--json", data=data)

    assert (played.code, played.err) == (0, "")
    assert json.loads(played.out)["others"] == ["hoi-dong-2024"]
    bloc, council = (
        {(row["award"], row["id"]): row["status"] for row in json.loads(told.out)["rows"]}
        for told in (
            run("awards", slug, "--json", data=data) for slug in ("khoi-3-2024", "hoi-dong-2024")
        )
    )
    assert bloc["flag", "U1"] == council["flag", "k3-U1"] == "annulled"
    assert bloc["merit", "U2"] == council["merit", "k3-U2"] == "refused"
    assert run("replay", "khoi-3-2024", data=data).code == 0
    assert run("replay", "hoi-dong-2024", data=data).code == 0
