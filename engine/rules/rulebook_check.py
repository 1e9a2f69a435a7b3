"""Does a rulebook contradict itself? Asked once, before it is adopted or amended.

Types and bounds of single fields are the structs' own business; here is what only the whole
can tell. Every refusal names the field by its path, as `awards[0].quota.table[2].size`.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Protocol, TypeAlias

from engine.errors.season import RulebookInvalid
from engine.errors.values import FieldInvalid
from engine.rules.ballot_rule_check import ballot_rule_contradictions
from engine.rules.criteria_check import criteria_contradictions
from engine.rules.rulebook import AwardRule, Quota, Rulebook, walk
from engine.values.days import check_day
from engine.values.numbers import Share

PARTS_MAX = 200
"""Awards, ballot templates and grounds, each."""

Contradiction: TypeAlias = tuple[str, object, object]
"""Field, value, and what would be right."""


class _Named(Protocol):
    @property
    def id(self) -> str: ...


def check_rulebook(rulebook: Rulebook) -> None:
    """Refuse `RulebookInvalid` where the rulebook contradicts itself or names what is not."""
    for field, value, expected in _contradictions(rulebook):
        raise RulebookInvalid(field=field, value=value, expected=expected)


def _contradictions(rulebook: Rulebook) -> Iterator[Contradiction]:
    yield from _validity(rulebook)
    # The tree first: the rest walks it, so its size must be known to be bounded.
    yield from criteria_contradictions(rulebook.criteria)
    yield from _stages(rulebook)
    yield from _tie_break(rulebook)
    yield from _ids("ballots", rulebook.ballots)
    yield from _ids("awards", rulebook.awards)
    yield from _ids("grounds", rulebook.grounds)
    for at, ballot in enumerate(rulebook.ballots):
        yield from ballot_rule_contradictions(ballot, f"ballots[{at}]")
    for at, award in enumerate(rulebook.awards):
        yield from _award(rulebook, award, f"awards[{at}]")
    yield from _meeting(rulebook)
    yield from _unique("two_persons", rulebook.two_persons)


def _validity(rulebook: Rulebook) -> Iterator[Contradiction]:
    for field in ("valid_from", "valid_to"):
        day = getattr(rulebook, field)
        try:
            check_day(day, field=field)
        except FieldInvalid as refusal:
            yield field, day, refusal.facts["expected"]
    first, last = rulebook.valid_from, rulebook.valid_to
    if first is not None and last is not None and last < first:
        yield "valid_to", last, f"{first}.."


def _stages(rulebook: Rulebook) -> Iterator[Contradiction]:
    yield from _unique("stages", rulebook.stages)
    if rulebook.criteria and rulebook.ranking.stage not in rulebook.stages:
        yield "ranking.stage", rulebook.ranking.stage, rulebook.stages
    total = rulebook.ranking.total_maximum
    if total is not None and total <= 0:
        yield "ranking.total_maximum", total, "0.01.."


def _tie_break(rulebook: Rulebook) -> Iterator[Contradiction]:
    steps = rulebook.ranking.tie_break
    known = tuple(node.id for node in walk(rulebook.criteria))
    for at, step in enumerate(steps):
        kind, _, criterion = step.partition(":")
        if kind == "criterion" and criterion not in known:
            yield f"ranking.tie_break[{at}]", criterion, known
    yield from _unique("ranking.tie_break", steps)


def _ids(field: str, parts: Sequence[_Named]) -> Iterator[Contradiction]:
    if len(parts) > PARTS_MAX:
        yield field, len(parts), f"0..{PARTS_MAX}"
    counted = Counter(part.id for part in parts)
    for at, part in enumerate(parts):
        if counted[part.id] > 1:
            yield f"{field}[{at}].id", part.id, "unique"


def _unique(field: str, values: Sequence[str]) -> Iterator[Contradiction]:
    for at, value in enumerate(values):
        if value in values[:at]:
            yield f"{field}[{at}]", value, "unique"


def _award(rulebook: Rulebook, award: AwardRule, path: str) -> Iterator[Contradiction]:
    if award.ballot is not None and rulebook.ballot(award.ballot) is None:
        known = tuple(rule.id for rule in rulebook.ballots)
        yield f"{path}.ballot", award.ballot, known
    if award.quota is not None:
        yield from _quota(award.quota, f"{path}.quota")


def _quota(quota: Quota, path: str) -> Iterator[Contradiction]:
    given = tuple(
        name
        for name, is_given in (
            ("count", quota.count is not None),
            ("table", bool(quota.table)),
            ("share", quota.share is not None),
        )
        if is_given
    )
    if len(given) != 1:
        yield path, given, "one of count | table | share"
    if quota.share is not None:
        yield from share_contradictions(quota.share, f"{path}.share", least=0)
    sizes = tuple(row.size for row in quota.table)
    for at, size in enumerate(sizes):
        if at and size <= sizes[at - 1]:
            yield f"{path}.table[{at}].size", size, f"{sizes[at - 1] + 1}.."


def share_contradictions(share: Share, path: str, *, least: int) -> Iterator[Contradiction]:
    """A share lies between 0 and 1; above 0 where `least` is 1."""
    if not least <= share.num <= share.den:
        yield path, f"{share.num}/{share.den}", f"{least}/{share.den}..1"


def _meeting(rulebook: Rulebook) -> Iterator[Contradiction]:
    quorum = rulebook.quorum
    if quorum is not None:
        yield from share_contradictions(quorum.share, "quorum.share", least=1)
        if quorum.strict and quorum.share.num == quorum.share.den:
            yield "quorum.strict", True, False
    if rulebook.proxies.allowed and rulebook.proxies.per_holder_max < 1:
        yield "proxies.per_holder_max", rulebook.proxies.per_holder_max, "1.."
