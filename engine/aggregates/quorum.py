"""The quorum: what is there, of which base, and how much is needed. Commands record it, replays
find it again.
"""

from collections.abc import Collection, Mapping

from engine.aggregates.ledger import Ledger
from engine.aggregates.meetings import Meeting
from engine.events.meeting import QuorumFound
from engine.rules.rulebook import QuorumRule


def quorum_rule(ledger: Ledger) -> QuorumRule | None:
    """The quorum of the rulebook in force; None if it has none, or none is adopted yet."""
    return ledger.rulebooks.current.quorum if ledger.rulebooks.versions else None


def quorum_found(
    ledger: Ledger,
    meeting: Meeting,
    rule: QuorumRule,
    *,
    present: Collection[str],
    proxies: Mapping[str, str],
) -> QuorumFound:
    """The quorum as it is with these present and these mandates (giver -> holder)."""
    voters = ledger.roster.voters()
    there = {member for member in present if member in voters}
    if rule.proxies_count:
        there |= {giver for giver, holder in proxies.items() if holder in there and giver in voters}
    base = sum(member.weight for member in voters.values())
    weight = sum(voters[member].weight for member in there)
    needed = rule.share.needed(base, strict=rule.strict)
    return QuorumFound(
        meeting=meeting.id, present=weight, base=base, needed=needed, met=weight >= needed
    )
