"""Files that are no bundle, or a hostile one: a named answer, in bounded time and memory."""

import gzip
import io
import tarfile
import tracemalloc
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.errors import DomainError
from engine.errors.audit import BundleForeign, BundleFuture, BundleUnreadable
from projections.bundle import layout, opened, verify
from projections.bundle.ustar import BLOCK, header
from projections.bundle.verify import verify as verified_file
from tests.projections.bundles.conftest import Verified
from tests.projections.bundles.forging import Workbench
from tests.projections.bundles.world import KEY

MEGABYTE = 1 << 20


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"a text", id="text"),
        pytest.param(bytes(10_240), id="zeros"),
        pytest.param(gzip.compress(bytes(50 * MEGABYTE)), id="gzip-bomb"),
        pytest.param(b"PK\x03\x04" + bytes(600), id="zip"),
        pytest.param(b"BZh9" + bytes(600), id="bzip2"),
        pytest.param(b"SQLite format 3\0" + bytes(600), id="database"),
    ],
)
def test_what_is_no_archive_is_foreign(verified: Verified, data: bytes) -> None:
    with pytest.raises(BundleForeign):
        verified(data)


def test_an_archive_of_another_program_is_foreign(verified: Verified) -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        info = tarfile.TarInfo("notes.txt")
        info.size = 5
        tar.addfile(info, io.BytesIO(b"notes"))

    with pytest.raises(BundleForeign):
        verified(out.getvalue())


@pytest.mark.parametrize(
    "manifest", [b"no json", b"[]", b'{"format": "zip"}', b'{"format": "suyton-bundle/1"}', b"\xff"]
)
def test_a_description_of_something_else_is_foreign(
    public: bytes, verified: Verified, manifest: bytes
) -> None:
    bench = Workbench(public)
    bench.members[layout.MANIFEST] = manifest

    with pytest.raises(BundleForeign):
        verified(bench.packed())


def test_a_bundle_from_the_future_says_so(public: bytes, verified: Verified) -> None:
    bench = Workbench(public)
    manifest = msgspec.json.decode(bench.members[layout.MANIFEST])
    bench.set_manifest({**manifest, "format": "suyton-bundle/2", "new": True})

    with pytest.raises(BundleFuture) as refused:
        verified(bench.packed())

    assert refused.value.facts["format"] == "suyton-bundle/2"


def test_a_file_that_is_not_there_is_unreadable(tmp_path: Path) -> None:
    for path in (tmp_path / "nowhere.tar", tmp_path):
        with pytest.raises(BundleUnreadable):
            verified_file(path)


def _first(public: bytes, block: bytes) -> bytes:
    """The bundle with another header in front of its second member."""
    size = len(Workbench(public).members[layout.MANIFEST])
    at = BLOCK + size + -size % BLOCK
    return public[:at] + block + public[at + BLOCK :]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("../../etc/passwd", "member-name-not-allowed"),
        ("/etc/passwd", "member-name-not-allowed"),
        ("a/../b", "member-name-not-allowed"),
        ("a//b", "member-name-not-allowed"),
        ("a\\b", "member-name-not-allowed"),
        (".hidden", "member-name-not-allowed"),
        ("C:x", "member-name-not-allowed"),
        ("", "member-name-not-allowed"),
        (layout.MANIFEST, "member-not-expected"),
        ("VERIFY.md", "member-not-expected"),
    ],
)
def test_names_that_lead_elsewhere_or_stand_twice_are_found(
    public: bytes, verified: Verified, name: str, code: str
) -> None:
    top = Workbench(public).top

    report = verified(_first(public, header(top, name, 5)))

    assert {each.code for each in report.findings} == {code}


@pytest.mark.parametrize(
    ("block", "code"),
    [
        pytest.param(
            lambda top: header(top, "README.md", 8**11 - 1), "archive-cut-short", id="8-GB"
        ),
        pytest.param(
            lambda top: (
                header(top, "README.md", 5)[:124] + b"\x80" + header(top, "README.md", 5)[125:]
            ),
            "archive-not-canonical",
            id="binary-size",
        ),
        pytest.param(
            lambda _top: header("elsewhere", "README.md", 5), "archive-not-canonical", id="folder"
        ),
        pytest.param(
            lambda top: header(top + "1", "README.md", 5), "archive-not-canonical", id="top"
        ),
        pytest.param(lambda _top: bytes(BLOCK), "archive-not-canonical", id="half-an-end"),
    ],
)
def test_headers_that_lie_are_found_at_once(
    public: bytes, verified: Verified, block: object, code: str
) -> None:
    assert callable(block)
    top = Workbench(public).top

    report = verified(_first(public, block(top)))

    assert {each.code for each in report.findings} == {code}


def test_a_bundle_that_ends_early_is_found(public: bytes, verified: Verified) -> None:
    bench = Workbench(public)
    del bench.members[layout.SUMS_SIGNATURE]
    assert "member-missing" in {each.code for each in verified(bench.packed()).findings}

    bench = Workbench(public)
    bench.members["more.txt"] = b"more"
    assert "member-not-expected" in {each.code for each in verified(bench.packed()).findings}


def test_a_member_larger_than_it_may_be_is_not_read(public: bytes, verified: Verified) -> None:
    bench = Workbench(public)
    bench.members[layout.SUMS_SIGNATURE] = bytes(3 * MEGABYTE)

    report = verified(bench.packed())

    assert "member-too-large" in {each.code for each in report.findings}


def test_more_checkpoints_than_anybody_signs_are_not_read(
    public: bytes, verified: Verified, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verify, "CHECKPOINTS_MAX", 1)

    assert "member-not-expected" in {each.code for each in verified(public).findings}


def test_a_claim_of_a_billion_events_costs_nothing(public: bytes, verified: Verified) -> None:
    bench = Workbench(public)
    manifest = msgspec.json.decode(bench.members[layout.MANIFEST])
    bench.set_manifest({**manifest, "size": 10**18})
    tracemalloc.start()

    report = verified(bench.summed(KEY))

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert not report.is_sound
    assert peak < 20 * MEGABYTE


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_change_of_bytes_passes_or_breaks_the_verifier(
    public: bytes, verified: Verified, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(public) - 1))
    length = data.draw(st.integers(0, 40))
    noise = data.draw(st.binary(max_size=40))
    changed = public[:at] + noise + public[at + length :]

    try:
        report = verified(changed)
    except DomainError as refusal:
        assert refusal.code in {"bundle-foreign", "bundle-future"}  # noqa: PT017
        return

    assert report.is_sound is (changed == public)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 10**6), st.integers(0, 10**9), st.binary(max_size=30))
def test_no_member_breaks_the_verifier(
    public: bytes, verified: Verified, chosen: int, at: int, noise: bytes
) -> None:
    """Inside members, with sums and signature made to fit: whatever is there, it is answered."""
    bench = Workbench(public)
    name = sorted(bench.members)[chosen % len(bench.members)]
    old = bench.members[name]
    at %= len(old) + 1
    bench.members[name] = old[:at] + noise + old[at + 5 :]

    try:
        report = verified(bench.summed(KEY))
    except DomainError as refusal:
        assert refusal.code in {"bundle-foreign", "bundle-future"}  # noqa: PT017
        return

    assert report.size >= 0


def test_a_file_is_closed_whatever_it_holds(tmp_path: Path) -> None:
    path = tmp_path / "x.tar"
    path.write_bytes(b"text")

    for _ in range(3):
        with pytest.raises(BundleForeign):
            opened.Opened(path)
