"""Tables for people and CSV for spreadsheets.

No colour and no box drawing where the output is piped; nothing wider than the terminal.
"""

from collections.abc import Iterable, Sequence
from textwrap import wrap
from typing import Any

from rich.table import Table
from rich.text import Text

from api.cli.answers import say, words_of
from api.cli.paper import Paper
from api.csv_sheet import csv_text


def print_csv(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Comma-separated values in UTF-8."""
    say(csv_text(columns, rows).removesuffix("\n"))


def print_table(
    title: str, columns: Sequence[tuple[str, str]], rows: Iterable[Sequence[Any]]
) -> None:
    """A table with a title; a column is (heading, `left` or `right`)."""
    listed = list(rows)
    page = Paper()
    _print_title(page, title)
    if not listed:
        page.paragraph(words_of(None).text("table.empty"))
        return
    table = Table(box=None, pad_edge=False)
    for name, justify in columns:
        table.add_column(name, justify="right" if justify == "right" else "left")
    for row in listed:
        table.add_row(*("" if value is None else str(value) for value in row))
    if page.console.is_terminal:
        page.console.print(table)
        return
    with page.console.capture() as captured:
        page.console.print(table)
    # Cells are filled up with spaces, which a file or a comparison has no use for.
    lines = [line.rstrip() for line in captured.get().splitlines()]
    page.console.print(Text("\n".join(lines)), soft_wrap=True)


def print_lines(title: str, lines: Iterable[str]) -> None:
    """Lines under a title, wrapped; each keeps how far it is set in."""
    page = Paper()
    _print_title(page, title)
    for line in lines:
        indent = len(line) - len(line.lstrip(" "))
        page.paragraph(line.strip(), indent=indent, hang=2)


def print_note(text: str) -> None:
    """A sentence below a table, wrapped."""
    Paper().paragraph(text)


def _print_title(page: Paper, title: str) -> None:
    page.heading("\n".join(wrap(title, page.console.width, break_on_hyphens=False)))
