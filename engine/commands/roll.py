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
    """The roll, sorted by member. Without a meeting every voter may vote."""
    candidates = {option.candidate for option in options if option.candidate}
    recused = _recused(ledger, template, meeting, candidates)
    voters = []
    for member in sorted(ledger.roster.voters().values(), key=lambda each: each.id):
        holder = meeting.proxies.get(member.id) if meeting else None
        there = meeting is None or member.id in meeting.present
        if holder is not None and (there or meeting is None or holder not in meeting.present):
            holder = None  # a mandate acts only while its giver is away and its holder is there
        part: Part = "present" if there or holder else "absent"
        if member.id in recused:
            part = "recused"
        voters.append(Voter(member.id, member.weight, holder, part))
    return Roll(tuple(voters))


def _recused(
    ledger: Ledger, template: BallotRule, meeting: Meeting | None, candidates: set[str]
) -> set[str]:
    recused = {
        recusal.member
        for recusal in (meeting.recusals if meeting else ())
        if recusal.candidate in candidates
    }
    if not template.own_unit:
        recused |= candidates
    if not template.lead_votes:
        recused |= set(ledger.roster.offices.get("lead", {}))
    return recused
