"""Whether a candidate may be proposed for an award now: its standing, other awards, the quota.

Commands decide by it, replays find it again, and what-ifs ask it under other rules.
"""

from engine.aggregates.ledger import Ledger
from engine.errors.award import ProposalAboveQuota, ProposalAlreadyMade, ProposalExcluded
from engine.errors.poll import CandidateBarred, OptionInvalid
from engine.rules.rulebook import AwardRule
from engine.values.ids import AwardId, MemberId


def check_proposal(ledger: Ledger, award: AwardId, candidate: MemberId) -> None:
    """Refuse a proposal that the rules in force do not allow.

    Refuses `RulebookNotAdopted`, `AwardUnknown`, `MemberNotFound`, `CandidateNotRanked`,
    `ProposalAlreadyMade`, `CandidateBarred`, `OptionInvalid` for who was not nominated,
    `ProposalExcluded` and `ProposalAboveQuota`.
    """
    rule = ledger.rulebooks.award(award)
    ledger.roster.candidate(candidate)
    _check_candidate(ledger, rule, candidate)
    _check_quota(ledger, award, candidate)


def _check_candidate(ledger: Ledger, rule: AwardRule, candidate: MemberId) -> None:
    award = rule.id
    before = ledger.awards.proposals.get(f"{award}/{candidate}")
    if before is not None:
        raise ProposalAlreadyMade(award=award, candidate=candidate, index=before.index)
    check_free(ledger, award, candidate)
    if not ledger.nominations.stands(award, candidate, required=rule.nomination_required):
        raise OptionInvalid(option=candidate, reason="not-nominated")
    for other in ledger.awards.proposals.values():
        if other.candidate == candidate and other.status != "not-passed":
            other_rule = ledger.rulebooks.current.award(other.award)
            if rule.exclusive or (other_rule is not None and other_rule.exclusive):
                raise ProposalExcluded(award=award, candidate=candidate, other=other.award)


def check_free(ledger: Ledger, award: AwardId, candidate: MemberId) -> None:
    """Refuse `CandidateBarred` where a hold or a ruling stands against the candidate."""
    bar = ledger.nominations.bar(candidate, award)
    if bar is not None:
        raise CandidateBarred(
            candidate=candidate, effect=bar.effect, ground=bar.ground, index=bar.index
        )


def _check_quota(ledger: Ledger, award: AwardId, candidate: MemberId) -> None:
    quota = ledger.quota(award)
    proposed = ledger.awards.standing(award)
    if quota is not None and len(proposed) >= quota:
        raise ProposalAboveQuota(
            award=award,
            candidate=candidate,
            quota=quota,
            proposed=tuple(sorted(each.candidate for each in proposed)),
        )
