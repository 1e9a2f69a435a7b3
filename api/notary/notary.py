"""Signs checkpoints, and never two that contradict each other.

What was signed is kept on the disk before anybody sees it. Before anything is signed, the tree of
the ledger as it is now must contain the last tree that was signed: a ledger that has shrunk (an old
backup put back) or whose past has changed is refused.
"""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import msgspec

from api.notary.keyring import Keyring
from api.notary.place import write_whole
from engine.errors.audit import (
    CheckpointInconsistent,
    CheckpointInvalid,
    CheckpointNotFound,
    CheckpointShrinks,
    WitnessUnknown,
)
from engine.errors.ledger import IndexBeyondHead
from engine.events.season import EpochBegun
from engine.persistence.codec import leaf, open_envelope
from engine.persistence.store import Store
from engine.values.ids import stream_id
from projections.checkpoints import Checkpoint, checkpoint_of, origin_of, read_checkpoint
from projections.notes import LOG, Note, VerifierKey, key_of, sign
from projections.policy import Policy, read_policy
from projections.receipts import Receipt
from projections.rotations import read_rotation
from projections.trees import Trees


class Notary:
    """The notary of one store. Threads and processes may ask at will."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store = store
        self.folder = folder
        self.keys = Keyring(folder)
        self.trees = Trees(store)

    def origin(self, ledger: UUID) -> str:
        """The name of the ledger as a log."""
        opened = open_envelope(next(self.store.read(ledger, limit=1))).data
        begun = self.store.stream(ledger, stream_id(ledger, EpochBegun.ABOUT))
        if begun:  # a restored copy goes on as a log of its own
            epoch = open_envelope(begun[-1]).data.epoch
            opened = msgspec.structs.replace(opened, epoch=epoch)
        return origin_of(opened)

    def key(self, ledger: UUID) -> VerifierKey:
        """What the ledger's checkpoints are verified with."""
        with self.keys.locked():
            return key_of(self.origin(ledger), LOG, self.keys.private())

    def keys_under(self, origin: str) -> list[VerifierKey]:
        """What checkpoints of this name may have been signed with: the key of now, and those it
        took over from, newest first.
        """
        with self.keys.locked():
            publics = [self.keys.private().public_key().public_bytes_raw()]
            for each in map(read_rotation, reversed(self.keys.rotations())):
                if each.new == publics[-1]:
                    publics.append(each.old)
        return [VerifierKey(origin, LOG, public) for public in publics]

    def checkpoint(self, ledger: UUID) -> Note:
        """A signed checkpoint of the ledger as it is now; the kept one, if there is one already.

        Refuses `CheckpointShrinks` and `CheckpointInconsistent`, and what the keyring refuses.
        """
        origin = self.origin(ledger)
        with self.keys.locked():
            private = self.keys.private()
            size = self.store.head(ledger).size
            last = self._last(origin)
            now = Checkpoint(origin, size, self._extending(ledger, size, last))
            kept = None if last is None or last.size != size else self.note(origin, size)
            note = kept or Note(now.text, ())
            if note.signed_by(key_of(origin, LOG, private)):
                return note
            signed = Note(note.text, (sign(note.text, origin, private), *note.signatures))
            self._keep(signed)
            return signed

    def sizes(self, origin: str) -> list[int]:
        """The sizes at which checkpoints were signed."""
        return sorted(int(path.name) for path in self._place(origin).glob("[0-9]*"))

    def note(self, origin: str, size: int) -> Note:
        """A checkpoint that was signed before. Refuses `CheckpointNotFound`."""
        path = self._place(origin) / str(size)
        if not path.exists():
            raise CheckpointNotFound(origin=origin, size=size, signed=self.sizes(origin)[-8:])
        return read_checkpoint(path.read_bytes())[1]

    def notes(self, origin: str) -> Iterator[Note]:
        """Every checkpoint that was signed, smallest first."""
        return (self.note(origin, size) for size in self.sizes(origin))

    def take_cosignatures(self, ledger: UUID, cosigned: Note) -> Note:
        """Keep what trusted witnesses have added to a checkpoint.

        Refuses `CheckpointNotFound`, `CheckpointInvalid`, `WitnessUnknown`, `NoteInvalid`.
        """
        told, origin, policy = checkpoint_of(cosigned), self.origin(ledger), self.policy()
        with self.keys.locked():
            note = self.note(origin, told.size)
            if note.text != cosigned.text:
                raise CheckpointInvalid(reason="another log, or another root than was signed")
            names = policy.cosigned(cosigned)
            if not names:
                raise WitnessUnknown(origin=origin, known=tuple(policy.witnesses))
            keys = [policy.witnesses[name] for name in names]
            for each in cosigned.signatures:
                if any((key.name, key.id) == (each.name, each.id) for key in keys):
                    note = note.with_signature(each)
            self._keep(note)
        return note

    def receipt(self, ledger: UUID, index: int) -> Receipt:
        """One event with its proof under a checkpoint of now. Refuses `IndexBeyondHead`."""
        note = self.checkpoint(ledger)
        told = checkpoint_of(note)
        if not 0 <= index < told.size:
            raise IndexBeyondHead(index=index, head=told.size - 1)
        row = next(self.store.read(ledger, after=index - 1, limit=1))
        path = tuple(self.trees.inclusion(ledger, index, told.size))
        return Receipt(leaf=leaf(row), index=index, path=path, note=note, checkpoint=told)

    def extension(self, ledger: UUID, since: int, size: int) -> list[bytes]:
        """The proof that the tree of the second size extends the one signed at the first.

        Refuses `CheckpointNotFound`.
        """
        origin = self.origin(ledger)
        self.note(origin, since)
        if since > size:
            raise CheckpointNotFound(origin=origin, size=since, signed=(size,))
        return self.trees.consistency(ledger, since, size)

    def newest(self, ledger: UUID) -> Note | None:
        """The newest checkpoint that was signed; None if none was."""
        origin = self.origin(ledger)
        sizes = self.sizes(origin)
        return self.note(origin, sizes[-1]) if sizes else None

    def policy(self) -> Policy:
        """Whom this log lets witness. Refuses `PolicyInvalid`."""
        path = self.folder / "policy"
        return read_policy(path.read_bytes()) if path.exists() else Policy()

    def trust(self, witness: VerifierKey, needed: int | None = None) -> Policy:
        """Let a witness cosign; `needed` of all witnesses make the quorum."""
        with self.keys.locked():
            policy = self.policy().trusting(witness, needed)
            write_whole(self.folder / "policy", str(policy).encode())
        return policy

    def _extending(self, ledger: UUID, size: int, last: Checkpoint | None) -> bytes:
        """The root at this size, if the tree contains the last one that was signed."""
        if last is None:
            return self.trees.root(ledger, size)
        facts = {"origin": last.origin, "size": size, "signed": last.size}
        if size < last.size:
            raise CheckpointShrinks(**facts)
        root = self.trees.root(ledger, size)
        if self.trees.root(ledger, last.size) != last.root:
            raise CheckpointInconsistent(**facts)
        return root

    def _last(self, origin: str) -> Checkpoint | None:
        sizes = self.sizes(origin)
        return checkpoint_of(self.note(origin, sizes[-1])) if sizes else None

    def _keep(self, note: Note) -> None:
        told = checkpoint_of(note)
        write_whole(self._place(told.origin) / str(told.size), str(note).encode())

    def _place(self, origin: str) -> Path:
        # Body, slug and epoch are codes: letters, digits, dots and dashes, never a path.
        return self.folder / "checkpoints" / origin
