"""What a transferable count writes down as it goes, and the outcome that it makes."""

from collections.abc import Iterable, Mapping, Sequence

from engine.rules.ballots import OptionId
from engine.rules.outcome import Fact, Outcome, Step
from engine.rules.rule import Question
from engine.rules.transferable.arithmetic import Arithmetic
from engine.rules.transferable.papers import Option, Papers
from engine.rules.transferable.referee import Earlier, Number, earlier_rounds


class Record:
    """The trace of one count: rounds, who was elected and excluded in which, and ties."""

    def __init__(
        self, rule: str, question: Question, papers: Papers, arithmetic: Arithmetic
    ) -> None:
        self._rule = rule
        self._question = question
        self._papers = papers
        self._arithmetic = arithmetic
        self.options = papers.options
        self.steps: list[Step] = []
        self.ties: list[Step] = []
        self.history: list[list[Number]] = []
        """Votes at the start of each round, this one last."""
        self.passed_over_in = 0
        """The last round in which a tie was passed over; ties do not look back to it."""
        self.elected: list[tuple[Option, ...]] = []
        """Options elected with equally many votes in one round, in order of election."""
        self.excluded: list[tuple[Option, ...]] = []
        """Options excluded together, in order of exclusion."""
        self._elected_in: dict[Option, int] = {}
        self._excluded_in: dict[Option, int] = {}

    @property
    def round(self) -> int:
        """The number of the round, from 1."""
        return len(self.history)

    @property
    def earlier(self) -> Earlier:
        """The rounds that a tie may look back to."""
        return earlier_rounds(self.history, since=self.passed_over_in)

    @property
    def seated(self) -> int:
        """How many are elected."""
        return len(self._elected_in)

    def tell(self, code: str, **facts: Fact) -> None:
        """Write a step of this round down."""
        self.steps.append(Step(code, {"round": self.round, **facts}))

    def tell_ties(self, steps: Sequence[Step]) -> None:
        """Write down the steps a tie took, for the outcome too."""
        self.ties.extend(steps)
        self.steps.extend(steps)

    def begin(self, votes: Sequence[Number], **facts: Fact) -> None:
        """Open a round with the votes it starts from; excluded options are not told."""
        self.history.append(list(votes))
        there = [o for o in range(len(votes)) if o not in self._excluded_in]
        told = self.told({option: votes[option] for option in there})
        self.tell("stv-round", votes=told, **facts)

    def elect(self, options: Iterable[Option], votes: Sequence[Number], why: str) -> None:
        """Write down who is elected, those with more votes first."""
        new = sorted(options, key=lambda option: -votes[option])
        for level in sorted({votes[option] for option in new}, reverse=True):
            group = tuple(option for option in new if votes[option] == level)
            self.elected.append(group)
            self._elected_in |= dict.fromkeys(group, self.round)
            self.tell("stv-elected", options=self.named(group), votes=self.text(level), why=why)

    def exclude(self, options: Sequence[Option], votes: Sequence[Number], why: str) -> None:
        """Write down who is excluded."""
        if why == "tie-immaterial":
            self.passed_over_in = self.round
        self.excluded.append(tuple(options))
        self._excluded_in |= dict.fromkeys(options, self.round)
        told = self.told({option: votes[option] for option in options})
        self.tell("stv-excluded", options=self.named(options), votes=told, why=why)

    def named(self, options: Iterable[Option]) -> tuple[OptionId, ...]:
        """The ids of options, sorted."""
        return tuple(sorted(self.options[option] for option in options))

    def told(self, values: Mapping[Option, Number]) -> tuple[tuple[OptionId, str], ...]:
        """Numbers by option, sorted by id."""
        return tuple((self.options[option], self.text(values[option])) for option in sorted(values))

    def text(self, value: Number) -> str:
        """A number in the count's own arithmetic, as text."""
        return self._arithmetic.told(value)

    def outcome(
        self,
        votes: Sequence[Number],
        *,
        undecided: Sequence[Option] = (),
        totals: Mapping[str, Fact],
    ) -> Outcome:
        """The outcome: the elected, then those that stand by votes, then the excluded.

        `undecided` are the options left tied for the last seats; they come after the elected.
        """
        if undecided:
            self.tell("stv-stopped", undecided=self.named(undecided))
        gone = self._elected_in.keys() | self._excluded_in.keys()
        standing = [option for option in range(len(self.options)) if option not in gone]
        levels = sorted({votes[option] for option in standing}, reverse=True)
        rest = [[o for o in standing if votes[o] == level] for level in levels]
        rest += [list(group) for group in reversed(self.excluded)]
        groups: list[Sequence[Option]] = [*self.elected, undecided]
        groups += [[o for o in group if o not in undecided] for group in rest]
        return Outcome(
            rule=self._rule,
            seats=self._question.seats,
            parameters=dict(self._question.parameters),
            winners=tuple(name for group in self.elected for name in self.named(group)),
            ranking=tuple(self.named(group) for group in groups if group),
            undecided=self.named(undecided),
            figures={
                name: {
                    "votes": self.text(self._last(option, votes)),
                    "first": self.text(self.history[0][option]),
                    "elected_in_round": self._elected_in.get(option, 0),
                    "excluded_in_round": self._excluded_in.get(option, 0),
                }
                for option, name in enumerate(self.options)
            },
            totals={
                "ballots": sum(self._papers.weights) + self._papers.blank,
                "blank": self._papers.blank,
                "rounds": self.round,
                **totals,
            },
            ties=tuple(self.ties),
            trace=tuple(self.steps),
        )

    def _last(self, option: Option, votes: Sequence[Number]) -> Number:
        """An option's votes: at the end, or when it was excluded."""
        left = self._excluded_in.get(option)
        return self.history[left - 1][option] if left else votes[option]
