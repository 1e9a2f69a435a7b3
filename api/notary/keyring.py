"""The keys of a log or of a witness: made at first need, kept in files that only the owner reads.

`log.key` is the signing key (PKCS #8, as `openssl pkey` reads it); `rotations/0001` … say which key
took over from which. A retired private key is not kept: who has it could go on signing.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from api.notary.place import write_whole
from engine.errors.audit import KeyFileExposed, KeyInvalid
from engine.persistence.sqlite_file import reached
from projections.notes import Note, read_note
from projections.rotations import rotation


class Keyring:
    """The key in a folder. `file` is its name."""

    def __init__(self, folder: Path, file: str = "log.key") -> None:
        self.folder = folder
        self.path = folder / file

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the folder against every other process. Refuses `StoreUnavailable`."""
        with reached(self.folder):
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        try:
            yield
        finally:
            os.close(descriptor)

    def private(self) -> Ed25519PrivateKey:
        """The key, made if there is none; to be called with the folder locked.

        Refuses `KeyFileExposed`, `KeyInvalid`, `StoreUnavailable`.
        """
        if not self.path.exists():
            self._write(Ed25519PrivateKey.generate())
        with reached(self.path):
            mode = self.path.stat().st_mode & 0o777
            if mode & 0o077:
                raise KeyFileExposed(file=str(self.path), mode=f"{mode:04o}")
            data = self.path.read_bytes()
        try:
            key = load_pem_private_key(data, None)
        except (ValueError, TypeError):
            key = None
        if not isinstance(key, Ed25519PrivateKey):
            raise KeyInvalid(key=str(self.path), expected="an Ed25519 key in PEM")
        return key

    def rotate(self) -> Note:
        """Let a new key take over. The statement is kept before the new key signs anything."""
        with self.locked():
            old, new = self.private(), Ed25519PrivateKey.generate()
            number = len(self._rotation_files()) + 1
            note = rotation(number, old, new)
            write_whole(self.folder / "rotations" / f"{number:04}", str(note).encode())
            self._write(new)
            return note

    def rotations(self) -> list[Note]:
        """The statements, oldest first."""
        return [read_note(path.read_bytes()) for path in self._rotation_files()]

    def _rotation_files(self) -> list[Path]:
        return sorted((self.folder / "rotations").glob("[0-9]*"))

    def _write(self, key: Ed25519PrivateKey) -> None:
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        write_whole(self.path, pem, mode=0o600)
