"""Bundles of every released format stay verifiable, with our verifier and with the one inside them."""

import io
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from projections.bundle import alone
from projections.bundle.layout import ALONE, FORMATS
from projections.bundle.trust import Trust
from projections.bundle.verify import verify
from tests.projections.bundles.world import FINGERPRINT

FOLDER = Path(__file__).parent / "bundles"
BUNDLES = sorted(FOLDER.glob("*.tar"))


def test_there_is_a_bundle_of_every_format() -> None:
    kept = {f"suyton-bundle/{path.stem}" for path in BUNDLES}

    assert kept == set(FORMATS), "run `python -m tests.golden.add_bundle`"


@pytest.mark.parametrize("path", BUNDLES, ids=lambda path: path.name)
def test_a_kept_bundle_is_sound(path: Path) -> None:
    report = verify(path, Trust(key=FINGERPRINT))

    assert report.findings == []
    assert report.trusted


@pytest.mark.parametrize("path", BUNDLES, ids=lambda path: path.name)
def test_the_verifier_of_today_finds_a_kept_bundle_sound(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert alone.main([str(path)]) == 0  # type: ignore[no-untyped-call]
    assert capsys.readouterr().out.splitlines()[-1] == "sound"


@pytest.mark.parametrize("path", BUNDLES, ids=lambda path: path.name)
def test_the_verifier_inside_a_kept_bundle_finds_it_sound(path: Path, tmp_path: Path) -> None:
    with tarfile.open(fileobj=io.BytesIO(path.read_bytes())) as tar:
        member = next(each for each in tar if each.name.endswith(ALONE))
        script = tar.extractfile(member)
        assert script is not None
        (tmp_path / "verify.py").write_bytes(script.read())

    ran = subprocess.run(
        [sys.executable, str(tmp_path / "verify.py"), str(path), "--key", FINGERPRINT],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (ran.returncode, ran.stderr) == (0, "")
