"""Papers by the elected options they pass on their way: Meek's count without re-reading them.

Under Meek's method each elected option keeps a share (its keep factor) of every paper that
reaches it and passes the rest on; a hopeful option keeps all. So a paper is, at any moment, only
the sequence of elected options it passes and the hopeful one it ends with, and papers alike in
that are counted together. A paper is read on only when the option it ended with is elected or
excluded.

Reference: I. D. Hill, B. A. Wichmann and D. R. Woodall, "Algorithm 123: Single transferable vote
by Meek's method", The Computer Journal 30, 1987.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

from engine.rules.transferable.papers import Option, Paper, Papers

Path: TypeAlias = tuple[Option, ...]
Product: TypeAlias = Callable[[int, int], int]
"""Weight × keep factor, both in whole multiples of the last decimal place, and so rounded."""


class Paths:
    """The papers of a count, by path."""

    def __init__(self, papers: Papers) -> None:
        """Give every paper to its first mark; all options are hopeful."""
        self._papers = papers
        self._hopeful = set(range(len(papers.options)))
        self._elected: set[Option] = set()
        self._ends: dict[Path, list[Paper]] = {}
        """Papers that end with a hopeful option, by path, that option last."""
        self._weights: dict[Path, int] = {}
        """The weight of all papers by path; those that ended with nobody have a shorter one."""
        self._read((), papers.everything())

    def elect(self, option: Option) -> None:
        """Let an option pass papers on."""
        self._hopeful.discard(option)
        self._elected.add(option)
        for path, pile in self._take(option):
            self._read(path, pile)

    def exclude(self, option: Option) -> None:
        """Let an option keep nothing."""
        self._hopeful.discard(option)
        for path, pile in self._take(option):
            self._read(path[:-1], pile)

    def _take(self, option: Option) -> list[tuple[Path, list[Paper]]]:
        paths = [path for path in self._ends if path[-1] == option]
        for path in paths:
            del self._weights[path]
        return [(path, self._ends.pop(path)) for path in paths]

    def _read(self, path: Path, pile: Iterable[Paper]) -> None:
        """Read papers on that have passed this path."""
        deal = self._papers.deal(pile, self._hopeful | self._elected.difference(path))
        for option, heap in deal.heaps.items():
            reached = (*path, option)
            if option in self._elected:
                self._read(reached, heap)
            else:
                self._ends.setdefault(reached, []).extend(heap)
                self._add(reached, self._papers.weight(heap))
        for weight in deal.spent.values():
            self._add(path, weight)

    def _add(self, path: Path, weight: int) -> None:
        self._weights[path] = self._weights.get(path, 0) + weight

    def distribute(self, keep: Sequence[int], one: int, product: Product) -> tuple[list[int], int]:
        """The votes of each option, and what no option kept, in whole multiples."""
        votes = [0] * len(keep)
        excess = 0
        for path, weight in self._weights.items():
            left = one
            for option in path:
                kept = product(left, keep[option])
                votes[option] += kept * weight
                left -= kept
                if left <= 0:
                    break
            excess += left * weight
        return votes, excess
