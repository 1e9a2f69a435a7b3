"""Signed notes: text with signatures under it, as C2SP signed-note and tlog-cosignature have them.

    text, each line ended by a line feed
                                            (an empty line)
    — NAME BASE64(key id (4 bytes) ‖ signature)            one line for each signature

A verifier key is `NAME+ID+BASE64(kind ‖ public key)`; its id is the first 4 bytes of
SHA-256(NAME ‖ LF ‖ kind ‖ public key), in hexadecimal. Kind 1 signs the text with Ed25519;
kind 4, a witness's, signs `cosignature/v1 LF time SECONDS LF` and the text, and its signature
begins with the seconds (8 bytes). Signatures of unknown keys are left aside, as the format asks.
"""

from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from hashlib import sha256

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from engine.errors.audit import KeyInvalid, NoteInvalid
from engine.values.text import shown

LOG, WITNESS = 1, 4
"""The kinds of key: a log's, and a witness's."""
NOTE_BYTES_MAX = 64 * 1024
SIGNATURES_MAX = 64
_DASH = "\u2014 "
EXPECTED = "NAME+ID+KEY of an Ed25519 key"


class VerifierKey(msgspec.Struct, frozen=True):
    """A named public key. `public` are its 32 bytes."""

    name: str
    kind: int
    public: bytes

    @property
    def id(self) -> bytes:
        """The 4 bytes that signatures name it by."""
        told = self.name.encode() + b"\n" + bytes([self.kind]) + self.public
        return sha256(told).digest()[:4]

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the public key, for people to compare; the same under every name."""
        return fingerprint(self.public)

    def __str__(self) -> str:
        told = b64encode(bytes([self.kind]) + self.public).decode()
        return f"{self.name}+{self.id.hex()}+{told}"

    def verifies(self, signature: bytes, text: bytes) -> bool:
        """Is this the key's signature (without the key id) of the text."""
        if self.kind == WITNESS:
            if len(signature) != 72:
                return False
            seconds, signature = int.from_bytes(signature[:8]), signature[8:]
            text = _cosigned(text, seconds)
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text)
        except InvalidSignature:
            return False
        return True


class Signature(msgspec.Struct, frozen=True):
    """One line under a note."""

    name: str
    id: bytes
    signature: bytes

    def __str__(self) -> str:
        return f"{_DASH}{self.name} {b64encode(self.id + self.signature).decode()}"

    @property
    def seconds(self) -> int:
        """When a witness gave it, in seconds since the epoch."""
        return int.from_bytes(self.signature[:8])


class Note(msgspec.Struct, frozen=True):
    """A text, its last line feed included, and the signatures under it."""

    text: str
    signatures: tuple[Signature, ...]

    def __str__(self) -> str:
        return self.text + "\n" + "".join(f"{each}\n" for each in self.signatures)

    def signed_by(self, key: VerifierKey) -> bool:
        """Did the key sign it. Refuses `NoteInvalid` for a signature in its name that is false."""
        named = [s for s in self.signatures if (s.name, s.id) == (key.name, key.id)]
        if any(not key.verifies(each.signature, self.text.encode()) for each in named):
            raise NoteInvalid(reason=f"false signature of {key.name}")
        return bool(named)

    def with_signature(self, signature: Signature) -> "Note":
        """The note with one more line; one that is there already is not added again."""
        if signature in self.signatures:
            return self
        return Note(self.text, (*self.signatures, signature))


def fingerprint(public: bytes) -> str:
    """SHA-256 of a public key in hexadecimal."""
    return sha256(public).hexdigest()


def sign(text: str, name: str, private: Ed25519PrivateKey) -> Signature:
    """A log's signature."""
    key = key_of(name, LOG, private)
    return Signature(name, key.id, private.sign(text.encode()))


def cosign(text: str, name: str, private: Ed25519PrivateKey, seconds: int) -> Signature:
    """A witness's signature, given at this time."""
    key = key_of(name, WITNESS, private)
    signature = private.sign(_cosigned(text.encode(), seconds))
    return Signature(name, key.id, seconds.to_bytes(8) + signature)


def key_of(name: str, kind: int, private: Ed25519PrivateKey) -> VerifierKey:
    """The verifier key of a private key under this name."""
    return VerifierKey(name, kind, private.public_key().public_bytes_raw())


def read_key(text: str, *kinds: int) -> VerifierKey:
    """A verifier key as it is written. Refuses `KeyInvalid` unless it is of one of the kinds."""
    name, _, rest = text.strip().partition("+")
    told, _, coded = rest.partition("+")
    key = decoded64(coded)
    if key is not None and len(key) == 33 and is_name(name) and key[0] in (kinds or (LOG, WITNESS)):
        found = VerifierKey(name, key[0], key[1:])
        if found.id.hex() == told:
            return found
    raise KeyInvalid(key=shown(text), expected=EXPECTED)


def is_name(name: str) -> bool:
    """May a key be called so: no space, no plus, no control character."""
    return bool(name) and name.isprintable() and "+" not in name and not any(map(str.isspace, name))


def read_note(data: bytes) -> Note:
    """A note as it is written. Refuses `NoteInvalid`."""
    if len(data) > NOTE_BYTES_MAX:
        raise NoteInvalid(reason=f"longer than {NOTE_BYTES_MAX} bytes")
    try:
        told = data.decode()
    except UnicodeDecodeError:
        raise NoteInvalid(reason="not UTF-8") from None
    if any(character < " " and character != "\n" for character in told):
        raise NoteInvalid(reason="control characters")
    text, gap, lines = told.rpartition("\n\n")
    if not gap or not text or not lines.endswith("\n"):
        raise NoteInvalid(reason="no signatures under a text")
    signatures = tuple(_signature(line) for line in lines[:-1].split("\n"))
    if len(signatures) > SIGNATURES_MAX:
        raise NoteInvalid(reason=f"more than {SIGNATURES_MAX} signatures")
    return Note(text + "\n", signatures)


def _signature(line: str) -> Signature:
    name, _, coded = line.removeprefix(_DASH).partition(" ")
    told = decoded64(coded)
    if not line.startswith(_DASH) or not is_name(name) or told is None or len(told) < 5:
        raise NoteInvalid(reason=f"not a signature: {shown(line)}")
    return Signature(name, told[:4], told[4:])


def decoded64(text: str) -> bytes | None:
    """Standard base64, padded, in its one spelling."""
    try:
        data = b64decode(text, validate=True)
    except (NotBase64, ValueError):
        return None
    return data if b64encode(data).decode() == text else None


def _cosigned(text: bytes, seconds: int) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n".encode() + text
