"""Who signed what: all a bundle needs of the keys and checkpoints that its ledger has."""

from collections.abc import Callable, Sequence

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from projections.notes import Note, VerifierKey
from projections.policy import Policy


class Signed(msgspec.Struct, frozen=True, kw_only=True):
    """The checkpoint a bundle is made for, earlier ones (smallest first), the log's key, key
    rotations, witnesses, and how to sign bytes with the key.
    """

    checkpoint: Note
    earlier: Sequence[Note]
    key: VerifierKey
    rotations: Sequence[Note]
    policy: Policy
    sign: Callable[[bytes], bytes]


def pem_of(key: VerifierKey) -> bytes:
    """A public key as OpenSSL reads it."""
    public = Ed25519PublicKey.from_public_bytes(key.public)
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def policy_of(key: VerifierKey, policy: Policy) -> bytes:
    """The trust policy of a bundle: its log, and the witnesses the log names."""
    return str(msgspec.structs.replace(policy, logs=(key,))).encode()


def witnesses_of(policy: Policy) -> bytes:
    """The witnesses' keys, one a line."""
    return "".join(f"{key}\n" for key in policy.witnesses.values()).encode()
