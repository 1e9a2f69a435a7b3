"""How a ranking that is not one clean mark a rank is read: overvotes, gaps, repeats.

The names are RCTab's, which the ordinances of most cities that count this way were written
against (https://www.rcvresources.org/rctab). All of it but one choice is settled before a
count begins; `exhaust-if-multiple-continuing` alone depends on who still stands.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias, cast

from engine.errors.rules import BallotInvalid
from engine.rules.ballots import OptionId
from engine.rules.parameters import Parameter
from engine.rules.rule import Question

Group: TypeAlias = tuple[OptionId, ...]
Reason: TypeAlias = Literal["exhausted", "overvotes", "skipped", "repeated"]
"""Why a paper counts for nobody any more: no further mark, or one of the rules below."""

OvervoteRule: TypeAlias = Literal[
    "refuse", "exhaust-immediately", "always-skip-to-next-rank", "exhaust-if-multiple-continuing"
]

UNLIMITED = "unlimited"


def overvote_rule(default: OvervoteRule) -> Parameter:
    """The parameter for a rank with several options."""
    return Parameter(
        name="overvote_rule",
        kind="choice",
        default=default,
        help="what a rank with several options does: refuse the ballot, end it there, "
        "be passed over, or end it only if several of them still stand",
        choices=(
            "refuse",
            "exhaust-immediately",
            "always-skip-to-next-rank",
            "exhaust-if-multiple-continuing",
        ),
    )


def max_skipped_ranks(default: str) -> Parameter:
    """The parameter for ranks left empty."""
    return Parameter(
        name="max_skipped_ranks",
        kind="choice",
        default=default,
        help="how many empty ranks in a row a ballot may pass before it ends",
        choices=(UNLIMITED, *(str(ranks) for ranks in range(21))),
    )


EXHAUST_ON_DUPLICATE = Parameter(
    name="exhaust_on_duplicate",
    kind="flag",
    default=False,
    help="whether a ballot ends where it names an option again, or reads on",
)


@dataclass(frozen=True, kw_only=True)
class Reading:
    """The reading rules in force. `max_skipped` is None where any gap may be passed."""

    overvote: OvervoteRule
    max_skipped: int | None = None
    exhaust_on_duplicate: bool = False

    def read(self, groups: tuple[Group, ...]) -> tuple[tuple[Group, ...], Reason]:
        """The marks that count, in order, and why the paper ends after them.

        A kept group has several options only under `exhaust-if-multiple-continuing`. Marks of
        one option twice in a rank are one mark. Refuses `BallotInvalid`.

        >>> rule = Reading(overvote="exhaust-immediately", max_skipped=1)
        >>> rule.read((("a",), (), ("b",), (), (), ("c",)))
        ((('a',), ('b',)), 'skipped')
        """
        kept: list[Group] = []
        seen: set[OptionId] = set()
        skipped = 0
        for group in groups:
            marks = tuple(dict.fromkeys(group))
            if not marks:
                skipped += 1
                continue
            if self.max_skipped is not None and skipped > self.max_skipped:
                return tuple(kept), "skipped"
            skipped = 0
            if self.exhaust_on_duplicate and not seen.isdisjoint(marks):
                return tuple(kept), "repeated"
            seen.update(marks)
            if len(marks) > 1:
                if self.overvote == "refuse":
                    raise BallotInvalid(ballot="ranking", expected=("one-option-a-rank",))
                if self.overvote == "exhaust-immediately":
                    return tuple(kept), "overvotes"
                if self.overvote == "always-skip-to-next-rank":
                    continue
            kept.append(marks)
        return tuple(kept), "exhausted"


def reading_of(question: Question) -> Reading:
    """The reading rules that a count's parameters name, all three declared."""
    skipped = question.text("max_skipped_ranks")
    return Reading(
        overvote=cast("OvervoteRule", question.text("overvote_rule")),
        max_skipped=None if skipped == UNLIMITED else int(skipped),
        exhaust_on_duplicate=question.flag("exhaust_on_duplicate"),
    )
