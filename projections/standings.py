"""Who stands where: the order of a stage, asked of the ledger's state at any index.

The stage that the rulebook ranks has no order before every candidate without a bar has its
sheets submitted: verified and unverified totals are never mixed. Other stages are ordered as
far as they are submitted, so that self-scores can be looked at while verification goes on.
"""

from engine.aggregates.ledger import Ledger
from engine.aggregates.stages import complete_at, scored_at
from engine.errors.scores import RankingNotLawful
from engine.rules.marks import check_stage
from engine.rules.standings import Standings
from engine.rules.standings import standings as ordered


def standings(ledger: Ledger, stage: str | None = None) -> Standings:
    """The order of this stage, or (None) of the one that the rulebook in force ranks.

    Refuses `RulebookNotAdopted`, `StageNotInRulebook`, `RulebooksMixed`, and for the stage
    that is ranked `RankingNotLawful`. Points follow the rulebook the sheets were made under.
    """
    rulebook = ledger.rulebooks.current
    asked = rulebook.ranking.stage if stage is None else stage
    check_stage(rulebook, asked)
    if asked == rulebook.ranking.stage:
        check_lawful(ledger, asked)
    return ordered(scored_at(ledger, asked))


def check_lawful(ledger: Ledger, stage: str) -> None:
    """Refuse `RankingNotLawful` while a candidate without a bar has no submitted sheet."""
    complete = complete_at(ledger, stage)
    missing = tuple(
        candidate
        for candidate in sorted(ledger.roster.ranked())
        if candidate not in complete and ledger.nominations.bar(candidate) is None
    )
    if missing:
        raise RankingNotLawful(stage=stage, verified=tuple(complete), missing=missing)
