"""Files of strict orders, read into rows of bytes at one go.

A list of numbers without braces is JSON but for its brackets, and a JSON reader takes a third of
the time. What it does not read, and what is no strict order of known options, is left to `preflib`:
that reads line by line, and names the line that is malformed.
"""

from collections.abc import Mapping

from msgspec import DecodeError

from api.formats.numbers import row_of_numbers
from api.formats.preflib_head import Head
from api.formats.text import whole
from engine.rules.rows import DIFFERENT_MAX, RankingRows

_FROM_0 = bytes((DIFFERENT_MAX - 1, *range(DIFFERENT_MAX - 1)))
"""From numbers that begin with 1 to those that begin with 0. What was 0 is too high to be one."""


class _Counts(dict[str, int]):
    """How many ballots a line stands for, by what is before its mark. Raises KeyError."""

    def __missing__(self, text: str) -> int:
        number = whole(text.strip())
        if not number:
            raise KeyError(text)
        self[text] = number
        return number


def strict_rows(header: Head, counted: Mapping[str, int]) -> RankingRows | None:
    """The lines, each of which stands so many times; None if they are to be read one by one."""
    if "{" in header.lines.text or header.count >= DIFFERENT_MAX:
        return None
    rows: dict[bytes, int] = {}
    count_of = _Counts()
    try:
        for text, times in counted.items():
            count, mark, listed = text.partition(header.mark)
            row = row_of_numbers(listed).translate(_FROM_0)
            if not mark or len(set(row)) < len(row):
                return None
            rows[row] = rows.get(row, 0) + count_of[count] * times
    except (KeyError, ValueError, DecodeError):
        return None
    if b"".join(rows).translate(None, bytes(range(header.count))):
        return None
    return RankingRows(header.names, rows)
