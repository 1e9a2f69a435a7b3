"""What STAR counts on: the points, top scores and duels of the options.

In a duel the option with more points on a ballot has the vote; an option not marked has 0 points.
"""

from itertools import repeat

from engine.rules.ballots import OptionId
from engine.rules.condorcet.blocks import Block, Groups, blocks_of_heights
from engine.rules.condorcet.columns import HEIGHT_MAX
from engine.rules.condorcet.pairwise import Pairwise
from engine.rules.rows import ScoresRows
from engine.rules.rule import Question
from engine.rules.score.card import Card, points_of


class Standings:
    """Points, top scores and duels of every option. Options are held sorted by code.

    Refuses `BallotInvalid` for points below 0 or above the parameter `score_max`.
    """

    def __init__(self, question: Question) -> None:
        card = Card(question.tally)
        highest = question.exact("score_max")
        card.check(highest)
        top = highest / card.worth
        self.options = card.options
        self.voters = card.voters
        self.points = {option: card.points(option) for option in card.options}
        self.tops = {o: sum(n for u, n in card.units[o].items() if u == top) for o in card.options}
        """How many voters gave each option the highest score."""
        self.above = {
            option: dict(zip(card.options, row, strict=True))
            for option, row in zip(card.options, _duels(card).rows(), strict=True)
        }
        """How many voters gave the first option more points than the second."""

    def beats(self, option: OptionId, other: OptionId) -> bool:
        """Whether the option wins the duel."""
        return self.above[option][other] > self.above[other][option]


def _duels(card: Card) -> Pairwise:
    """The pairwise matrix of the score ballots."""
    levels = {0, *(units for counted in card.units.values() for units in counted)}
    heights = {units: height for height, units in enumerate(sorted(levels))}
    duels = Pairwise(card.options)
    if isinstance(card.ballots, ScoresRows) and len(heights) <= HEIGHT_MAX:
        _add_rows(duels, card.ballots, heights)
        return duels
    rows = bytearray()
    for ballot, weight in card.ballots.items():
        points = dict(points_of(ballot))
        if weight == 1 and len(heights) <= HEIGHT_MAX:
            rows += bytes(map(heights.__getitem__, map(points.get, card.options, repeat(0))))
        else:
            duels.add(_groups(points), weight)
    duels.add_blocks(blocks_of_heights(bytes(rows), len(card.options)))
    return duels


def _add_rows(duels: Pairwise, box: ScoresRows, heights: dict[int, int]) -> None:
    """Count ballots in rows: those that are alike in weight side by side, unless they are few."""
    height_of = bytes(heights.get(units or 0, 0) for units in box.units).ljust(256, b"\0")
    order = [box.options.index(option) for option in duels.options]
    for weight, rows in box.by_weight().items():
        if len(rows) < len(order):
            for row in rows:
                duels.add(_groups(dict(box.ballot(row).points)), weight)
            continue
        for block in blocks_of_heights(b"".join(rows).translate(height_of), len(order)):
            columns = [block.heights[place] for place in order]
            duels.add_blocks([Block(columns, block.ballots, weight)])


def _groups(points: dict[OptionId, int]) -> Groups:
    """Options by points, most first; those with 0 are left out, as those not marked are."""
    by_points: dict[int, list[OptionId]] = {}
    for option, units in points.items():
        by_points.setdefault(units, []).append(option)
    by_points.pop(0, None)
    return tuple(tuple(by_points[units]) for units in sorted(by_points, reverse=True))
