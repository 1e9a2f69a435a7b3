"""The common part of all rules that choose by marks: most marks first, a share to reach if any."""

from engine.errors.rules import ParameterInvalid
from engine.rules.outcome import Fact, Outcome, Step
from engine.rules.parameters import Parameter
from engine.rules.placing import placed
from engine.rules.rule import Question
from engine.rules.threshold.marks import Allowed, marks_of
from engine.rules.threshold.measure import threshold_of

MARKS_MIN = Parameter(
    name="marks_min",
    kind="whole",
    default=0,
    minimum=0,
    help="The fewest options a ballot may mark; with fewer, unless blank, it is spoilt.",
)


def marks_max(default: int, meaning: str) -> Parameter:
    """The parameter that says how many options a ballot may mark."""
    return Parameter(
        name="marks_max",
        kind="whole",
        default=default,
        minimum=0,
        help=f"The most options a ballot may mark; with more it is spoilt. 0: {meaning}.",
    )


def at_least_too(rule: str, question: Question, most: int) -> Allowed:
    """How many options a ballot may mark: `most`, and as few as `marks_min` says.

    Refuses `ParameterInvalid` if that is more.
    """
    least = question.whole("marks_min")
    if least > most:
        raise ParameterInvalid(
            rule=rule, parameter="marks_min", value=least, expected=f"whole 0..{most}"
        )
    return Allowed(most=most, least=least)


def most_marks(rule: str, question: Question, allowed: Allowed) -> Outcome:
    """The outcome of a rule without a threshold: the most marks win."""
    marks = marks_of(question, allowed)
    used = marks.turnout.used("counted")
    votes = {option: room + marks.written[option] for option, room in marks.room.items()}
    return placed(votes, seats=question.seats, ties=question.ties).outcome(
        rule,
        question,
        figures={option: {"votes": count} for option, count in votes.items()},
        totals={
            "cast": used.cast,
            "valid": used.valid,
            "blank": used.blank,
            "spoilt": used.spoilt,
            "marks_max": allowed.most,
        },
        trace=(Step("votes", {"votes": tuple(votes.items())}),),
    )


def passing_marks(rule: str, question: Question, allowed: Allowed) -> Outcome:
    """The outcome of a rule with a threshold: the most marks win, of those who reach it.

    Refuses `ParameterInvalid` where all who pass are elected and there is no share to pass.
    """
    if question.flag("all_passing") and not question.exact("share"):
        raise ParameterInvalid(rule=rule, parameter="share", value="0", expected="share above 0")
    marks = marks_of(question, allowed)
    threshold = threshold_of(question, marks.turnout)
    votes = {
        option: threshold.votes(room, marks.written[option]) for option, room in marks.room.items()
    }
    free = not threshold.share and threshold.has_quorum
    passing = tuple(option for option in votes if free or threshold.passes(votes[option]))
    seats = len(votes) if question.flag("all_passing") else question.seats
    figures: dict[str, dict[str, Fact]] = {
        option: {
            "votes": votes[option],
            "passes": option in passing,
            "measures": threshold.measures(marks.room[option], marks.written[option]),
        }
        for option in votes
    }
    needed = threshold.needed(threshold.figure) if threshold.share else 0
    return placed(votes, seats=seats, ties=question.ties, eligible=passing).outcome(
        rule,
        question,
        seats=seats,
        figures=figures,
        totals=threshold.totals() | {"marks_max": allowed.most},
        trace=(
            Step("votes", {"votes": tuple(votes.items())}),
            Step("passing", {"needed": needed, "options": passing}),
        ),
    )
