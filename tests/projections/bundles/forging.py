"""A forger's workbench: takes a bundle apart, changes it, and puts it together so that as much as
possible fits again.

An outsider has no key: sums and tiles can be made to fit, signatures cannot. An insider has the
log's key and signs whatever was made.
"""

import io
import tarfile
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import msgpack
import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from projections.bundle import layout
from projections.bundle.export import sum_line, upper_tiles
from projections.bundle.signed import pem_of
from projections.bundle.ustar import Writer
from projections.checkpoints import Checkpoint, read_checkpoint
from projections.notes import LOG, Note, key_of, sign
from projections.tree import TILE, Tree, root_of
from tests.projections.bundles.world import KEY


class Workbench:
    """The members of a bundle, in their order."""

    def __init__(self, data: bytes) -> None:
        self.members: dict[str, bytes] = {}
        with tarfile.open(fileobj=io.BytesIO(data)) as tar:
            for info in tar:
                self.top, _, name = info.name.partition("/")
                file = tar.extractfile(info)
                assert file is not None
                self.members[name] = file.read()

    def packed(self) -> bytes:
        """The archive of the members as they stand."""
        out = io.BytesIO()
        writer = Writer(out, self.top)
        for name, data in self.members.items():
            writer.add(name, len(data), iter((data,)))
        writer.end()
        return out.getvalue()

    def summed(self, private: Ed25519PrivateKey | None = None) -> bytes:
        """The archive with its sums made to fit, and signed by this key."""
        lines = [
            sum_line(name, sha256(data).digest())
            for name, data in self.members.items()
            if name not in (layout.SUMS, layout.SUMS_SIGNATURE)
        ]
        self.members[layout.SUMS] = b"".join(lines)
        if private is not None:
            self.members[layout.SUMS_SIGNATURE] = private.sign(self.members[layout.SUMS])
        return self.packed()

    @property
    def leaves(self) -> list[bytes]:
        """The entries."""
        told: list[bytes] = []
        for name, data in self.members.items():
            if name.startswith("tile/entries/"):
                at = 0
                while at < len(data):
                    length = int.from_bytes(data[at : at + 2])
                    told.append(data[at + 2 : at + 2 + length])
                    at += 2 + length
        return told

    def with_leaves(self, leaves: list[bytes], private: Ed25519PrivateKey | None = None) -> bytes:
        """The archive with other entries, everything that needs no fold made to fit; the
        checkpoint is signed anew only with a key.
        """
        size = len(leaves)
        before = [name for name in self.members if name.startswith("tile/")]
        kept = {name: data for name, data in self.members.items() if name not in before}
        tree = Tree(lambda _start, _stop: [])
        tiles: dict[str, bytes] = {}
        for number, width in layout.tile_widths(size):
            some = leaves[number * TILE : number * TILE + width]
            hashes = [sha256(b"\0" + each).digest() for each in some]
            for each in hashes:
                tree.add(each)
            entries = b"".join(len(each).to_bytes(2) + each for each in some)
            tiles[layout.tile_path("entries", number, width)] = entries
            tiles[layout.tile_path("0", number, width)] = b"".join(hashes)
        tiles |= dict(upper_tiles(tree.blocks))
        self.members = _placed(kept, tiles)
        root = tree.root() if tree.tail else root_of(tree.blocks)
        self._restate(size, root, private)
        return self.summed(private)

    def _restate(self, size: int, root: bytes, private: Ed25519PrivateKey | None) -> None:
        manifest = msgspec.json.decode(self.members[layout.MANIFEST])
        manifest |= {"size": size, "root": root.hex()}
        self.set_manifest(manifest)
        self.top = layout.top_of(manifest["slug"], size)
        told, _ = read_checkpoint(self.members[layout.CHECKPOINT])
        text = Checkpoint(told.origin, size, root).text
        if private is None:
            return  # the checkpoint stands as it was signed
        note = Note(text, (sign(text, told.origin, private),))
        self.members[layout.CHECKPOINT] = str(note).encode()
        late = f"checkpoints/{size:012}"
        for name in [each for each in self.members if each.startswith("checkpoints/")]:
            if name >= late:
                del self.members[name]

    def set_manifest(self, manifest: dict[str, Any]) -> None:
        """Another description of the bundle."""
        data = msgspec.json.encode(manifest, order="sorted")
        self.members[layout.MANIFEST] = msgspec.json.format(data, indent=1) + b"\n"

    def events(self) -> list[dict[str, Any]]:
        """The entries decoded: stream, version, topic and envelope."""
        told = [msgpack.unpackb(leaf) for leaf in self.leaves]
        return [
            {
                "stream": each[1],
                "version": each[2],
                "topic": each[3],
                "state": msgpack.unpackb(each[4]),
            }
            for each in told
        ]

    def change(self, at: int, change: Callable[[dict[str, Any]], None]) -> list[bytes]:
        """The entries with one of them changed by a forger who keeps the encoding canonical."""
        leaves = self.leaves
        event = self.events()[at]
        change(event)
        leaves[at] = leaf_of(event)
        return leaves

    def rekeyed(self, private: Ed25519PrivateKey) -> bytes:
        """The whole bundle signed by another key, everywhere."""
        told, note = read_checkpoint(self.members[layout.CHECKPOINT])
        key = key_of(told.origin, LOG, private)
        self.members[layout.CHECKPOINT] = str(
            Note(note.text, (sign(note.text, told.origin, private),))
        ).encode()
        self.members[layout.LOG_KEY] = f"{key}\n".encode()
        self.members[layout.LOG_PEM] = pem_of(key)
        policy = self.members[layout.POLICY].decode().split("\n")
        self.members[layout.POLICY] = "\n".join([f"log {key}", *policy[1:]]).encode()
        gone = [n for n in self.members if n.startswith(("checkpoints/", "rotations/"))]
        for name in gone:
            del self.members[name]
        return self.summed(private)


def leaf_of(event: dict[str, Any]) -> bytes:
    """An event as a leaf in the canonical encoding."""
    state = msgpack.packb(in_order(event["state"]))
    leaf: bytes = msgpack.packb([1, event["stream"], event["version"], event["topic"], state])
    return leaf


def in_order(value: Any) -> Any:
    """A value with the keys of its maps in order."""
    if isinstance(value, dict):
        return {key: in_order(value[key]) for key in sorted(value)}
    return [in_order(each) for each in value] if isinstance(value, list) else value


def _placed(kept: dict[str, bytes], tiles: dict[str, bytes]) -> dict[str, bytes]:
    """The tiles where they belong: before what is derived."""
    placed: dict[str, bytes] = {}
    for name, data in kept.items():
        if name == "roll/members.csv":
            placed |= tiles
        placed[name] = data
    return placed


INSIDER = KEY
