"""The four shipped seasons, played once for all tests of the command line."""

from pathlib import Path

import pytest

from tests.api.cli.running import run

SEASONS = Path(__file__).parents[3] / "api" / "seasons"


def play_seasons(data: Path) -> Path:
    """Play the seasons into a store in this folder."""
    for file in sorted(SEASONS.glob("*.yaml")):
        ran = run("play", str(file), data=data)
        assert ran.code == 0, ran.err
    return data


@pytest.fixture(scope="session")
def played_seasons(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a store with the seasons in it. Read it; what records takes its own."""
    return play_seasons(tmp_path_factory.mktemp("seasons"))
