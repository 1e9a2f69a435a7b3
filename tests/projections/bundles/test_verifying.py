"""What a verifier brings along, and what it is told."""

import msgspec
import pytest

from engine.errors.audit import KeyInvalid
from projections.bundle import layout
from projections.bundle.trust import Trust, read_trusted
from projections.checkpoints import Checkpoint, read_checkpoint
from projections.notes import LOG, WITNESS, Note, key_of, sign
from projections.policy import Policy
from projections.rotations import rotation
from tests.projections.bundles.conftest import Verified
from tests.projections.bundles.forging import Workbench
from tests.projections.bundles.world import (
    FINGERPRINT,
    KEY,
    OLD_FINGERPRINT,
    OLD_KEY,
    OTHER_KEY,
    WITNESS_KEY,
)

ORIGIN = "bloc/bloc/1"


def test_a_report_says_what_was_checked(public: bytes, verified: Verified) -> None:
    report = verified(public)

    assert report.is_sound
    assert report.trusted
    assert report.fingerprint == FINGERPRINT
    assert report.cosigned == ("witness.example/teller",)
    assert report.checks["events"].count == report.size
    assert report.checks["votes"].count > 5
    assert report.checks["recount"].count > 10
    done = {name for name, check in report.checks.items() if check.standing == "sound"}
    assert {*report.checks} - done == {"quorum", "others"}


def test_without_a_key_only_consistency_is_shown(public: bytes, verified: Verified) -> None:
    report = verified(public, Trust())

    assert report.is_sound
    assert not report.trusted


def test_a_forgers_own_bundle_is_consistent_and_not_trusted(
    public: bytes, verified: Verified
) -> None:
    forged = Workbench(public).rekeyed(OTHER_KEY)

    assert verified(forged, Trust()).is_sound
    assert {each.code for each in verified(forged).findings} == {"key-not-trusted"}


@pytest.mark.parametrize(
    "text",
    [
        FINGERPRINT,
        " ".join(FINGERPRINT[at : at + 4] for at in range(0, 64, 4)),
        f"SHA256:{FINGERPRINT.upper()}",
        str(key_of(ORIGIN, LOG, KEY)),
    ],
)
def test_a_key_is_named_in_any_of_its_forms(text: str) -> None:
    assert read_trusted(text) == FINGERPRINT


@pytest.mark.parametrize("text", ["", "f" * 63, "g" * 64, str(key_of(ORIGIN, WITNESS, KEY))])
def test_what_names_no_key_is_refused(text: str) -> None:
    with pytest.raises(KeyInvalid):
        read_trusted(text)


def test_who_trusts_the_old_key_follows_its_rotation(public: bytes, verified: Verified) -> None:
    assert verified(public, Trust(key=OLD_FINGERPRINT)).trusted


def test_rotations_stand_in_one_chain(public: bytes, verified: Verified) -> None:
    bench = Workbench(public)
    second = str(rotation(2, OLD_KEY, KEY)).encode()
    members: dict[str, bytes] = {}
    for name, data in bench.members.items():
        members[name] = data
        if name == layout.rotation_path(1):
            members[layout.rotation_path(2)] = second
    bench.members = members

    codes = {each.code for each in verified(bench.summed(KEY)).findings}

    assert codes == {"rotation-out-of-place"}


def test_the_key_in_force_is_the_last_of_the_chain(public: bytes, verified: Verified) -> None:
    bench = Workbench(public)
    bench.members[layout.rotation_path(1)] = str(rotation(1, OLD_KEY, OTHER_KEY)).encode()

    codes = {each.code for each in verified(bench.summed(KEY)).findings}

    assert codes == {"rotation-out-of-place"}


@pytest.mark.parametrize(("private", "is_met"), [(WITNESS_KEY, True), (OTHER_KEY, False)])
def test_a_verifier_may_ask_for_witnesses_of_its_own(
    public: bytes, verified: Verified, private: object, *, is_met: bool
) -> None:
    key = key_of("witness.example/teller", WITNESS, private)  # type: ignore[arg-type]
    policy = Policy().trusting(key)

    report = verified(public, Trust(key=FINGERPRINT, policy=policy))

    assert report.is_sound is is_met
    assert report.checks["quorum"].standing == ("sound" if is_met else "failed")


def kept(size: int, root: bytes, origin: str = ORIGIN, *, by: object = KEY) -> Note:
    text = Checkpoint(origin, size, root).text
    return Note(text, (sign(text, origin, by),))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("since", "code"),
    [
        pytest.param(kept(9, bytes(32)), "history-differs", id="another-past"),
        pytest.param(kept(99_999, bytes(32)), "since-is-larger", id="newer"),
        pytest.param(kept(9, bytes(32), "other/log/1"), "since-not-of-this-log", id="other-log"),
        pytest.param(kept(9, bytes(32), by=OTHER_KEY), "since-not-of-this-log", id="other-key"),
    ],
)
def test_a_checkpoint_that_was_kept_is_not_extended(
    public: bytes, verified: Verified, since: Note, code: str
) -> None:
    report = verified(public, Trust(key=FINGERPRINT, since=since))

    assert {each.code for each in report.findings} == {code}


def test_a_kept_checkpoint_with_a_false_signature_is_none(
    public: bytes, verified: Verified
) -> None:
    note = kept(9, bytes(32))
    false = Note(note.text.replace("9", "8", 1), note.signatures)

    report = verified(public, Trust(since=false))

    assert {each.code for each in report.findings} == {"since-not-of-this-log"}


@pytest.mark.parametrize(
    ("member", "data", "code"),
    [
        (layout.CHECKPOINT, b"nothing signed", "note-invalid"),
        (layout.LOG_KEY, b"no key\n", "key-invalid"),
        (layout.LOG_KEY, b"\xff\n", "note-invalid"),
        (layout.LOG_PEM, b"no key\n", "key-differs"),
        (layout.POLICY, b"quorum none\n", "key-differs"),
        (layout.POLICY, b"nonsense\n", "policy-invalid"),
        (layout.WITNESSES, b"nonsense\n", "key-invalid"),
        (layout.rotation_path(1), b"nonsense\n", "note-invalid"),
        (layout.SUMS_SIGNATURE, b"short", "sums-not-signed"),
    ],
)
def test_what_cannot_be_read_is_found(
    public: bytes, verified: Verified, member: str, data: bytes, code: str
) -> None:
    bench = Workbench(public)
    bench.members[member] = data
    signed = bench.packed() if member == layout.SUMS_SIGNATURE else bench.summed(KEY)

    assert code in {each.code for each in verified(signed).findings}


def test_another_spelling_of_the_checkpoint_is_found(public: bytes, verified: Verified) -> None:
    bench = Workbench(public)
    told, note = read_checkpoint(bench.members[layout.CHECKPOINT])
    other = sign(told.text, "another/log/1", KEY)
    bench.members[layout.CHECKPOINT] = str(Note(told.text, (other,))).encode()

    assert "checkpoint-not-signed" in {each.code for each in verified(bench.summed(KEY)).findings}
    assert note.text == told.text


@pytest.mark.parametrize("change", ["unreadable", "moved", "again"])
def test_earlier_checkpoints_stand_in_their_order(
    public: bytes, verified: Verified, change: str
) -> None:
    bench = Workbench(public)
    first = next(name for name in bench.members if name.startswith("checkpoints/"))
    if change == "unreadable":
        bench.members[first] = b"nothing"
    elif change == "moved":
        names = {first: "checkpoints/000000000001"}
        bench.members = {names.get(name, name): data for name, data in bench.members.items()}
    else:
        bench.members[first] = bench.members[layout.CHECKPOINT]

    codes = {each.code for each in verified(bench.summed(KEY)).findings}

    assert codes & {"note-invalid", "checkpoint-out-of-place"}


def test_a_name_that_was_changed_or_spoilt_is_found(auditor: bytes, verified: Verified) -> None:
    for data, code in (
        (b'{"ref":"00","salt":"00","value":"X"}\n', "private-differs"),
        (b"no line\n", "private-unreadable"),
        (b'{"ref":"zz","salt":"00","value":"X"}\n', "private-unreadable"),
        (b'{"ref":"00"}\n', "private-unreadable"),
    ):
        bench = Workbench(auditor)
        bench.members[layout.PRIVATE] = data

        assert code in {each.code for each in verified(bench.summed(KEY)).findings}


def test_a_person_may_be_forgotten_and_the_bundle_stays_sound(
    auditor: bytes, verified: Verified
) -> None:
    bench = Workbench(auditor)
    lines = bench.members[layout.PRIVATE].splitlines(keepends=True)
    bench.members[layout.PRIVATE] = b"".join(lines[1:])

    assert verified(bench.summed(KEY)).is_sound


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("disclosure", "secret", "manifest-differs"),
        ("slug", "another", "folder-differs"),
        ("size", 12, "folder-differs"),
        ("ledger", "00000000-0000-0000-0000-000000000000", "ledger-differs"),
    ],
)
def test_a_description_that_does_not_fit_is_found(
    public: bytes, verified: Verified, field: str, value: object, code: str
) -> None:
    bench = Workbench(public)
    manifest = msgspec.json.decode(bench.members[layout.MANIFEST])
    manifest[field] = value
    bench.set_manifest(manifest)

    report = verified(bench.summed(KEY))

    assert code in {each.code for each in report.findings}


def _told(data: bytes) -> bytes:
    return (5).to_bytes(2) + b"event" + data[2 + int.from_bytes(data[:2]) :]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        pytest.param(lambda data: data + b"\0\0", "entries-have-a-tail", id="tail"),
        pytest.param(lambda data: data[:-9], "entries-cut-short", id="cut"),
        pytest.param(lambda data: data[:1] + b"\xff" + data[2:], "entries-cut-short", id="length"),
        pytest.param(_told, "leaf-unreadable", id="no-leaf"),
    ],
)
def test_entries_that_cannot_be_taken_apart_are_found(
    public: bytes, verified: Verified, change: object, code: str
) -> None:
    assert callable(change)
    bench = Workbench(public)
    name = next(each for each in bench.members if each.startswith("tile/entries/"))
    bench.members[name] = change(bench.members[name])

    report = verified(bench.summed(KEY))

    assert code in {each.code for each in report.findings}


def test_a_hash_tile_that_is_too_short_is_found(public: bytes, verified: Verified) -> None:
    bench = Workbench(public)
    name = next(each for each in bench.members if each.startswith("tile/0/"))
    bench.members[name] = bench.members[name][:-32]

    assert "tile-wrong" in {each.code for each in verified(bench.summed(KEY)).findings}


def test_of_many_findings_of_one_kind_some_are_listed(public: bytes, verified: Verified) -> None:
    bench = Workbench(public)
    name = next(each for each in bench.members if each.startswith("tile/0/"))
    bench.members[name] = bytes(len(bench.members[name]))

    report = verified(bench.summed(KEY))

    assert report.more > 50
    assert len(report.findings) < 30
