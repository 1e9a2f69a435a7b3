"""Refusals of ballot files. Facts are values and short codes; the catalogues hold the words."""

from engine.errors.base import DomainError

FOUND_MAX = 60
"""Characters of a file's text that a refusal repeats."""


class FileMalformed(DomainError):
    """A line is not what its format asks for. Facts: file, line, found, expected.

    `line` counts from 1. `found` is cut to `FOUND_MAX` characters. `expected` is a code
    (`option-number`, `whole-number`, …); with a bound, `minimum` and `maximum` stand beside it.
    """

    code = "file-malformed"

    def __init__(self, *, file: str, line: int, found: str, expected: str, **bounds: int) -> None:
        super().__init__(file=file, line=line, found=cut(found), expected=expected, **bounds)


class FileUnreadable(DomainError):
    """The file is not there, or this process may not read it. Facts: file, reason."""

    code = "file-unreadable"


class FileTooLarge(DomainError):
    """The file is larger than the reader takes. Facts: file, size, size_max (bytes)."""

    code = "file-too-large"


class FileUnwritable(DomainError):
    """The file to write is there already, or its folder is not. Facts: file, reason."""

    code = "file-unwritable"


class FormatUnknown(DomainError):
    """No reader or writer has this name. Facts: format, known."""

    code = "format-unknown"


class FormatUnclear(DomainError):
    """Neither name nor content tells the format. Facts: file, known."""

    code = "format-unclear"


class FormatCannotHold(DomainError):
    """The format has no way to write this. Facts: format, what, found.

    `what` is a code: `kind`, `skipped-rank`, `repeated-option`, `blank-ballot`, `unit`, `name`.
    """

    code = "format-cannot-hold"


def cut(text: str) -> str:
    """The beginning of a text, as a refusal repeats it."""
    return text if len(text) <= FOUND_MAX else text[: FOUND_MAX - 1] + "…"
