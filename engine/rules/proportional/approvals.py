"""Approval ballots as the committee rules read them: who supports whom, how heavily.

Source: M. Lackner and P. Skowron, *Multi-Winner Voting with Approval Preferences*, 2023,
chapter 2. A blank ballot approves nobody, yet its voter has a share like every other.
"""

from dataclasses import dataclass
from functools import cached_property

from engine.errors.rules import BallotInvalid
from engine.rules.ballots import Choice, OptionId
from engine.rules.rule import Question


@dataclass(frozen=True)
class Group:
    """All voters who approve exactly the same options, at least one."""

    approved: tuple[OptionId, ...]
    weight: int


@dataclass(frozen=True)
class Approvals:
    """The approval ballots of one poll: voters of one mind together."""

    options: tuple[OptionId, ...]
    groups: tuple[Group, ...]
    blank: int
    """Weight of the ballots that approve nobody."""

    @cached_property
    def voters(self) -> int:
        """Weight of all ballots, blank ones too."""
        return self.blank + sum(group.weight for group in self.groups)

    @cached_property
    def supporters(self) -> dict[OptionId, tuple[int, ...]]:
        """For each option the positions of the groups that approve it."""
        found: dict[OptionId, list[int]] = {option: [] for option in self.options}
        for position, group in enumerate(self.groups):
            for option in group.approved:
                found[option].append(position)
        return {option: tuple(positions) for option, positions in found.items()}

    @cached_property
    def support(self) -> dict[OptionId, int]:
        """Weight of the ballots approving each option."""
        return {
            option: sum(self.groups[position].weight for position in positions)
            for option, positions in self.supporters.items()
        }


def approvals_of(question: Question) -> Approvals:
    """The approval ballots of a tally.

    Refuses `BallotInvalid` for a ballot that marks one option twice.
    """
    weights: dict[tuple[OptionId, ...], int] = {}
    for ballot, weight in question.tally.whole.items():
        assert isinstance(ballot, Choice), "the rule has checked the kind"
        marks = tuple(sorted(set(ballot.marks)))
        if len(marks) < len(ballot.marks):
            raise BallotInvalid(ballot="choice", expected=("option-once",))
        weights[marks] = weights.get(marks, 0) + weight
    blank = weights.pop((), 0)
    groups = tuple(Group(marks, weights[marks]) for marks in sorted(weights) if weights[marks])
    return Approvals(tuple(sorted(question.options)), groups, blank)
