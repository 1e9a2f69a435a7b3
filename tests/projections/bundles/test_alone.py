"""The single-file verifier: alone with msgpack and cryptography, it says what ours says."""

import importlib.util
import io
import subprocess
import sys
import tarfile
from pathlib import Path
from random import Random
from typing import Any

import pytest

from projections.bundle import alone, layout
from tests.projections.bundles.forging import Workbench
from tests.projections.bundles.frauds import INSIDE, OUTSIDE
from tests.projections.bundles.world import FINGERPRINT, World

LINES_MAX = 330
SEEN_INSIDE = {
    "a_vote_is_removed",
    "a_ghost_votes",
    "a_member_votes_twice",
    "a_ballot_comes_after_the_close",
    "a_choice_is_changed",
    "an_event_in_another_encoding",
    "an_event_is_dated_back",
    "a_ballot_in_another_stream",
    "a_ballot_is_hidden",
    "the_ledger_is_opened_twice",
}
"""What a forger with the key cannot hide from it either."""
SEEN_OUTSIDE = {*OUTSIDE} - {
    # The form of the archive is told by the program's own verifier only.
    "a_header_is_altered",
    "something_follows_the_archive",
    "padding_holds_something",
}


def said(data: bytes, folder: Path, *words: str, capsys: pytest.CaptureFixture[str]) -> str:
    path = folder / "bundle.tar"
    path.write_bytes(data)
    code = alone.main([str(path), *words])  # type: ignore[no-untyped-call]
    lines = capsys.readouterr().out.splitlines()
    assert code == (0 if lines[-1] == "sound" else 1)
    return str(lines[-1])


@pytest.mark.parametrize("level", ["public", "auditor"])
def test_an_honest_bundle_is_sound(
    request: pytest.FixtureRequest,
    level: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    data = request.getfixturevalue(level)

    assert said(data, tmp_path, "--key", FINGERPRINT, capsys=capsys) == "sound"
    assert said(data, tmp_path, capsys=capsys) == "sound"
    assert said(data, tmp_path, "--key", "0" * 64, capsys=capsys) == "not sound"


def test_every_bundle_of_the_story_is_sound(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in world.signed:
        assert said(world.bundle(name=name), tmp_path, capsys=capsys) == "sound"


@pytest.mark.parametrize("kind", sorted(SEEN_OUTSIDE))
def test_fraud_without_the_key_is_seen(
    public: bytes, tmp_path: Path, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    forged = OUTSIDE[kind][1](Workbench(public), Random(1))

    assert said(forged, tmp_path, "--key", FINGERPRINT, capsys=capsys) == "not sound"


@pytest.mark.parametrize("kind", sorted(SEEN_INSIDE))
def test_fraud_with_the_key_is_seen_where_it_counts_votes(
    public: bytes, tmp_path: Path, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for seed in range(3):
        forged = INSIDE[kind][1](Workbench(public), Random(seed))

        assert said(forged, tmp_path, "--key", FINGERPRINT, capsys=capsys) == "not sound"


def test_it_runs_in_a_bare_environment(public: bytes, tmp_path: Path) -> None:
    """Python without site-packages, and beside it msgpack and cryptography, nothing else."""
    with tarfile.open(fileobj=io.BytesIO(public)) as tar:
        tar.extraction_filter = getattr(tarfile, "data_filter", None)  # not in 3.11.2
        tar.extractall(tmp_path)
    (script,) = tmp_path.glob(f"*/{layout.ALONE}")
    bare = tmp_path / "bare"
    bare.mkdir()
    for name in ("msgpack", "cryptography", "cffi", "_cffi_backend"):
        found = importlib.util.find_spec(name)
        if found is not None and found.origin is not None:
            origin = Path(found.origin)
            place = origin.parent if origin.name == "__init__.py" else origin
            (bare / place.name).symlink_to(place)
    path = tmp_path / "bundle.tar"
    path.write_bytes(public)

    ran = subprocess.run(
        [sys.executable, "-S", "-P", str(script), str(path), "--key", FINGERPRINT],
        env={"PYTHONPATH": str(bare)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.endswith("\nsound\n")


def test_it_is_short_enough_to_be_read() -> None:
    assert len(Path(str(alone.__file__)).read_text(encoding="utf-8").splitlines()) <= LINES_MAX


@pytest.mark.parametrize("data", [b"", b"text", bytes(2_000)])
def test_what_is_no_bundle_is_said(
    data: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert said(data, tmp_path, capsys=capsys) == "not sound"


def test_without_a_file_it_tells_how_it_is_used(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main: Any = alone.main

    assert main([]) == 2
    assert main([str(tmp_path / "nowhere")]) == 2
    assert "verify_bundle.py" in capsys.readouterr().out
