"""The state of a run-off: who stands, whose papers lie where, and what happened so far.

The rules of this family differ in when they stop and whom they exclude; moving the papers and
telling about it is the same for all, and done here.
"""

from collections.abc import Iterable, Sequence

from engine.errors.rules import OptionUnknown
from engine.rules.ballots import OptionId
from engine.rules.outcome import Fact, Outcome, Step
from engine.rules.rule import Question
from engine.rules.transferable.papers import Option, Paper, Papers
from engine.rules.transferable.reading import Reading, Reason
from engine.rules.transferable.referee import Earlier, Referee, earlier_rounds


class Rounds:
    """Rounds of whole votes. `votes[option]` stays as it was when an option was excluded."""

    def __init__(
        self, question: Question, rule: str, reading: Reading, *, looks_back: bool
    ) -> None:
        """Sort the papers by their first mark. Refuses `BallotInvalid`."""
        self._question = question
        self._rule = rule
        self.papers = Papers(question.tally, reading)
        self.options = self.papers.options
        self.referee = Referee(self.options, question.ties, looks_back)
        self.standing: list[Option] = list(range(len(self.options)))
        self.excluded: list[tuple[Option, ...]] = []
        """Options excluded together, in order of exclusion."""
        self.spent: dict[Reason, int] = {}
        self.steps: list[Step] = []
        self.ties: list[Step] = []
        self.history: list[list[int]] = []
        """Votes at each round, this one last."""
        self._passed_over_in = 0
        """The last round in which a tie was passed over; ties do not look back to it."""
        self._left_in: dict[Option, int] = {}
        self._piles: list[list[Paper]] = [[] for _ in self.options]
        self.votes = [0] * len(self.options)
        self._receive(self.papers.everything())

    @property
    def round(self) -> int:
        """The number of the round, from 1."""
        return len(self.history)

    @property
    def active(self) -> int:
        """The votes that count for a standing option."""
        return sum(self.votes[option] for option in self.standing)

    @property
    def _earlier(self) -> Earlier:
        return earlier_rounds(self.history, since=self._passed_over_in)

    def pass_over(self, losers: Sequence[Option]) -> None:
        """Exclude certain losers together, because it does not matter which goes first."""
        self._passed_over_in = self.round
        self.exclude(losers, "tie-immaterial")

    def begin(self, threshold: int) -> None:
        """Open a round: remember and tell its votes."""
        self.history.append(list(self.votes))
        facts: dict[str, Fact] = {
            "round": self.round,
            "votes": self.told(self.standing),
            "active": self.active,
            "exhausted": tuple(sorted(self.spent.items())),
            "threshold": threshold,
        }
        self.steps.append(Step("runoff-round", facts))

    def exclude(self, options: Sequence[Option], why: str) -> None:
        """Exclude options together and pass their papers on."""
        leaving = tuple(sorted(options))
        self.excluded.append(leaving)
        self.standing = [option for option in self.standing if option not in leaving]
        facts: dict[str, Fact] = {"round": self.round, "options": self.named(leaving), "why": why}
        self.steps.append(Step("runoff-excluded", facts))
        for option in leaving:
            self._left_in[option] = self.round
            pile, self._piles[option] = self._piles[option], []
            gains, spent = self._receive(pile)
            moved: dict[str, Fact] = {
                "round": self.round,
                "from": self.options[option],
                "transfers": tuple((self.options[heir], gains[heir]) for heir in sorted(gains)),
                "exhausted": tuple(sorted(spent.items())),
            }
            self.steps.append(Step("runoff-transfer", moved))

    def _receive(self, pile: Iterable[Paper]) -> tuple[dict[Option, int], dict[Reason, int]]:
        deal = self.papers.deal(pile, self.standing)
        gains: dict[Option, int] = {}
        for option, heap in deal.heaps.items():
            self._piles[option].extend(heap)
            gains[option] = self.papers.weight(heap)
            self.votes[option] += gains[option]
        for reason, weight in deal.spent.items():
            self.spent[reason] = self.spent.get(reason, 0) + weight
        return gains, deal.spent

    def votes_of(self, options: Iterable[Option]) -> dict[Option, int]:
        """The votes of some options."""
        return {option: self.votes[option] for option in options}

    def lowest(self) -> list[Option]:
        """The standing options with the fewest votes."""
        fewest = min(self.votes[option] for option in self.standing)
        return [option for option in self.standing if self.votes[option] == fewest]

    def highest(self) -> list[Option]:
        """The standing options with the most votes."""
        most = max(self.votes[option] for option in self.standing)
        return [option for option in self.standing if self.votes[option] == most]

    def lower_of(self, tied: Sequence[Option]) -> list[Option]:
        """Of tied options the one to exclude; several if the tie is left."""
        picked, steps = self.referee.lowest(tied, self._earlier, f"elimination-{self.round}")
        self.tell_ties(steps)
        return picked

    def higher_of(self, tied: Sequence[Option]) -> list[Option]:
        """Of tied options the one to elect; several if the tie is left."""
        picked, steps = self.referee.highest(tied, self._earlier, f"election-{self.round}")
        self.tell_ties(steps)
        return picked

    def tell_ties(self, steps: Sequence[Step]) -> None:
        """Note the steps a tie took, in the trace and for the outcome."""
        self.ties.extend(steps)
        self.steps.extend(steps)

    def elect(self, option: Option, why: str) -> None:
        """Tell who is elected, and on what ground."""
        facts: dict[str, Fact] = {
            "round": self.round,
            "option": self.options[option],
            "votes": self.votes[option],
            "why": why,
        }
        self.steps.append(Step("runoff-elected", facts))

    def named(self, options: Iterable[Option]) -> tuple[OptionId, ...]:
        """The ids of options, sorted."""
        return tuple(sorted(self.options[option] for option in options))

    def told(self, options: Iterable[Option]) -> tuple[tuple[OptionId, int], ...]:
        """Options with their votes, by id."""
        return tuple((self.options[option], self.votes[option]) for option in sorted(options))

    def outcome(self, winner: Option | None, undecided: Sequence[Option] = ()) -> Outcome:
        """The outcome: the winner, then the standing by votes, then the excluded, last out first."""
        if undecided:
            facts: dict[str, Fact] = {"round": self.round, "undecided": self.named(undecided)}
            self.steps.append(Step("runoff-stopped", facts))
        return Outcome(
            rule=self._rule,
            seats=1,
            parameters=dict(self._question.parameters),
            winners=() if winner is None else (self.options[winner],),
            ranking=self._ranking(winner, undecided),
            undecided=self.named(undecided),
            figures={
                self.options[option]: {
                    "votes": self.votes[option],
                    "first": self.history[0][option],
                    "left_in_round": self._left_in.get(option, 0),
                }
                for option in range(len(self.options))
            },
            totals={
                "ballots": sum(self.papers.weights) + self.papers.blank,
                "blank": self.papers.blank,
                "active": self.active,
                "exhausted": sum(self.spent.values()),
                "rounds": self.round,
            },
            ties=tuple(self.ties),
            trace=tuple(self.steps),
        )

    def _ranking(
        self, winner: Option | None, undecided: Sequence[Option]
    ) -> tuple[tuple[OptionId, ...], ...]:
        first = set(undecided if winner is None else [winner])
        levels = sorted({self.votes[option] for option in self.standing}, reverse=True)
        groups = [{o for o in self.standing if self.votes[o] == level} for level in levels]
        groups += [set(leaving) for leaving in reversed(self.excluded)]
        rest = (group - first for group in groups)
        return tuple(self.named(group) for group in (first, *rest) if group)


def option_named(rounds: Rounds, name: OptionId) -> Option | None:
    """The option that a parameter names; None if it names none. Refuses `OptionUnknown`."""
    if not name:
        return None
    if name not in rounds.options:
        raise OptionUnknown(option=name, known=rounds.options)
    return rounds.options.index(name)
