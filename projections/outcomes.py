"""Outcomes: a closed poll counted by its rule, from the ledger alone.

The same function serves the announcement, the replay and every reader, so what is recorded and
what is recomputed can only be the same bytes.
"""

import msgspec

from engine.aggregates.polls import Poll
from engine.errors.poll import PollNotClosed
from engine.persistence.codec import encode
from engine.rules.catalogue import rule_of
from engine.rules.outcome import Outcome
from engine.rules.tally import Tally
from engine.rules.ties import Ladder
from projections.state import State
from projections.tallies import bases


def compute(state: State, poll: str) -> Outcome:
    """The outcome of a closed poll. Refuses `PollNotFound` and `PollNotClosed`."""
    found = state.ledger.polls.poll(poll)
    if found.status not in ("closed", "announced"):
        raise PollNotClosed(poll=poll, status=found.status)
    return rule_of(found.opened.rule).count(
        tally_of(state, poll),
        seats=found.opened.seats,
        parameters=found.opened.parameters,
        ties=ladder_of(state, found),
    )


def result_bytes(outcome: Outcome) -> bytes:
    """The canonical bytes of a result: the outcome without its trace. Replays compare these."""
    return encode(msgspec.structs.replace(outcome, trace=()))


def tally_of(state: State, poll: str) -> Tally:
    """The tally with the figures of its bases, as a count wants it."""
    return msgspec.structs.replace(state.tallies.tallies[poll], bases=bases(state.ledger, poll))


def ladder_of(state: State, poll: Poll) -> Ladder:
    """The poll's declared ladder with the data it has: the secondary key is the place in the
    ranking adopted before, better places first.
    """
    return Ladder(
        steps=poll.opened.ties,
        keys=_places(state, poll),
        casting=poll.casting,
        seed=poll.seed,
    )


def _places(state: State, poll: Poll) -> dict[str, tuple[int | str, ...]]:
    earlier = [each for each in state.ledger.awards.rankings if each.index < poll.index]
    if not earlier:
        return {}
    place = {
        member: number for number, group in enumerate(earlier[-1].places, 1) for member in group
    }
    return {
        option.id: (-place[option.candidate],)
        for option in poll.opened.options
        if option.candidate in place
    }
