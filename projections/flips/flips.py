"""The smallest changes for each kind of subject that is explained."""

from collections.abc import Iterator

from projections.explaining.award_steps import polls_on
from projections.explaining.steps import Kind, Step
from projections.flips.point_flips import point_flips
from projections.flips.poll_flips import poll_flips
from projections.state import State


def flips(state: State, kind: Kind, id_: str) -> Iterator[Step]:
    """What would have turned a place, each option of a poll, or the polls on an award."""
    ledger = state.ledger
    if kind == "polls":
        for option in ledger.polls.polls[id_].opened.options:
            yield from poll_flips(state, id_, option.id)
    elif kind == "ranking":
        declared = ledger.awards.rankings[-1] if ledger.awards.rankings else None
        if declared is not None and declared.basis == "poll":
            options = ledger.polls.polls[declared.poll or ""].opened.options
            for option in options:
                if (option.candidate or option.id) == id_:
                    yield from poll_flips(state, declared.poll or "", option.id)
        else:
            yield from point_flips(ledger, id_)
    else:
        award, _, candidate = id_.partition("/")
        for poll, option_id in polls_on(ledger, award, candidate):
            yield from poll_flips(state, poll, option_id)
