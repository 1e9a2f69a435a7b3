"""The shipped seasons in a store of their own."""

from pathlib import Path

import pytest

from tests.api.cli.conftest import play_seasons


@pytest.fixture(scope="session")
def seasons_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return play_seasons(tmp_path_factory.mktemp("seasons"))
