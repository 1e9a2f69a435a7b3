"""Text as the ledger keeps it: bounded, NFC, without control characters.

The engine never corrects text. Doors where people type normalise to NFC; here what is not
NFC is refused, so that two texts that look alike are the same bytes for ever.
"""

import unicodedata
from typing import Annotated, TypeAlias

import msgspec

from engine.errors.values import TextNotAllowed, TextNotNormalised

NAME_MAX = 160
TEXT_MAX = 4_000

Code: TypeAlias = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$(?!\n)")]
"""An ASCII code that lives for ever: ids of members, polls, awards, criteria."""

Name: TypeAlias = Annotated[str, msgspec.Meta(min_length=1, max_length=NAME_MAX)]
Text: TypeAlias = Annotated[str, msgspec.Meta(min_length=1, max_length=TEXT_MAX)]
Day: TypeAlias = Annotated[str, msgspec.Meta(pattern=r"^\d{4}-\d{2}-\d{2}$(?!\n)")]
"""A calendar day, ISO 8601: `2025-01-02`."""

_UNWANTED = {"Cc", "Cs", "Cn"}


def check_text(text: str, *, field: str) -> None:
    """Refuse text that is not NFC, or holds control, surrogate or unassigned characters.

    A line feed is the one control character allowed. Refuses `TextNotNormalised` and
    `TextNotAllowed`.
    """
    if text.isascii() and text.isprintable():
        return
    if not unicodedata.is_normalized("NFC", text):
        raise TextNotNormalised(
            field=field, value=shown(text), expected=shown(unicodedata.normalize("NFC", text))
        )
    for at, character in enumerate(text):
        if character != "\n" and unicodedata.category(character) in _UNWANTED:
            raise TextNotAllowed(field=field, character=f"U+{ord(character):04X}", position=at)


def shown(text: str) -> str:
    """A text short enough for a refusal, and always encodable."""
    safe = text.encode("utf-8", "replace").decode()
    return safe if len(safe) <= 60 else safe[:57] + "..."
