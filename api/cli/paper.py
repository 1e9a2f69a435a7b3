"""The sheet that human answers are written on: 80 columns, and colour only on a terminal."""

import sys
from io import TextIOWrapper
from textwrap import wrap

from rich.console import Console
from rich.text import Text

WIDTH = 80


class _Pipe(Console):
    """A console that leaves a reader who has gone to `main`, as every other way out does."""

    def on_broken_pipe(self) -> None:
        """Let the error through; rich itself would end the program with exit code 1."""
        raise BrokenPipeError


class Paper:
    """Headings, paragraphs and tables, on standard output."""

    def __init__(self) -> None:
        if isinstance(sys.stdout, TextIOWrapper):
            # A terminal of another encoding shows a letter it lacks as ?, rather than nothing.
            sys.stdout.reconfigure(errors="replace")
        # Names of options are never read as markup; what is long is wrapped here, not there.
        self.console = _Pipe(
            file=sys.stdout,
            width=None if sys.stdout.isatty() else WIDTH,
            markup=False,
            highlight=False,
            emoji=False,
        )

    def heading(self, text: str) -> None:
        """A line that stands out."""
        self.console.print(Text(text, style="bold"), soft_wrap=True)

    def paragraph(self, text: str, *, indent: int = 0, hang: int = 0) -> None:
        """A wrapped paragraph, set in; its further lines are set in more by `hang`."""
        lines = wrap(
            text,
            self.console.width,
            initial_indent=" " * indent,
            subsequent_indent=" " * (indent + hang),
            break_on_hyphens=False,
        )
        self.console.print(Text("\n".join(lines)), soft_wrap=True)

    def blank(self) -> None:
        """An empty line."""
        self.console.print()
