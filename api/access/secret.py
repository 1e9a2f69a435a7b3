"""Secrets: drawn by the machine and kept as digests; passwords by Argon2.

Codes, tokens and session keys have at least 120 random bits, so a plain SHA-256 of them gives
nothing away; passwords are chosen by people and need a slow hash.
"""

import secrets
from hashlib import sha256

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from api.access.errors import PasswordTooShort

PASSWORD_LENGTH_MIN = 12
_CODE_SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Without I, O, 0 and 1, which are taken for one another on paper."""
CODE_LENGTH = 24
CODE_GROUP = 4

_hasher = PasswordHasher()


def digest_of(secret: str) -> str:
    """What is kept of a code, token or session key."""
    return sha256(secret.encode()).hexdigest()


def new_key() -> str:
    """A session key or token: 256 random bits."""
    return secrets.token_urlsafe(32)


def new_id(kind: str) -> str:
    """A random reference that says nothing about a person."""
    return f"{kind}-{secrets.token_hex(6)}"


def new_code() -> str:
    """A personal code: 24 signs in groups of four, 120 random bits.

    >>> len(new_code())
    29
    """
    drawn = [secrets.choice(_CODE_SIGNS) for _ in range(CODE_LENGTH)]
    groups = ["".join(drawn[at : at + CODE_GROUP]) for at in range(0, CODE_LENGTH, CODE_GROUP)]
    return "-".join(groups)


def read_code(typed: str) -> str:
    """A code as it was typed: any case, spaces and hyphens anywhere.

    >>> read_code(" abcd efgh-JKLM ")
    'ABCDEFGHJKLM'
    """
    return "".join(sign for sign in typed.upper() if sign.isalnum())


def hashed(password: str) -> str:
    """What is kept of a password. Refuses `PasswordTooShort`."""
    if len(password) < PASSWORD_LENGTH_MIN:
        raise PasswordTooShort(length_min=PASSWORD_LENGTH_MIN)
    return _hasher.hash(password)


_NOBODY = _hasher.hash(secrets.token_hex(16))


def is_password(password: str, kept: str | None) -> bool:
    """Is this the password; as slow for an account that is not there (`kept` None)."""
    try:
        _hasher.verify(kept or _NOBODY, password)
    except VerificationError:
        return False
    return kept is not None
