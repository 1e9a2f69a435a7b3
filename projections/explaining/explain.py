"""The explanation of one subject: its chain of steps, and what would have turned it."""

from collections.abc import Callable, Iterable

from engine.aggregates.ledger import Ledger
from engine.persistence.codec import Row
from projections.explaining.award_steps import award_steps, polls_on
from projections.explaining.place_steps import place_steps
from projections.explaining.poll_steps import poll_steps
from projections.explaining.steps import Explanation, Kind
from projections.explaining.subjects import subject_of
from projections.explaining.trail import Trail
from projections.flips.flips import flips
from projections.ranking import Content
from projections.state import State


def explain(
    state: State, content: Content, rows: Callable[[], Iterable[Row]], subject: str
) -> Explanation:
    """Why the subject is as it is. `rows` gives the ledger's rows up to the state's index.

    Refuses `NothingToExplain`.
    """
    ledger = state.ledger
    kind, id_ = subject_of(ledger, subject)
    polls, candidates = _concerned(ledger, kind, id_)
    trail = Trail.of(rows(), candidates=candidates, polls=polls)
    if kind == "polls":
        steps = poll_steps(state, trail, id_)
    elif kind == "ranking":
        steps = place_steps(state, content, trail, id_)
    else:
        award, _, candidate = id_.partition("/")
        steps = award_steps(state, content, trail, award, candidate)
    return Explanation(kind=kind, id=id_, steps=tuple(steps), flips=tuple(flips(state, kind, id_)))


def _concerned(ledger: Ledger, kind: Kind, id_: str) -> tuple[set[str], set[str]]:
    """The polls and candidates whose events a chain may rest on."""
    if kind == "polls":
        polls = {id_}
    elif kind == "ranking":
        declared = ledger.awards.rankings[-1].poll if ledger.awards.rankings else None
        polls = set() if declared is None else {declared}
    else:
        award, _, candidate = id_.partition("/")
        polls = {poll for poll, _ in polls_on(ledger, award, candidate)}
    options = {
        option.candidate or option.id
        for poll in polls
        for option in ledger.polls.polls[poll].opened.options
    }
    return polls, options | {id_.rpartition("/")[2]}
