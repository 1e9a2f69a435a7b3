"""Writes a bundle: the same ledger, checkpoints and level give the same bytes.

The store is read twice, a page at a time: once to fold, to hash every event anew and to learn what
must go along, once to write. What is written is never held whole, only one line of sums a member.
"""

from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID

from engine.errors.ledger import StoreDamaged
from engine.persistence.codec import Row, decode_row, hash_of_leaf, leaf, leaf_hash
from engine.persistence.reading import with_content
from engine.persistence.store import Private, Store
from projections.bundle import layout, manifest
from projections.bundle.derived import Derived, derived, plain_json
from projections.bundle.parts import Parts
from projections.bundle.schema import Vectors, events_schema
from projections.bundle.signed import Signed, pem_of, policy_of, witnesses_of
from projections.bundle.ustar import Writer
from projections.checkpoints import Checkpoint, checkpoint_of
from projections.rotations import read_rotation
from projections.state import State, fold
from projections.tree import TILE, Frontier, root_of

_TEXTS = Path(__file__).parent / "texts"
ALONE = Path(__file__).parent / "alone.py"
_PRIVATES_AT_ONCE = 500


def sum_line(name: str, digest: bytes) -> bytes:
    """One line of `SHA256SUMS`, as `sha256sum` writes it."""
    return f"{digest.hex()}  {name}\n".encode()


class Export:
    """One bundle on its way out."""

    def __init__(
        self, store: Store, ledger: UUID, signed: Signed, *, level: str, program: str
    ) -> None:
        self._store = store
        self._ledger = ledger
        self._signed = signed
        self._level = level
        self._program = program
        self._checkpoint: Checkpoint = checkpoint_of(signed.checkpoint)
        self._state = State()
        self._parts = Parts()
        self._vectors = Vectors()

    def write(self, out: BinaryIO) -> None:
        """Write it. Refuses `StoreDamaged` if the store does not hold what was signed."""
        self._fold()
        opened = self._state.ledger.season.opened
        assert opened is not None, "a ledger begins with its opening"
        self._out = Writer(out, layout.top_of(opened.slug, self._checkpoint.size))
        self._sums = bytearray()
        told = manifest.manifest_of(
            ledger=self._ledger,
            slug=opened.slug,
            checkpoint=self._checkpoint,
            level=self._level,
            withheld=self._parts.withheld,
            program=self._program,
        )
        self._add(layout.MANIFEST, manifest.written(told))
        self._head()
        self._contents()
        self._tiles()
        for each in derived(self._state):
            self._add_derived(each)
        sums = bytes(self._sums)
        self._add(layout.SUMS, sums)
        self._add(layout.SUMS_SIGNATURE, self._signed.sign(sums))
        self._out.end()

    def _rows(self) -> Iterator[Row]:
        return self._store.read(self._ledger, until=self._checkpoint.size - 1)

    def _content(self, digest: bytes) -> bytes:
        return self._store.content(self._ledger, digest)

    def _fold(self) -> None:
        tree = Frontier()
        for row in self._rows():
            tree.add(leaf_hash(row))
            recorded = with_content(decode_row(row), self._content)
            fold(self._state, recorded)
            self._parts.take(row.index, recorded.event)
            self._vectors.take(row, recorded.event.VERSION)
        if (tree.size, tree.root) != (self._checkpoint.size, self._checkpoint.root):
            raise StoreDamaged(
                store=str(self._ledger), reason="its events are not those that were signed"
            )

    def _head(self) -> None:
        signed = self._signed
        for name in layout.TEXTS:
            self._add(name, (_TEXTS / name).read_bytes())
        self._add(layout.CHECKPOINT, str(signed.checkpoint).encode())
        for note in signed.earlier:
            self._add(layout.checkpoint_path(checkpoint_of(note).size), str(note).encode())
        self._add(layout.LOG_KEY, f"{signed.key}\n".encode())
        self._add(layout.LOG_PEM, pem_of(signed.key))
        self._add(layout.POLICY, policy_of(signed.key, signed.policy))
        self._add(layout.WITNESSES, witnesses_of(signed.policy))
        for note in signed.rotations:
            number = read_rotation(note).number
            self._add(layout.rotation_path(number), str(note).encode())
        self._add(layout.ENCODING, (_TEXTS / "ENCODING.md").read_bytes())
        self._add(layout.SCHEMA, events_schema())
        self._add(layout.VECTORS, self._vectors_told())
        self._add(layout.ALONE, ALONE.read_bytes())

    def _vectors_told(self) -> bytes:
        withheld = {index for each in self._parts.withheld.values() for index in each}
        return self._vectors.told(withheld)

    def _contents(self) -> None:
        for digest, size in self._parts.contents_at(layout.LEFT_OUT[self._level]):
            data = self._content(digest)
            if sha256(data).digest() != digest or len(data) != size:
                raise StoreDamaged(store=str(self._ledger), reason=f"content {digest.hex()}")
            self._add(layout.content_path(digest), data)
        if self._level == layout.AUDITOR:
            lines = [plain_json(row) for row in self._privates()]
            self._add(layout.PRIVATE, b"".join(lines))

    def _privates(self) -> Iterator[dict[str, Any]]:
        refs = [UUID(bytes=ref) for ref in self._parts.sealed]
        for at in range(0, len(refs), _PRIVATES_AT_ONCE):
            some = refs[at : at + _PRIVATES_AT_ONCE]
            kept: dict[UUID, Private] = self._store.privates(self._ledger, some)
            for ref in some:
                if ref in kept:
                    row = kept[ref]
                    yield {"ref": ref.hex, "salt": row.salt.hex(), "value": row.value}

    def _tiles(self) -> None:
        withheld = {index for each in self._parts.withheld.values() for index in each}
        blocks: list[bytes] = []
        tile: list[Row] = []
        for row in self._rows():
            tile.append(row)
            if len(tile) == TILE:
                blocks.append(self._tile(len(blocks), tile, withheld))
                tile.clear()
        if tile:
            self._tile(len(blocks), tile, withheld)
        for name, data in upper_tiles(blocks):
            self._add(name, data)

    def _tile(self, number: int, rows: list[Row], withheld: set[int]) -> bytes:
        leaves = [leaf(row) for row in rows]
        hashes = list(map(hash_of_leaf, leaves))
        told = [
            b"\0\0" if row.index in withheld else len(each).to_bytes(2) + each
            for row, each in zip(rows, leaves, strict=True)
        ]
        self._add(layout.tile_path("entries", number, len(rows)), b"".join(told))
        self._add(layout.tile_path("0", number, len(rows)), b"".join(hashes))
        return root_of(hashes)

    def _add_derived(self, each: Derived) -> None:
        size = sum(len(chunk) for chunk in each.data())
        self._sums += sum_line(each.name, self._out.add(each.name, size, each.data()))

    def _add(self, name: str, data: bytes) -> None:
        digest = self._out.add(name, len(data), iter((data,)))
        if name not in (layout.SUMS, layout.SUMS_SIGNATURE):
            self._sums += sum_line(name, digest)


def upper_tiles(blocks: Iterable[bytes]) -> Iterator[tuple[str, bytes]]:
    """The hash tiles above level 0, from the hashes of the full tiles of level 0."""
    level, hashes = 1, list(blocks)
    while hashes:
        above: list[bytes] = []
        for number, width in layout.tile_widths(len(hashes)):
            some = hashes[number * TILE : number * TILE + width]
            yield layout.tile_path(str(level), number, width), b"".join(some)
            if width == TILE:
                above.append(root_of(some))
        level, hashes = level + 1, above
