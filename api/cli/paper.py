"""The sheet that human answers are written on: 80 columns, and colour only on a terminal."""

import sys

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

WIDTH = 80


def sheet() -> Console:
    """A console on standard output. Names of options are never read as markup."""
    return Console(
        file=sys.stdout,
        width=None if sys.stdout.isatty() else WIDTH,
        markup=False,
        highlight=False,
        emoji=False,
        soft_wrap=False,
    )


def heading(text: str) -> Text:
    """A heading."""
    return Text(text, style="bold")


def indented(text: str, by: int = 2) -> Padding:
    """A paragraph set in from the left."""
    return Padding(Text(text), (0, 0, 0, by))
