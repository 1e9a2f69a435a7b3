"""From the course of an election to its outcome: who sits, who is undecided, in what order."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise

from engine.rules.ballots import OptionId
from engine.rules.outcome import Fact, Outcome, Step
from engine.rules.proportional.approvals import Approvals
from engine.rules.proportional.course import Course
from engine.rules.rule import Question

Groups = tuple[tuple[OptionId, ...], ...]


def committee(
    rule: str,
    question: Question,
    approvals: Approvals,
    course: Course,
    *,
    seats: int | None,
    fill: bool,
    totals: dict[str, Fact],
    figures: Mapping[OptionId, dict[str, Fact]] | None = None,
) -> Outcome:
    """The outcome of a course.

    With `fill`, seats that the course left open go to the options it did not elect, which
    nobody approves and which are all alike: the ladder orders them, and what it leaves alike
    is undecided. Without, seats may stay empty. Where nothing limits the `seats`, there are as
    many as the largest committee has.
    """
    seats = max(map(len, course.committees)) if seats is None else seats
    ends = [_end(elected, question, seats=seats, fill=fill) for elected in course.committees]
    sure = reduce(frozenset.intersection, (end.sure for end in ends))
    possible = reduce(frozenset.union, (end.possible for end in ends))
    if not course.complete:
        possible = frozenset(approvals.options)
    undecided = tuple(sorted(possible - sure))
    ranking = _ranking(course, ends[0].order, sure) + ((undecided,) if undecided else ())
    used = {repr(step): step for end in ends for step in end.ties}
    return Outcome(
        rule=rule,
        seats=seats,
        parameters=dict(question.parameters),
        winners=tuple(option for group in ranking for option in group if option in sure),
        ranking=ranking,
        undecided=undecided,
        figures={
            option: {"approvals": support, **(figures or {}).get(option, {})}
            for option, support in approvals.support.items()
        },
        totals={"ballots": approvals.voters, "blank": approvals.blank, **totals},
        ties=(*course.ties, *used.values()),
        trace=course.trace,
    )


@dataclass(frozen=True)
class _End:
    sure: frozenset[OptionId]
    possible: frozenset[OptionId]
    order: Groups = ()
    ties: tuple[Step, ...] = ()


def _end(elected: tuple[OptionId, ...], question: Question, *, seats: int, fill: bool) -> _End:
    sure = frozenset(elected)
    rest = [option for option in question.options if option not in sure]
    if not fill or len(elected) >= seats:
        return _End(sure, sure)
    groups, steps = question.ties.order(rest, about="open-seats", seats=seats - len(elected))
    order: list[tuple[OptionId, ...]] = []
    for group in groups:
        if len(sure) + len(group) > seats:
            open_to = frozenset(group) if len(sure) < seats else frozenset[OptionId]()
            return _End(sure, sure | open_to, tuple(order), steps)
        sure |= frozenset(group)
        order.append(group)
    return _End(sure, sure, tuple(order), steps)


def _ranking(course: Course, order: Groups, sure: frozenset[OptionId]) -> Groups:
    first = course.committees[0]
    cuts = (0, *course.agreed)
    ranking = [tuple(sorted(first[start:end])) for start, end in pairwise(cuts)]
    together = frozenset(first[: cuts[-1]])
    if all(frozenset(elected) == together for elected in course.committees):
        return (*ranking, *order)
    rest = tuple(sorted(sure - together))
    return (*ranking, rest) if rest else tuple(ranking)
