"""Frauds by a forger who has not the key of the log."""

from random import Random
from typing import Any

import msgspec

from projections.bundle import layout
from projections.bundle.ustar import BLOCK
from projections.checkpoints import read_checkpoint
from projections.notes import Note, sign
from projections.rotations import rotation
from tests.projections.bundles.forging import Workbench
from tests.projections.bundles.fraud import flipped, named, outside
from tests.projections.bundles.world import OTHER_KEY


@outside("root-differs")
def an_event_is_altered(bench: Workbench, chance: Random) -> bytes:
    at = chance.randrange(1, len(bench.leaves))

    def change(event: dict[str, Any]) -> None:
        event["state"]["by"] = f"nobody-{chance.random()}"

    return bench.with_leaves(bench.change(at, change))


@outside("root-differs")
def an_event_is_dropped(bench: Workbench, chance: Random) -> bytes:
    leaves = bench.leaves
    del leaves[chance.randrange(1, len(leaves))]
    return bench.with_leaves(leaves)


@outside("root-differs")
def an_event_is_inserted(bench: Workbench, chance: Random) -> bytes:
    leaves = bench.leaves
    leaves.insert(chance.randrange(1, len(leaves)), chance.choice(leaves))
    return bench.with_leaves(leaves)


@outside("root-differs")
def two_events_are_swapped(bench: Workbench, chance: Random) -> bytes:
    leaves = bench.leaves
    at = chance.randrange(1, len(leaves) - 1)
    leaves[at], leaves[at + 1] = leaves[at + 1], leaves[at]
    return bench.with_leaves(leaves)


@outside("root-differs")
def the_newest_events_are_cut_off(bench: Workbench, chance: Random) -> bytes:
    return bench.with_leaves(bench.leaves[: -chance.randrange(1, 30)])


@outside("leaf-hash-differs")
def a_hash_tile_is_altered(bench: Workbench, chance: Random) -> bytes:
    name = named(bench, chance, "tile/0/")
    bench.members[name] = flipped(bench.members[name], chance)
    return bench.summed()


@outside("content-differs")
def content_is_altered(bench: Workbench, chance: Random) -> bytes:
    name = named(bench, chance, "content/")
    bench.members[name] = flipped(bench.members[name], chance)
    return bench.summed()


@outside("content-differs")
def two_contents_change_names(bench: Workbench, chance: Random) -> bytes:
    one, other = chance.sample([n for n in bench.members if n.startswith("content/")], 2)
    members = bench.members
    members[one], members[other] = members[other], members[one]
    return bench.summed()


@outside("content-not-what-events-name")
def content_is_left_out(bench: Workbench, chance: Random) -> bytes:
    shown = [n for n in bench.members if n.startswith("content/")]
    del bench.members[shown[-chance.randrange(1, 3)]]  # the last: nothing is computed from it
    return bench.summed()


@outside("derived-differs")
def a_result_is_altered(bench: Workbench, chance: Random) -> bytes:
    name = named(bench, chance, "results/")
    bench.members[name] = bench.members[name].replace(b'"winners":[', b'"winners":["X",', 1)
    return bench.summed()


@outside("derived-differs")
def a_list_of_ballots_is_altered(bench: Workbench, chance: Random) -> bytes:
    name = named(bench, chance, "ballots/")
    bench.members[name] = flipped(bench.members[name], chance)
    return bench.summed()


@outside("derived-differs")
def a_roll_is_altered(bench: Workbench, chance: Random) -> bytes:
    name = named(bench, chance, "roll/")
    bench.members[name] += b"U99,1,present,\n"
    return bench.summed()


@outside("derived-differs")
def a_rulebook_for_readers_is_altered(bench: Workbench, chance: Random) -> bytes:
    name = named(bench, chance, "rules/")
    bench.members[name] = flipped(bench.members[name], chance)
    return bench.summed()


@outside("sums-differ")
def a_text_is_altered(bench: Workbench, chance: Random) -> bytes:
    name = chance.choice([*layout.TEXTS, layout.SCHEMA, layout.VECTORS, layout.ALONE])
    bench.members[name] = flipped(bench.members[name], chance)
    return bench.packed()


@outside("sums-not-signed")
def a_text_is_altered_and_summed(bench: Workbench, chance: Random) -> bytes:
    name = chance.choice([*layout.TEXTS, layout.SCHEMA, layout.VECTORS, layout.ALONE])
    bench.members[name] = flipped(bench.members[name], chance)
    return bench.summed()


@outside("signature-false")
def a_signature_is_forged(bench: Workbench, chance: Random) -> bytes:
    told, note = read_checkpoint(bench.members[layout.CHECKPOINT])
    first = note.signatures[0]
    false = sign(told.text, told.origin, OTHER_KEY)
    forged = type(first)(first.name, first.id, flipped(false.signature, chance))
    bench.members[layout.CHECKPOINT] = str(Note(note.text, (forged,))).encode()
    return bench.summed()


@outside("signature-false")
def a_witness_is_forged(bench: Workbench, chance: Random) -> bytes:
    _, note = read_checkpoint(bench.members[layout.CHECKPOINT])
    log, witness = note.signatures
    forged = type(log)(witness.name, witness.id, flipped(witness.signature, chance))
    bench.members[layout.CHECKPOINT] = str(Note(note.text, (log, forged))).encode()
    return bench.summed()


@outside("key-not-trusted")
def all_is_signed_by_another_key(bench: Workbench, chance: Random) -> bytes:
    return bench.rekeyed(OTHER_KEY)


@outside("rotation-out-of-place")
def a_rotation_is_forged(bench: Workbench, chance: Random) -> bytes:
    forged = rotation(1, OTHER_KEY, OTHER_KEY)
    bench.members[layout.rotation_path(1)] = str(forged).encode()
    return bench.summed()


@outside("checkpoint-not-signed")
def an_earlier_checkpoint_is_invented(bench: Workbench, chance: Random) -> bytes:
    name = named(bench, chance, "checkpoints/")
    told, note = read_checkpoint(bench.members[name])
    other = sign(told.text, told.origin, OTHER_KEY)
    bench.members[name] = str(Note(note.text, (other,))).encode()
    return bench.summed()


@outside("manifest-differs")
def the_description_is_altered(bench: Workbench, chance: Random) -> bytes:
    manifest = msgspec.json.decode(bench.members[layout.MANIFEST])
    field = chance.choice(["origin", "root", "notice"])
    manifest[field] = {"origin": "another/log/1", "root": "00" * 32, "notice": []}[field]
    bench.set_manifest(manifest)
    return bench.summed()


@outside("member-not-expected")
def a_member_is_added(bench: Workbench, chance: Random) -> bytes:
    names = list(bench.members)
    at = chance.randrange(1, len(names))
    added = f"{names[at]}.more" if "/" in names[at] else "more.txt"
    members = {name: bench.members[name] for name in names[:at]}
    members[added] = b"more"
    bench.members = members | {name: bench.members[name] for name in names[at:]}
    return bench.packed()


@outside("member-not-expected")
def a_member_is_taken_away(bench: Workbench, chance: Random) -> bytes:
    del bench.members[
        chance.choice([*layout.TEXTS, layout.POLICY, layout.SCHEMA, "roll/members.csv"])
    ]
    return bench.packed()


@outside("archive-not-canonical")
def a_header_is_altered(bench: Workbench, chance: Random) -> bytes:
    data = bytearray(bench.packed())
    field = chance.choice([(136, b"1"), (108, b"1"), (265, b"root"), (106, b"5"), (156, b"2")])
    data[field[0] : field[0] + len(field[1])] = field[1]
    data[148:156] = b"%06o\0 " % (sum(data[:148]) + sum(data[156:BLOCK]) + 8 * 32)
    return bytes(data)


@outside("archive-has-a-tail")
def something_follows_the_archive(bench: Workbench, chance: Random) -> bytes:
    return bench.packed() + bytes(BLOCK * chance.randrange(1, 9))


@outside("archive-cut-short")
def the_archive_is_cut_short(bench: Workbench, chance: Random) -> bytes:
    data = bench.packed()
    return data[: chance.randrange(BLOCK * 4, len(data) - BLOCK)]


@outside("archive-not-canonical")
def padding_holds_something(bench: Workbench, chance: Random) -> bytes:
    data = bytearray(bench.packed())
    size = len(bench.members[layout.MANIFEST])
    data[BLOCK + size + chance.randrange(-size % BLOCK)] = 1
    return bytes(data)
