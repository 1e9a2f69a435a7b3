"""Ballots as papers in piles: each is read on from where it stopped, and never again from the top.

A transferable count moves papers from pile to pile. Here a paper is a whole number, one for
each distinct ballot; its weight says how many voters cast it, and an iterator over its ranks
remembers how far it has been read. So a count touches only the papers that move.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from engine.rules.ballots import Choice, OptionId, Ranking
from engine.rules.rows import RankingRows
from engine.rules.tally import Tally
from engine.rules.transferable.reading import Group, Reading, Reason

Paper: TypeAlias = int
Option: TypeAlias = int
"""An option's position among the sorted ids, so that the poll's order decides nothing."""
Mark: TypeAlias = Option | Group
"""What a paper has at a rank: one option, as its position or its id, or several ids."""


@dataclass(frozen=True)
class Deal:
    """Where the papers of a pile go next: heaps by option, and the weight of the spent ones."""

    heaps: dict[Option, list[Paper]]
    spent: dict[Reason, int]


class Papers:
    """The papers of one count."""

    def __init__(self, tally: Tally, reading: Reading) -> None:
        """Take the ballots of a tally, those sent in writing too. Refuses `BallotInvalid`."""
        self.options: tuple[OptionId, ...] = tuple(sorted(tally.options))
        self.weights: list[int] = []
        self.blank = 0
        """The weight of ballots without any mark."""
        self._marks: tuple[Group, ...] = tuple((option,) for option in self.options)
        self._unread: list[Iterator[Mark]] = []
        self._ends: dict[Paper, Reason] = {}
        if isinstance(tally.whole, RankingRows):
            self._take_rows(tally.whole)
        else:
            self._take(list(_rankings(tally)), reading)

    def _take_rows(self, box: RankingRows) -> None:
        """Rankings in rows are clean: whatever the rules of reading, every mark counts."""
        option_of = bytes(map(self.options.index, box.options)).ljust(256, b"\0")
        for row, weight in box.rows.items():
            if row:
                self._unread.append(iter(row.translate(option_of)))
                self.weights.append(weight)
            else:
                self.blank += weight

    def _take(self, rankings: list[tuple[tuple[Group, ...], int]], reading: Reading) -> None:
        groups: set[Group] = set().union(*(ranking for ranking, _ in rankings))
        odd = {group for group in groups if len(group) != 1}
        for ranking, weight in rankings:
            kept = ranking
            if reading.exhaust_on_duplicate or (odd and not odd.isdisjoint(ranking)):
                kept, reason = reading.read(ranking)
                if reason != "exhausted":
                    self._ends[len(self.weights)] = reason
            if not kept and not any(ranking):
                self.blank += weight
                continue
            self._unread.append(iter(kept))
            self.weights.append(weight)

    def everything(self) -> range:
        """Every paper that has a mark."""
        return range(len(self.weights))

    def weight(self, pile: Iterable[Paper]) -> int:
        """How many voters a pile speaks for."""
        return sum(map(self.weights.__getitem__, pile))

    def deal(self, pile: Iterable[Paper], standing: Iterable[Option]) -> Deal:
        """Read each paper on to its next mark for an option that stands."""
        heaps: dict[Option, list[Paper]] = {option: [] for option in standing}
        home: dict[Mark, list[Paper]] = {self._marks[option]: heaps[option] for option in heaps}
        home.update(heaps.items())
        spent: dict[Reason, list[Paper]] = {}
        unread = self._unread
        find = home.get
        for paper in pile:
            for mark in unread[paper]:
                heap = find(mark)
                if heap is not None:
                    heap.append(paper)
                    break
                if isinstance(mark, tuple) and len(mark) > 1:
                    live = [heap for option in mark if (heap := find((option,))) is not None]
                    if len(live) > 1:
                        spent.setdefault("overvotes", []).append(paper)
                        break
                    if live:
                        live[0].append(paper)
                        break
            else:
                spent.setdefault(self._ends.get(paper, "exhausted"), []).append(paper)
        return Deal(
            {option: heap for option, heap in heaps.items() if heap},
            {reason: self.weight(papers) for reason, papers in sorted(spent.items())},
        )


def _rankings(tally: Tally) -> Iterator[tuple[tuple[Group, ...], int]]:
    """Every ballot as ranks with its weight; a choice is a ranking of one rank."""
    for ballot, weight in tally.whole.items():
        if isinstance(ballot, Ranking):
            yield ballot.groups, weight
        else:
            assert isinstance(ballot, Choice), "the rule has checked the kind"
            yield ((ballot.marks,) if ballot.marks else ()), weight
