"""One world for all tests of bundles. Read it; what changes takes its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from projections.bundle.findings import Report
from projections.bundle.trust import Trust
from projections.bundle.verify import verify
from tests.projections.bundles.world import FINGERPRINT, World, played


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = played(tmp_path_factory.mktemp("world"))
    yield made
    made.store.close()


@pytest.fixture(scope="session")
def public(world: World) -> bytes:
    return world.bundle("public")


@pytest.fixture(scope="session")
def auditor(world: World) -> bytes:
    return world.bundle("auditor")


class Verified:
    """Verifies bytes as a file, with the key of the world unless told otherwise."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "bundle.tar"

    def __call__(self, data: bytes, trust: Trust | None = None) -> Report:
        self.path.write_bytes(data)
        return verify(self.path, trust or Trust(key=FINGERPRINT))


@pytest.fixture
def verified(tmp_path: Path) -> Verified:
    return Verified(tmp_path)
