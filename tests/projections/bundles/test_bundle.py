"""What a bundle is: the same bytes each time, everything in its place, nothing that was not asked for."""

import io
import json
import subprocess
import tarfile
from pathlib import Path

import jsonschema_rs
import msgpack
import pytest

from engine.errors.ledger import StoreDamaged
from engine.events.registry import EVENTS
from projections.bundle import layout
from projections.bundle.export import Export, upper_tiles
from projections.bundle.trust import Trust
from projections.bundle.verify import verify
from projections.checkpoints import Checkpoint
from projections.notes import Note
from projections.tree import TILE, Frontier
from tests.golden.story import whole_story
from tests.golden.story_rules import BLOC
from tests.projections.bundles.conftest import Verified
from tests.projections.bundles.forging import Workbench
from tests.projections.bundles.world import FINGERPRINT, LEDGERS, STORY, World, played


def test_the_same_ledger_gives_the_same_bytes(world: World, public: bytes, tmp_path: Path) -> None:
    again = played(tmp_path)

    assert world.bundle("public") == public
    assert again.bundle("public") == public
    again.store.close()


def test_every_tar_reads_it_and_every_sum_is_right(public: bytes, tmp_path: Path) -> None:
    with tarfile.open(fileobj=io.BytesIO(public)) as tar:
        tar.extraction_filter = getattr(tarfile, "data_filter", None)  # not in 3.11.2
        tar.extractall(tmp_path)
    (folder,) = tmp_path.iterdir()

    checked = subprocess.run(
        ["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (checked.returncode, checked.stdout) == (0, "")
    told = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    summed = (folder / "SHA256SUMS").read_text().splitlines()
    assert told == {line[66:] for line in summed} | {layout.SUMS, layout.SUMS_SIGNATURE}


def test_nothing_private_is_in_a_public_bundle(public: bytes, auditor: bytes) -> None:
    persons = [
        json.loads(line)["value"]
        for line in Workbench(auditor).members[layout.PRIVATE].splitlines()
    ]

    assert persons
    for person in persons:
        assert person.encode() not in public
        assert person.encode() in auditor
    assert "Biên bản".encode() not in public
    assert set(Workbench(public).members) < set(Workbench(auditor).members)


def test_the_schema_describes_every_event_and_fits_the_vectors(public: bytes) -> None:
    members = Workbench(public).members
    schema = json.loads(members[layout.SCHEMA])
    vectors = json.loads(members[layout.VECTORS])

    assert len(schema["events"]) == len(EVENTS)
    assert {(each["topic"], each["value"]["v"]) for each in vectors} <= set(EVENTS)
    leaves = Workbench(public).leaves
    for each in vectors:
        assert msgpack.unpackb(leaves[each["index"]])[4].hex() == each["state"]
        form = schema["events"][f"{each['topic']} {each['value']['v']}"]
        if not _bytes_inside(each["value"]["data"]):
            validator = jsonschema_rs.validator_for({**form, "$defs": schema["$defs"]})
            validator.validate(each["value"]["data"])


def _bytes_inside(value: object) -> bool:
    """Bytes stand as {"hex": …} in vectors, and as base64 in the schema."""
    return '"hex":' in json.dumps(value)


def test_an_open_poll_tells_nothing_of_what_was_cast(tmp_path: Path, verified: Verified) -> None:
    """The story up to the ballots of the first poll, which is not closed yet."""
    world = played(tmp_path, until=_steps_before_close())
    data = world.bundle("auditor")
    bench = Workbench(data)

    report = verified(data)

    manifest = json.loads(bench.members[layout.MANIFEST])
    (withheld,) = manifest["withheld"]
    assert withheld["poll"] == "flag"
    assert [bench.leaves[at] for at in withheld["indexes"]] == [b""] * len(withheld["indexes"])
    assert report.findings == []
    assert report.withheld == len(withheld["indexes"]) == 3
    assert not any(name.startswith(("ballots/", "results/")) for name in bench.members)
    world.store.close()


def _steps_before_close() -> int:
    names = [
        (name, type(command).__name__, getattr(command, "poll", None)) for name, command in STORY
    ]
    return names.index((BLOC, "ClosePoll", "flag"))


def test_ballots_that_are_withheld_must_be(tmp_path: Path, verified: Verified) -> None:
    world = played(tmp_path, until=_steps_before_close())
    bench = Workbench(world.bundle())
    manifest = json.loads(bench.members[layout.MANIFEST])
    (withheld,) = manifest["withheld"]
    manifest["withheld"] = [{**withheld, "indexes": withheld["indexes"][1:]}]
    bench.set_manifest(manifest)

    report = verified(bench.summed())

    assert "entry-missing" in {each.code for each in report.findings}
    rows = list(world.store.read(LEDGERS[BLOC]))
    from engine.persistence.codec import leaf

    bench = Workbench(world.bundle())
    leaves = bench.leaves
    leaves[withheld["indexes"][0]] = leaf(rows[withheld["indexes"][0]])
    shown = verified(bench.with_leaves(leaves))
    assert "entry-not-withheld" in {each.code for each in shown.findings}
    world.store.close()


def test_a_new_epoch_is_a_log_of_its_own(tmp_path: Path, verified: Verified) -> None:
    world = played(tmp_path, story=whole_story())

    report = verified(world.bundle())

    assert report.findings == []
    assert report.origin == "bloc/bloc/2"
    world.store.close()


def test_a_store_that_is_not_what_was_signed_is_not_exported(world: World) -> None:
    signed = world.signed[BLOC]
    told = signed.checkpoint.text.split("\n")
    other = Note(Checkpoint(told[0], int(told[1]), bytes(32)).text, signed.checkpoint.signatures)
    import msgspec

    export = Export(
        world.store,
        LEDGERS[BLOC],
        msgspec.structs.replace(signed, checkpoint=other),
        level="public",
        program="",
    )

    with pytest.raises(StoreDamaged):
        export.write(io.BytesIO())


def test_content_that_was_changed_in_the_store_is_not_exported(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = world.store.content

    def changed(ledger: object, digest: bytes) -> bytes:
        data = content(LEDGERS[BLOC], digest)
        return data if data != "Biên bản".encode() else b"another text"

    monkeypatch.setattr(world.store, "content", changed)

    with pytest.raises(StoreDamaged):
        world.bundle("auditor")


def test_what_was_received_is_held_against_the_senders_bundle(
    world: World, tmp_path: Path, public: bytes
) -> None:
    paths = {name: tmp_path / f"{at}.tar" for at, name in enumerate(world.signed)}
    for name, path in paths.items():
        path.write_bytes(world.bundle(name=name))
    mine = paths.pop(BLOC)

    report = verify(mine, Trust(key=FINGERPRINT), others=list(paths.values()))

    assert report.findings == []
    assert report.checks["others"].count >= 3


def test_a_sender_with_another_history_is_found(world: World, tmp_path: Path) -> None:
    mine, other = tmp_path / "mine.tar", tmp_path / "other.tar"
    mine.write_bytes(world.bundle())
    sender = next(name for name in world.signed if name != BLOC)
    bench = Workbench(world.bundle(name=sender))
    from tests.projections.bundles.world import KEY

    def rename(event: dict[str, object]) -> None:
        state = event["state"]
        assert isinstance(state, dict)
        state["data"]["title"] = "Another season"

    for name in [each for each in bench.members if each.startswith("checkpoints/")]:
        del bench.members[name]
    other.write_bytes(bench.with_leaves(bench.change(0, rename), KEY))

    report = verify(mine, others=[other])

    codes = {each.code for each in report.findings}
    assert codes & {"other-root-differs", "other-not-sound"}


def test_an_other_bundle_that_is_not_sound_proves_nothing(world: World, tmp_path: Path) -> None:
    mine, other = tmp_path / "mine.tar", tmp_path / "other.tar"
    mine.write_bytes(world.bundle())
    sender = next(name for name in world.signed if name != BLOC)
    other.write_bytes(world.bundle(name=sender)[:-512])

    report = verify(mine, others=[other])

    assert [each.code for each in report.findings] == ["other-not-sound"]


@pytest.mark.parametrize("count", [1, 255, 256, 257, 256 * 256 + 1])
def test_the_tiles_above_are_those_of_the_layout(count: int) -> None:
    blocks = [n.to_bytes(32) for n in range(count)]
    told = dict(upper_tiles(blocks))

    assert told[layout.tile_path("1", 0, min(count, TILE))][:32] == blocks[0]
    assert sum(len(data) for name, data in told.items() if name.startswith("tile/1/")) == 32 * count
    if count > TILE:
        tree = Frontier()
        for each in blocks[:TILE]:
            tree.add(each)
        assert told[layout.tile_path("2", 0, count // TILE)][:32] == tree.root
