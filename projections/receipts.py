"""Receipts: one event, and the proof that it stands in a signed tree (C2SP tlog-proof).

    c2sp.org/tlog-proof@v1
    extra BASE64(leaf)          the event itself; its hash is what the path begins with
    index INDEX
    BASE64(hash)                the path, from the leaf's side up, one line each
                                (an empty line)
    the signed checkpoint

Whoever keeps one needs nothing else to show that the event was recorded, and as what.
"""

from base64 import b64encode

import msgspec

from engine.errors.audit import ReceiptInvalid
from engine.persistence.codec import LEAF_BYTES_MAX, Row, hash_of_leaf
from projections.checkpoints import Checkpoint, read_checkpoint
from projections.notes import NOTE_BYTES_MAX, Note, VerifierKey, decoded64
from projections.proofs import is_included

HEADER = "c2sp.org/tlog-proof@v1"
RECEIPT_BYTES_MAX = 2 * LEAF_BYTES_MAX + 2 * NOTE_BYTES_MAX
PATH_MAX = 64


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """A leaf, where it stands, and the way to the root of a checkpoint."""

    leaf: bytes
    index: int
    path: tuple[bytes, ...]
    note: Note
    checkpoint: Checkpoint

    def __str__(self) -> str:
        lines = [HEADER, f"extra {b64encode(self.leaf).decode()}", f"index {self.index}"]
        lines += [b64encode(node).decode() for node in self.path]
        return "\n".join([*lines, "", str(self.note)])

    @property
    def leaf_hash(self) -> bytes:
        """SHA-256(0x00 ‖ leaf), what the path begins with."""
        return hash_of_leaf(self.leaf)

    @property
    def is_sound(self) -> bool:
        """Does the path lead from the leaf to the root. Says nothing of who signed."""
        told = self.checkpoint
        return is_included(self.leaf_hash, self.index, told.size, self.path, told.root)

    def signed_by(self, key: VerifierKey) -> bool:
        """Did this key of this log sign the checkpoint. Refuses `NoteInvalid` for a signature in
        its name that is false.
        """
        return self.note.signed_by(key) and key.name == self.checkpoint.origin

    def row(self) -> Row:
        """The event as a store keeps it. Refuses `ReceiptInvalid`."""
        return Row(self.index, *read_leaf(self.leaf))


def read_receipt(data: bytes) -> Receipt:
    """A receipt as it is written. Refuses `ReceiptInvalid`, `NoteInvalid`, `CheckpointInvalid`."""
    if len(data) > RECEIPT_BYTES_MAX:
        raise ReceiptInvalid(reason=f"longer than {RECEIPT_BYTES_MAX} bytes")
    head, gap, rest = data.partition(b"\n\n")
    lines = head.decode("utf-8", "replace").split("\n")
    if not gap or len(lines) < 3 or lines[0] != HEADER:
        raise ReceiptInvalid(reason="not a proof of tlog-proof@v1")
    leaf = decoded64(lines[1].removeprefix("extra ")) if lines[1].startswith("extra ") else None
    if leaf is None:
        raise ReceiptInvalid(reason="the event itself is not in it")
    index = lines[2].removeprefix("index ")
    if not lines[2].startswith("index ") or not (index.isdecimal() and index.isascii()):
        raise ReceiptInvalid(reason="no index")
    path = [decoded64(line) for line in lines[3:]]
    if len(path) > PATH_MAX or len(index) > 19 or str(int(index)) != index:
        raise ReceiptInvalid(reason="no index, or too long a path")
    checkpoint, note = read_checkpoint(rest)
    return Receipt(
        leaf=leaf,
        index=int(index),
        path=tuple(_hash(node) for node in path),
        note=note,
        checkpoint=checkpoint,
    )


def _hash(node: bytes | None) -> bytes:
    if node is None or len(node) != 32:
        raise ReceiptInvalid(reason="a line of the path is no hash")
    return node


def read_leaf(leaf: bytes) -> tuple[bytes, int, str, bytes]:
    """Stream id, version, topic and stored bytes of a leaf. Refuses `ReceiptInvalid`."""
    import msgpack

    try:
        told = msgpack.unpackb(leaf, raw=False, max_str_len=64, max_bin_len=LEAF_BYTES_MAX)
    except (ValueError, msgpack.UnpackException):
        told = None
    match told:
        case [1, bytes() as stream, int() as version, str() as topic, bytes() as state]:
            return stream, version, topic, state
        case _:
            raise ReceiptInvalid(reason="the event is no leaf")
