"""A witness: cosigns the checkpoints of a log, and never two histories of one log.

It keeps the newest checkpoint it has seen of each log, on the disk before it lets its signature go.
"""

from pathlib import Path

import msgspec

from api.notary.keyring import Keyring
from api.notary.place import write_whole
from engine.errors.audit import KeyInvalid
from engine.values.text import shown
from projections.bundle.findings import Finding
from projections.bundle.trust import Trust
from projections.bundle.verify import verify
from projections.checkpoints import read_checkpoint
from projections.notes import WITNESS, Note, cosign, is_name, key_of


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it: the cosigned checkpoint, or None and why."""

    key: str
    origin: str
    size: int
    text: str | None
    findings: tuple[Finding, ...] = ()


class Witness:
    """A witness of this name, with its key and memory in a folder."""

    def __init__(self, folder: Path, name: str) -> None:
        if not is_name(name):
            raise KeyInvalid(key=shown(name), expected="a name without spaces and plus signs")
        self.name = name
        self.folder = folder
        self.keys = Keyring(folder, "witness.key")

    def see(self, bundle: Path, trusted: str | None, seconds: int) -> Seen:
        """Verify a bundle and cosign its checkpoint, at this time.

        Refuses what `verify` refuses, and `KeyFileExposed`.
        """
        with self.keys.locked():
            private = self.keys.private()
            key = str(key_of(self.name, WITNESS, private))
            report = verify(bundle, Trust(key=trusted))
            before = self._newest(report.origin) if report.is_sound else None
            if before is not None:
                report = verify(bundle, Trust(key=trusted, since=before))
            note = report.note
            told = Seen(
                key=key,
                origin=report.origin,
                size=report.size,
                text=None,
                findings=tuple(report.findings),
            )
            if not report.is_sound or note is None:
                return told
            signature = cosign(note.text, self.name, private, seconds)
            # Without other witnesses' lines: they are not this one's to hand on.
            signed = Note(note.text, (note.signatures[0], signature))
            write_whole(self._place(report.origin), str(signed).encode())
            return msgspec.structs.replace(told, text=str(signed))

    def _newest(self, origin: str) -> Note | None:
        path = self._place(origin)
        return read_checkpoint(path.read_bytes())[1] if path.exists() else None

    def _place(self, origin: str) -> Path:
        return self.folder / "seen" / origin
