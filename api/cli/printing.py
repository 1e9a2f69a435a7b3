"""Tables for people and CSV for spreadsheets.

No colour and no box drawing where the output is piped; nothing wider than the terminal.
"""

import csv
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from rich.table import Table

from api.cli.paper import Paper


def print_csv(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Comma-separated values; cells that a spreadsheet would take for formulas are quoted."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(value) for value in row])


def _cell(value: Any) -> Any:
    if isinstance(value, str) and value[:1] in "=+-@\t\r" and not _is_number(value):
        return "'" + value
    return "" if value is None else value


def _is_number(text: str) -> bool:
    return text[1:].replace(".", "", 1).isdecimal()


def print_table(
    title: str, columns: Sequence[tuple[str, str]], rows: Iterable[Sequence[Any]]
) -> None:
    """A table with a title; a column is (heading, `left` or `right`)."""
    page = Paper()
    page.heading(title)
    table = Table(box=None, pad_edge=False)
    for name, justify in columns:
        table.add_column(name, justify="right" if justify == "right" else "left")
    for row in rows:
        table.add_row(*("" if value is None else str(value) for value in row))
    page.console.print(table)
