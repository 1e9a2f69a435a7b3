"""A house with one small ledger: opened, two units, one person, rules; and the shipped seasons."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.house import House
from api.playing.play import play_season
from api.playing.season_file import read_season
from engine.commands.member import AdmitMember
from engine.commands.rulebook import AdoptRulebook
from tests.engine.awarding import RULES
from tests.engine.bloc import OPENED, UNITS

SLUG = OPENED.slug
SEASONS = Path(__file__).parents[2] / "api" / "seasons"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with House(tmp_path) as opened:
        opened.open_ledger(OPENED, key="open")
        person = AdmitMember(member="P1", kind="person", name="Võ Thị Sáu")
        for number, command in enumerate((*UNITS, person, AdoptRulebook(rulebook=RULES))):
            opened.carry_out(SLUG, command, key=f"given-{number}")
        yield opened


@pytest.fixture(scope="session")
def seasons(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The four shipped seasons, played. Tests only read it."""
    with House(tmp_path_factory.mktemp("seasons")) as opened:
        for path in sorted(SEASONS.iterdir()):
            play_season(opened, read_season(path.read_bytes(), file=path.name), file=path.name)
        yield opened
