"""Text as people type it: every keyboard's way of writing a letter becomes the same one."""

import unicodedata


def typed(text: str) -> str:
    r"""The text in NFC, without spaces around it.

    >>> typed(" Ho\u0300a Bi\u0300nh ") == "Hòa Bình"
    True
    """
    return unicodedata.normalize("NFC", text).strip()
