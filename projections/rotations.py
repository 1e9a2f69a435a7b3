"""A change of the log's key, stated by both keys, so that whoever trusts the old one can follow.

A note, signed under the name `suyton-log-key` by the old key and by the new one:

    suyton key rotation
    NUMBER                      1, 2, …
    BASE64(old public key)
    BASE64(new public key)
"""

from base64 import b64encode
from collections.abc import Sequence

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from engine.errors.audit import NoteInvalid
from projections.notes import LOG, Note, VerifierKey, decoded64, sign

TITLE = "suyton key rotation"
NAME = "suyton-log-key"


class Rotation(msgspec.Struct, frozen=True):
    """Which key took over from which."""

    number: int
    old: bytes
    new: bytes

    @property
    def text(self) -> str:
        """The text that both keys sign."""
        keys = (b64encode(key).decode() for key in (self.old, self.new))
        return "\n".join([TITLE, str(self.number), *keys, ""])


def rotation(number: int, old: Ed25519PrivateKey, new: Ed25519PrivateKey) -> Note:
    """The statement, signed by both."""
    publics = [key.public_key().public_bytes_raw() for key in (old, new)]
    text = Rotation(number, *publics).text
    return Note(text, (sign(text, NAME, old), sign(text, NAME, new)))


def read_rotation(note: Note) -> Rotation:
    """What a note states. Refuses `NoteInvalid` unless both keys signed it."""
    lines = note.text.split("\n")
    keys = [decoded64(line) for line in lines[2:4]]
    if len(lines) != 5 or lines[0] != TITLE or lines[1] not in map(str, range(1, 10_000)):
        raise NoteInvalid(reason="no key rotation")
    old, new = keys
    if old is None or new is None or len(old) != 32 or len(new) != 32 or lines[4]:
        raise NoteInvalid(reason="no key rotation")
    for key in (old, new):
        if not note.signed_by(VerifierKey(NAME, LOG, key)):
            raise NoteInvalid(reason="a key rotation that one of the keys did not sign")
    return Rotation(int(lines[1]), old, new)


def followed(trusted: bytes, rotations: Sequence[Rotation]) -> tuple[bytes, ...]:
    """The public keys that a trusted one vouches for: itself, and those that took over from it.

    Keys before it are not vouched for: a later key cannot say what an earlier one was.
    """
    keys = [trusted]
    for each in rotations:
        if each.old == keys[-1]:
            keys.append(each.new)
    return tuple(keys)
