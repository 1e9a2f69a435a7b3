"""Nominating ballots as they are counted: each nominator's own list, within the cap.

A ballot entered twice for one nominator is one ballot: whoever reads it in puts both entries
together, and a nominee named on both is marked twice. What a second mark is worth is a
declared parameter; the tally itself cannot tell two nominators of one mind from one who was
entered twice.
"""

from collections import Counter
from dataclasses import dataclass

from engine.errors.rules import BallotInvalid
from engine.rules.ballots import Choice, OptionId
from engine.rules.outcome import Fact
from engine.rules.parameters import Parameter
from engine.rules.rule import Question

CAP = Parameter(
    name="cap",
    kind="whole",
    default=0,
    minimum=0,
    help="most nominees a nominator may name, a longer ballot counts for nobody; 0: no cap",
)
LAST_TIE = Parameter(
    name="last_tie",
    kind="choice",
    default="ladder",
    help="a tie for the last place goes to the ladder, or extends the list to all tied",
    choices=("ladder", "extend"),
)


def repeats(*choices: str) -> Parameter:
    """The parameter that says what a second mark of one nominee on one ballot is worth."""
    return Parameter(
        name="repeats",
        kind="choice",
        default="once",
        help="a nominee marked twice on one ballot counts once or each time, or is refused",
        choices=choices,
    )


@dataclass(frozen=True)
class Nominations:
    """The lists that count, as (nominee, times marked), and the ballots that do not."""

    lists: dict[tuple[tuple[OptionId, int], ...], int]
    """Weight of the ballots by list; no list is empty."""
    blank: int
    over_cap: int

    @property
    def totals(self) -> dict[str, Fact]:
        """Weights for the outcome."""
        counted = sum(self.lists.values())
        return {
            "ballots": counted + self.blank + self.over_cap,
            "blank": self.blank,
            "over_cap": self.over_cap,
        }


def nominations_of(question: Question) -> Nominations:
    """The nominating ballots of a tally under `cap` and `repeats`.

    With `repeats` at `each` the cap is on marks, else on nominees. Refuses `BallotInvalid`
    for a repeated mark where `repeats` is `refuse`.
    """
    cap, policy = question.whole("cap"), question.text("repeats")
    lists: dict[tuple[tuple[OptionId, int], ...], int] = {}
    blank = over_cap = 0
    for ballot, weight in question.tally.whole.items():
        assert isinstance(ballot, Choice), "the rule has checked the kind"
        marks = Counter(ballot.marks)
        if policy == "refuse" and marks.total() > len(marks):
            raise BallotInvalid(ballot="choice", expected=("option-once",))
        if policy == "once":
            marks = Counter(set(marks))
        if not marks:
            blank += weight
        elif cap and marks.total() > cap:
            over_cap += weight
        else:
            told = tuple(sorted(marks.items()))
            lists[told] = lists.get(told, 0) + weight
    return Nominations(lists, blank, over_cap)
