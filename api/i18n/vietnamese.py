"""Order and search as Vietnamese readers expect them, with names of any language among them.

Letters first (a ă â b c d đ e ê … o ô ơ … u ư …), then tones (none, huyền, hỏi, ngã, sắc, nặng),
then case: the order of the CLDR collation `vi`, which lists of names are kept in. Held against
that collation, as ICU 74 sorts it, in the tests.
"""

import unicodedata

_TONES = "\u0300\u0309\u0303\u0301\u0323"
"""Grave, hook above, tilde, acute, dot below: the order of the tones after the level one."""
_LETTERS = {"\u0306": 1, "\u0302": 2, "\u031b": 3}
"""Breve, circumflex, horn: they make letters of their own, in this order after the plain one."""


def sort_key(text: str) -> tuple[tuple[str, ...], tuple[int, ...], str]:
    """What to sort by.

    >>> sorted(["Đảng", "Dân", "An", "Ân", "Ba", "Bà", "Ăn"], key=sort_key)
    ['An', 'Ăn', 'Ân', 'Ba', 'Bà', 'Dân', 'Đảng']
    """
    letters: list[str] = []
    tones: list[int] = []
    for sign in unicodedata.normalize("NFD", text.casefold()):
        if sign in _TONES:
            if tones:
                tones[-1] = _TONES.index(sign) + 1
        elif sign in _LETTERS:
            if letters:
                letters[-1] = f"{letters[-1][0]}{_LETTERS[sign]}"
        elif not unicodedata.combining(sign):
            letters.append("d4" if sign == "đ" else f"{sign}0")
            tones.append(0)
    return tuple(letters), tuple(tones), text.swapcase()


def folded(text: str) -> str:
    """Text without case and marks, so that "hoa binh" finds Hòa Bình.

    >>> folded("Đảng ủy Khối, HÒA BÌNH")
    'dang uy khoi, hoa binh'
    """
    bare = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(sign for sign in bare if not unicodedata.combining(sign))
