"""From bytes to lines: size, encoding and line ends, the same for every format.

Text is UTF-8 (a byte order mark is dropped) or UTF-16 with its mark; what is neither is taken
as Windows-1252 and said so in a note, because old tally sheets are written in it. Text is
normalised to NFC, as every door does.
"""

import unicodedata
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE

from api.formats.errors import FileMalformed, FileTooLarge
from engine.rules.outcome import Step

SIZE_MAX = 512 * 1024 * 1024
"""Bytes of a file."""
LINE_MAX = 200_000
"""Characters of a line."""
OPTIONS_MAX = 2_000
"""Options of a poll; counts that compare options in pairs take the square of it."""
DIGITS_MAX = 15
"""Digits of a whole number."""

_CONTROLS = bytes(code for code in range(32) if chr(code) not in "\t\n\r\f")


class Lines:
    """The lines of a file, without their ends, and how to refuse one of them."""

    def __init__(self, file: str, raw: bytes) -> None:
        if len(raw) > SIZE_MAX:
            raise FileTooLarge(file=file, size=len(raw), size_max=SIZE_MAX)
        self.file = file
        self.notes: list[Step] = []
        text = self._decoded(raw).replace("\r\n", "\n").replace("\r", "\n")
        self.text = text if text.isascii() else unicodedata.normalize("NFC", text)
        self.lines = self.text.split("\n")
        if max(map(len, self.lines)) > LINE_MAX:
            index = next(i for i, line in enumerate(self.lines) if len(line) > LINE_MAX)
            raise self.malformed(index, "line-shorter", maximum=LINE_MAX)
        if not _is_text(self.text):
            index = next(i for i, line in enumerate(self.lines) if not _is_text(line))
            raise self.malformed(index, "text")

    def malformed(
        self, index: int, expected: str, found: str | None = None, **bounds: int
    ) -> FileMalformed:
        """The refusal of the line at this index (from 0)."""
        if found is None:
            found = self.lines[index].strip() if index < len(self.lines) else ""
        return FileMalformed(
            file=self.file, line=index + 1, found=found, expected=expected, **bounds
        )

    def whole(self, index: int, text: str, expected: str = "whole-number") -> int:
        """A whole number of 0 or more, or the refusal of its line."""
        number = whole(text)
        if number is None:
            raise self.malformed(index, expected, text)
        return number

    def note(self, code: str, **facts: str | int) -> None:
        """Remember something a reader of the outcome should know."""
        self.notes.append(Step(code, dict(facts)))

    def _decoded(self, raw: bytes) -> str:
        # Old programs end a text with Ctrl-Z.
        raw = raw.removeprefix(BOM_UTF8).removesuffix(b"\x1a")
        encoding = "utf-16" if raw.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) else "utf-8"
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            self.note("file-encoding", encoding="windows-1252")
            return raw.decode("cp1252", errors="replace")


def whole(text: str) -> int | None:
    """A whole number of 0 or more in ASCII digits, None for anything else.

    >>> whole("12"), whole("+1"), whole("1_000"), whole("٣")
    (12, None, None, None)
    """
    if len(text) <= DIGITS_MAX and text.isascii() and text.isdigit():
        return int(text)
    return None


def _is_text(text: str) -> bool:
    told = text.encode()
    return len(told.translate(None, _CONTROLS)) == len(told)
