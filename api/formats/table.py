"""Comma-separated tables: separator, quotes, header, and the distinct rows with their number.

Separators are comma, semicolon, tab or bar, whichever the header holds most of; Excel's first
line `sep=;` is obeyed. Lines before the header that open with `#` are remarks. Source: RFC 4180.
"""

import csv
from collections import Counter
from collections.abc import Iterator, Sequence

from msgspec import DecodeError

from api.formats.errors import FileMalformed
from api.formats.numbers import row_of_numbers
from api.formats.text import OPTIONS_MAX, Lines

Cells = Sequence[str]
_SEPARATORS = (",", ";", "\t", "|")


class Table:
    """A header and rows. `rows` yields each distinct row once: its cells and how often it stands."""

    def __init__(self, lines: Lines) -> None:
        self.lines = lines
        start, given = _start(lines)
        self.header_index = start
        self.separator = given or max(_SEPARATORS, key=lines.lines[start].count)
        self._plain = '"' not in lines.text
        if self._plain:
            header = lines.lines[start].split(self.separator)
            self._counted = Counter(lines.lines[start + 1 :])
        else:
            header = self._quoted(start)
        self.header = tuple(cell.strip() for cell in header)
        if len(self.header) > OPTIONS_MAX + 20:
            raise lines.malformed(start, "options-fewer", maximum=OPTIONS_MAX)

    def _quoted(self, start: int) -> list[str]:
        """Read with quotes; a quoted cell may hold separators and line ends."""
        rows = csv.reader(
            (line + "\n" for line in self.lines.lines[start:]),
            delimiter=self.separator,
            strict=True,
        )
        self._found: dict[tuple[str, ...], int] = {}
        self._times: Counter[tuple[str, ...]] = Counter()
        before = 0
        try:
            header = next(rows)
            before = rows.line_num
            for cells in rows:
                if cells:
                    row = tuple(cells)
                    self._found.setdefault(row, start + before)
                    self._times[row] += 1
                before = rows.line_num
        except csv.Error:
            raise self.lines.malformed(start + before, "quotes-closed") from None
        return header

    def rows(self) -> Iterator[tuple[Cells, int]]:
        """The distinct rows in the order in which they first stand, blank lines left out."""
        if self._plain:
            separator = self.separator
            for text, times in self._counted.items():
                if text and not text.isspace():
                    yield text.split(separator), times
        else:
            yield from self._times.items()

    def numbers(self) -> dict[bytes, int] | None:
        """The distinct rows and how often they stand, if all cells are whole numbers that a byte
        holds, a byte a cell; None if not. A row of numbers is JSON but for its brackets, and so
        read in half the time.
        """
        if not self._plain or self.separator != "," or "-" in self.lines.text:
            return None
        rows: dict[bytes, int] = {}
        try:
            for text, times in self._counted.items():
                if text:
                    row = row_of_numbers(text)
                    rows[row] = rows.get(row, 0) + times
        except (ValueError, DecodeError):
            return None
        width = len(self.header)
        return rows if all(len(row) == width for row in rows) else None

    def refusal(
        self,
        cells: Cells,
        expected: str,
        found: str | None = None,
        **bounds: int,
    ) -> FileMalformed:
        """The refusal of the first line that holds this row."""
        if self._plain:
            index = self.lines.lines.index(self.separator.join(cells), self.header_index + 1)
        else:
            index = self._found[tuple(cells)]
        return self.lines.malformed(index, expected, found, **bounds)

    def full(self, cells: Cells) -> None:
        """Refuse a row that has not as many cells as the header; further empty ones may stand."""
        width = len(self.header)
        if len(cells) < width or any(cell.strip() for cell in cells[width:]):
            raise self.refusal(cells, "cells", str(len(cells)), minimum=width, maximum=width)


def _start(lines: Lines) -> tuple[int, str | None]:
    given = None
    for index, line in enumerate(lines.lines):
        told = line.strip()
        if told.lower().startswith("sep=") and len(told) == 5:
            given = told[4]
        elif told and not told.startswith("#"):
            return index, given
    raise lines.malformed(0, "header", "")
