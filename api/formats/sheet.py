"""A sheet of ballots being read: its table, its columns and the tally that fills up."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import itemgetter

from api.formats.ballot_file import BallotFile, add
from api.formats.columns import Columns, columns_of
from api.formats.table import Cells, Table
from api.formats.text import OPTIONS_MAX, Lines, whole
from engine.rules.ballots import Ballot, OptionId
from engine.rules.rows import DIFFERENT_MAX, times_of
from engine.rules.tally import Tally


class Sheet:
    """Rows come out, ballots go in."""

    def __init__(self, lines: Lines) -> None:
        self.lines = lines
        self.table = Table(lines)
        self.columns: Columns = columns_of(self.table)
        self.tally = Tally(options=())
        self.plain = self.columns.weight is None and self.columns.channel is None

    def rows(self) -> Iterator[tuple[Cells, int]]:
        """The distinct rows, each as wide as the heading, and how often each stands."""
        width = len(self.table.header)
        for cells, times in self.table.rows():
            if len(cells) != width:
                self.table.full(cells)
            yield cells, times

    def packed(self, read: Mapping[str, int]) -> dict[bytes, int] | None:
        """The cells under options as rows of a box, a byte each as `read` says, and how often
        each row stands. None if the sheet has weights or channels, or `read` refuses a cell with
        KeyError: such a sheet is read row by row.
        """
        if not self.plain:
            return None
        places = tuple(place for _, place in self.columns.options)
        numbers = self.table.numbers() if places == tuple(range(len(self.table.header))) else None
        try:
            if numbers is None:
                return self._packed(places, read)
            met = sorted(times_of(b"".join(numbers)))
            return translated(numbers, {number: read[str(number)] for number in met})
        except KeyError:
            return None

    def _packed(self, places: Sequence[int], read: Mapping[str, int]) -> dict[bytes, int]:
        picked = self.picker(places)
        byte_of = read.__getitem__
        rows: dict[bytes, int] = {}
        for cells, times in self.rows():
            row = bytes(map(byte_of, picked(cells)))[: len(places)]
            rows[row] = rows.get(row, 0) + times
        return rows

    def put(self, cells: Cells, ballot: Ballot, times: int) -> None:
        """Take the ballot of a row in, by the row's weight, into the row's channel."""
        if self.plain:
            add(self.tally, ballot, times)
            return
        weight = times * self.weight(cells)
        place = self.columns.channel
        if weight:
            self.tally.add(ballot, weight, channel="" if place is None else cells[place].strip())

    def weight(self, cells: Cells) -> int:
        """How many ballots a row stands for."""
        if self.columns.weight is None:
            return 1
        told = cells[self.columns.weight].strip()
        weight = whole(told)
        if weight is None:
            raise self.table.refusal(cells, "whole-number", told)
        return weight

    def ballot(self, cells: Cells) -> tuple[str, str]:
        """Which ballot a row belongs to, where a ballot has several: its id and its channel."""
        ballot, channel = self.columns.ballot, self.columns.channel
        return (
            "" if ballot is None else cells[ballot].strip(),
            "" if channel is None else cells[channel].strip(),
        )

    def picker(self, places: Iterable[int]) -> Callable[[Cells], Cells]:
        """Takes the cells at these places out of a row. Refuses a sheet without any."""
        told = tuple(places)
        if not told:
            raise self.lines.malformed(self.table.header_index, "option-columns")
        if told == tuple(range(len(self.table.header))):
            # Empty cells after the last heading may still follow.
            return lambda cells: cells
        if len(told) == 1:
            return lambda cells: (cells[told[0]],)
        return itemgetter(*told)

    def check_options(self, cells: Cells, names: Sequence[OptionId]) -> None:
        """Refuse the row with which the options became too many."""
        if len(names) > OPTIONS_MAX:
            raise self.table.refusal(cells, "options-fewer", names[-1], maximum=OPTIONS_MAX)

    def file(self, names: Sequence[OptionId]) -> BallotFile:
        """What was read."""
        self.tally.options = tuple(names)
        return BallotFile(
            title="",
            options=self.tally.options,
            tally=self.tally,
            notes=tuple(self.lines.notes),
        )

    @property
    def names(self) -> tuple[OptionId, ...]:
        """The options that head columns. Refuses a heading that stands twice."""
        names = tuple(name for name, _ in self.columns.options)
        for place, name in enumerate(names):
            if name in names[:place]:
                raise self.lines.malformed(self.table.header_index, "name-not-used-before", name)
        return names


def translated(rows: dict[bytes, int], byte_of: Mapping[int, int]) -> dict[bytes, int]:
    """The rows with every byte replaced; those that are alike then are one row."""
    if all(told == byte for told, byte in byte_of.items()):
        return rows
    table = bytes(byte_of.get(byte, 0) for byte in range(DIFFERENT_MAX))
    found: dict[bytes, int] = {}
    for row, times in rows.items():
        told = row.translate(table)
        found[told] = found.get(told, 0) + times
    return found
