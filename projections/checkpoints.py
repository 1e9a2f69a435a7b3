"""Checkpoints: signed statements of a ledger's size and root, as C2SP tlog-checkpoint has them.

    ORIGIN        body/slug/epoch: which log this is
    SIZE          decimal
    ROOT          base64

Whoever has kept one of some 250 bytes can tell later whether anything before it was changed.
"""

from base64 import b64encode

import msgspec

from engine.errors.audit import CheckpointInvalid
from engine.events.season import LedgerOpened
from projections.notes import Note, decoded64, read_note


class Checkpoint(msgspec.Struct, frozen=True):
    """What a checkpoint states."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """The text that is signed."""
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"


def origin_of(opened: LedgerOpened) -> str:
    """The name of a ledger as a log."""
    return f"{opened.body.id}/{opened.slug}/{opened.epoch}"


def read_checkpoint(data: bytes) -> tuple[Checkpoint, Note]:
    """A checkpoint and the note it is in. Refuses `NoteInvalid` and `CheckpointInvalid`."""
    note = read_note(data)
    return checkpoint_of(note), note


def checkpoint_of(note: Note) -> Checkpoint:
    """What a note states. Refuses `CheckpointInvalid`; extension lines are refused too."""
    lines = note.text.removesuffix("\n").split("\n")
    if len(lines) != 3:
        raise CheckpointInvalid(reason="not three lines")
    origin, size, root = lines
    hashed = decoded64(root)
    if not origin or hashed is None or len(hashed) != 32:
        raise CheckpointInvalid(reason="no origin, or no root of 32 bytes")
    if not size.isdecimal() or not size.isascii() or str(int(size[:20])) != size:
        raise CheckpointInvalid(reason="no size")
    return Checkpoint(origin, int(size), hashed)
