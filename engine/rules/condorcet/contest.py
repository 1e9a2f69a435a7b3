"""A contest read pair by pair: what every Condorcet rule starts from.

Options are held sorted by code, so their order in the poll decides nothing. Rows and columns
of every matrix here follow that order.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import Literal, TypeAlias

from engine.rules.ballots import OptionId
from engine.rules.condorcet.blocks import Aside, Block, Layout
from engine.rules.condorcet.pairwise import Blank, Pairwise, groups_of
from engine.rules.outcome import Fact, Outcome, Step
from engine.rules.parameters import Parameter
from engine.rules.placing import Placing, placed
from engine.rules.rows import RankingRows
from engine.rules.rule import Question

Strength: TypeAlias = Literal["winning-votes", "margins"]
Matrix: TypeAlias = list[list[int]]
Relation: TypeAlias = list[list[bool]]
Places: TypeAlias = Sequence[Sequence[int]]
"""Indexes of options, best place first."""

BLANK = Parameter(
    name="blank",
    kind="choice",
    default="last",
    choices=("last", "no-opinion"),
    help="options a ballot leaves out: below all it ranks, or compared with none",
)


def strength_parameter(default: Strength) -> Parameter:
    """The parameter that says how strong a defeat is."""
    return Parameter(
        name="strength",
        kind="choice",
        default=default,
        choices=("winning-votes", "margins"),
        help="strength of a defeat: votes of the winner, or votes more than the loser's",
    )


class Contest:
    """The options of a question, compared pair by pair."""

    def __init__(self, options: Sequence[OptionId], above: Matrix, ballots: int) -> None:
        self.options = tuple(options)
        self.above = above
        """How many voters rank the row's option above the column's."""
        self.ballots = ballots
        """How many voters, by weight."""
        self.all = range(len(self.options))

    @classmethod
    def of(cls, question: Question) -> "Contest":
        """Compare the options of a question on every ballot, as its parameter `blank` says."""
        return cls.laid_out(question)[0]

    @classmethod
    def laid_out(cls, question: Question) -> tuple["Contest", list[Block], Aside]:
        """The same, with the ballots in the blocks they were compared in, and those that fit none."""
        whole = question.tally.whole
        blank: Blank = "no-opinion" if question.text("blank") == "no-opinion" else "last"
        matrix = Pairwise(sorted(question.options), blank)
        layout = Layout(matrix.options)
        blocks = list(
            layout.blocks_of_rows(whole)
            if isinstance(whole, RankingRows)
            else layout.blocks((groups_of(ballot), weight) for ballot, weight in whole.items())
        )
        matrix.add_blocks(blocks)
        for groups, weight in layout.aside:
            matrix.add(groups, weight)
        return cls(matrix.options, matrix.rows(), sum(whole.values())), blocks, layout.aside

    def beats(self, row: int, column: int) -> bool:
        """Whether more voters rank the row's option above the column's than below."""
        return self.above[row][column] > self.above[column][row]

    def strengths(self, measure: str) -> Matrix:
        """How strongly the row's option beats the column's; 0 where it does not."""
        margins = measure == "margins"
        matrix = [[0] * len(self.options) for _ in self.all]
        for row in self.all:
            for column in self.all:
                if self.beats(row, column):
                    votes, against = self.above[row][column], self.above[column][row]
                    matrix[row][column] = votes - against if margins else votes
        return matrix

    @cached_property
    def wins(self) -> list[int]:
        """How many others each option beats."""
        return [sum(self.beats(row, column) for column in self.all) for row in self.all]

    @cached_property
    def losses(self) -> list[int]:
        """How many others beat each option."""
        return [sum(self.beats(row, column) for row in self.all) for column in self.all]

    def smith_set(self, among: Sequence[int] | None = None) -> list[int]:
        """The smallest set, not empty, in which each beats all others of those asked about.

        Taken from the top by wins: it closes where all within beat all below.
        """
        asked = list(self.all if among is None else among)
        wins = {row: sum(self.beats(row, column) for column in asked) for row in asked}
        order = sorted(asked, key=lambda row: (-wins[row], row))
        size = 1
        while not all(self.beats(row, below) for row in order[:size] for below in order[size:]):
            size += 1
        return sorted(order[:size])

    def names(self, indexes: Sequence[int]) -> tuple[OptionId, ...]:
        """The codes of the options with these indexes."""
        return tuple(self.options[index] for index in indexes)

    def table(self, matrix: Matrix) -> tuple[tuple[int, ...], ...]:
        """A matrix as a fact of a trace."""
        return tuple(map(tuple, matrix))

    def placing(self, question: Question, ranking: Places) -> Placing:
        """The ranking with its seats filled, shared places put to the ladder."""
        points = {
            self.options[index]: -place for place, group in enumerate(ranking) for index in group
        }
        return placed(points, seats=question.seats, ties=question.ties)

    def outcome(
        self,
        rule: str,
        question: Question,
        placing: Placing,
        *,
        figures: Sequence[dict[str, Fact]] = (),
        totals: dict[str, Fact] | None = None,
        ties: Sequence[Step] = (),
        trace: Sequence[Step] = (),
    ) -> Outcome:
        """The outcome of a placing, with what every Condorcet count tells.

        Figures per option: `wins`, `draws`, `losses` and those of the rule. Totals: `ballots`,
        `smith-set`, and `condorcet-winner` if there is one. The trace opens with `pairwise`.
        `ties` are those the ladder was asked about on the way to the places.
        """
        return replace(placing, ties=(*ties, *placing.ties)).outcome(
            rule,
            question,
            figures=self._figures(figures),
            totals=self._totals() | (totals or {}),
            trace=(self._matrix_step(), *trace),
        )

    def _figures(self, own: Sequence[dict[str, Fact]]) -> dict[OptionId, dict[str, Fact]]:
        told: dict[OptionId, dict[str, Fact]] = {}
        for index, option in enumerate(self.options):
            wins, losses = self.wins[index], self.losses[index]
            common: dict[str, Fact] = {
                "wins": wins,
                "draws": len(self.options) - 1 - wins - losses,
                "losses": losses,
            }
            told[option] = common | (own[index] if own else {})
        return told

    def _totals(self) -> dict[str, Fact]:
        smith = self.names(self.smith_set())
        told: dict[str, Fact] = {"ballots": self.ballots, "smith-set": smith}
        return told | ({"condorcet-winner": smith[0]} if len(smith) == 1 else {})

    def _matrix_step(self) -> Step:
        return Step("pairwise", {"options": self.options, "above": self.table(self.above)})


def layers(asked: Sequence[int], stands_above: Relation) -> list[list[int]]:
    """Places from a relation without cycles: first those below none, then again of the rest.

    >>> layers((0, 1, 2), [[False, True, False], [False] * 3, [False] * 3])
    [[0, 2], [1]]
    """
    rest = list(asked)
    found: list[list[int]] = []
    while rest:
        top = [column for column in rest if not any(stands_above[row][column] for row in rest)]
        found.append(top)
        rest = [index for index in rest if index not in top]
    return found
