"""The roll of a poll: who may vote, with which weight, for whom, and in which part.

Fixed when the poll opens, from the roster, the meeting's attendance, its mandates and its
recusals, and from what the rulebook says about lead unit and own unit.
"""

from engine.aggregates.ledger import Ledger
from engine.aggregates.meetings import Meeting
from engine.aggregates.polls import Part
from engine.events.poll import PollOption, Roll, Voter
from engine.rules.rulebook import BallotRule

INLINE_MAX = 500
"""Voters up to which the roll stands in the event itself; larger ones are content."""


def roll_for(
    ledger: Ledger, template: BallotRule, meeting: Meeting | None, options: tuple[PollOption, ...]
) -> Roll:
    """The roll, sorted by member. Without a meeting every voter may vote, and no mandate acts."""
    electors = ledger.roster.voters()
    present = {*electors} if meeting is None else {*electors} & {*meeting.present}
    proxies = {
        giver: holder
        for giver, holder in (meeting.proxies.items() if meeting else ())
        if holder in electors
    }
    recused = _recused(ledger, template, meeting, options)
    acting = present - recused
    there = present | {giver for giver, holder in proxies.items() if holder in acting}
    parts: dict[str, Part] = {
        id_: "recused" if id_ in recused else "present" if id_ in there else "absent"
        for id_ in sorted(electors)
    }
    return Roll(
        tuple(
            [
                Voter(id_, electors[id_].weight, proxies.get(id_), part)
                for id_, part in parts.items()
            ]
        )
    )


def _recused(
    ledger: Ledger, template: BallotRule, meeting: Meeting | None, options: tuple[PollOption, ...]
) -> set[str]:
    candidates = {option.candidate for option in options if option.candidate}
    recused = {
        recusal.member
        for recusal in (meeting.recusals if meeting else ())
        if recusal.candidate in candidates
    }
    if not template.own_unit:
        recused |= candidates
    if not template.lead_votes:
        recused |= {*ledger.roster.holders("lead")}
    return recused
