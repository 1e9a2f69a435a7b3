"""Strongest paths: how strongly one option beats another, directly or through others.

A path is as strong as its weakest defeat. Found by the method of Floyd and Warshall in O(n³);
each path is kept, so that a trace can show it.

Source: M. Schulze, "A new monotonic, clone-independent, reversal symmetric, and
condorcet-consistent single-winner election method", Social Choice and Welfare 36, 2011, 2.3.
"""

from engine.rules.condorcet.contest import Matrix


class Paths:
    """The strongest path from each option to each other; strength 0 where there is none.

    >>> paths = Paths([[0, 5, 0], [0, 0, 3], [0, 0, 0]])
    >>> paths.strengths[0][2], paths.steps[0][2]
    (3, (0, 1, 2))
    """

    def __init__(self, strengths: Matrix) -> None:
        every = range(len(strengths))
        self.strengths = [row[:] for row in strengths]
        self.steps: list[list[tuple[int, ...]]] = [
            [(row, column) for column in every] for row in every
        ]
        """The options of the path, both ends included. Says nothing where the strength is 0."""
        for via in every:
            for start in every:
                if self.strengths[start][via]:
                    self._extend(start, via)

    def _extend(self, start: int, via: int) -> None:
        """Go on from `via`, wherever that is stronger than all ways found so far."""
        strengths, steps = self.strengths[start], self.steps[start]
        into = strengths[via]
        for end, onward in enumerate(self.strengths[via]):
            through = min(into, onward)
            if through > strengths[end] and end != start:
                strengths[end] = through
                steps[end] = (*steps[via], *self.steps[via][end][1:])
