"""From the marks of one stage to the points of every criterion for every candidate.

Target-based points are relative to the leader of the stage, so they are always computed over
all its marks together: a late sheet may change the points of others. Points are whole
hundredths; target-based points and the mean of several scorers are rounded to them, as the
rulebook's `ranking.rounding` names it.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Literal, TypeAlias

import msgspec

from engine.rules.marks import Mark
from engine.rules.points.criteria import TargetEntry, pass_points, target_points
from engine.rules.rounding import rounded
from engine.rules.rulebook import Criterion, RankingRule, Rounding, Rulebook
from engine.values.ids import CriterionId, MemberId

How: TypeAlias = Literal["entered", "counted", "passed", "computed", "overridden"]
Scorer: TypeAlias = str
"""The scorer of a sheet; empty for the candidate's own and the body's."""

Marks: TypeAlias = Mapping[CriterionId, Mark]
ByScorer: TypeAlias = Mapping[Scorer, Mark]

_HOW: dict[str, How] = {"target": "computed", "pass": "passed"}


class Barred(msgspec.Struct, frozen=True, kw_only=True):
    """What stands against a candidate's place: a hold or a ruling, with its ground."""

    effect: Literal["hold", "ineligible"]
    ground: str
    authority: str


class Scored(msgspec.Struct, frozen=True, kw_only=True):
    """All that the standings of one stage rest on.

    `sheets`: candidate -> scorer -> criterion -> mark, for every candidate whose sheets of the
    stage are complete. `missing`: candidates of the body without. `version` is that of the
    rulebook the sheets were made under.
    """

    stage: str
    version: int
    rulebook: Rulebook
    sheets: Mapping[MemberId, Mapping[Scorer, Marks]]
    missing: tuple[MemberId, ...] = ()
    overrides: Mapping[MemberId, Mapping[CriterionId, int]] = {}
    unassigned: Mapping[MemberId, frozenset[CriterionId]] = {}
    bars: Mapping[MemberId, Barred] = {}

    def applies(self, candidate: MemberId, criterion: CriterionId) -> bool:
        """Was the criterion left assigned to this candidate."""
        return criterion not in self.unassigned.get(candidate, frozenset())


class CriterionPoints(msgspec.Struct, frozen=True, kw_only=True):
    """Points of one criterion in hundredths, and where they come from.

    `clamped`: counted events came to more than the maximum. `each`: the points by scorer,
    where several marked. `before`: the points that an override replaced, if any were marked.
    """

    criterion: CriterionId
    points: int
    how: How
    clamped: bool = False
    each: tuple[tuple[Scorer, int], ...] = ()
    before: int | None = None


def scored_points(scored: Scored) -> dict[MemberId, dict[CriterionId, CriterionPoints]]:
    """Points of every criterion that was marked or overridden, in the order of the sheet."""
    found: dict[MemberId, dict[CriterionId, CriterionPoints]] = {
        candidate: {} for candidate in scored.sheets
    }
    for leaf in scored.rulebook.leaves().values():
        marks = marked(scored, leaf)
        computed = _computed(leaf, marks, scored.rulebook.ranking.rounding)
        for candidate, each in marks.items():
            own = {scorer: computed[candidate, scorer] for scorer in each}
            points = _points(scored, leaf, candidate, own)
            if points is not None:
                found[candidate][leaf.id] = points
    return found


def marked(scored: Scored, leaf: Criterion) -> dict[MemberId, ByScorer]:
    """The marks for this leaf of the candidates to whom it applies."""
    return {
        candidate: {
            scorer: marks[leaf.id] for scorer, marks in sorted(sheets.items()) if leaf.id in marks
        }
        for candidate, sheets in scored.sheets.items()
        if scored.applies(candidate, leaf.id)
    }


def entry_of(mark: Mark) -> TargetEntry:
    """What a target-based mark compares."""
    assert mark.target is not None, "the mark was checked against the criterion"
    assert mark.actual is not None, "the mark was checked against the criterion"
    return TargetEntry(mark.target, mark.actual)


def _computed(
    leaf: Criterion, marks: Mapping[MemberId, ByScorer], rounding: Rounding
) -> dict[tuple[MemberId, Scorer], int]:
    """Points of each mark, before any cut at the maximum.

    Where peers mark targets, every mark of the stage is compared with every other.
    """
    flat = {
        (candidate, scorer): mark
        for candidate, each in marks.items()
        for scorer, mark in each.items()
    }
    if leaf.kind != "target":
        return {key: _own_points(leaf, mark) for key, mark in flat.items()}
    entries = {"/".join(key): entry_of(mark) for key, mark in flat.items()}
    relative = target_points(leaf.maximum, entries, rounding=rounding)
    return {key: relative["/".join(key)] for key in flat}


def _own_points(leaf: Criterion, mark: Mark) -> int:
    if mark.achieved is not None:
        return pass_points(leaf.maximum, achieved=mark.achieved)
    if leaf.per_time is not None:
        return leaf.per_time * (mark.times or 0)
    return mark.points or 0


def _points(
    scored: Scored,
    leaf: Criterion,
    candidate: MemberId,
    raw: Mapping[Scorer, int],
) -> CriterionPoints | None:
    cut = {scorer: min(value, leaf.maximum) for scorer, value in raw.items()}
    before = _together(tuple(cut.values()), scored.rulebook.ranking) if cut else None
    override = scored.overrides.get(candidate, {}).get(leaf.id)
    each = tuple(cut.items()) if len(cut) > 1 else ()
    if override is not None:
        return CriterionPoints(
            criterion=leaf.id, points=override, how="overridden", each=each, before=before
        )
    if before is None:
        return None
    return CriterionPoints(
        criterion=leaf.id,
        points=before,
        how=_HOW.get(leaf.kind, "entered" if leaf.per_time is None else "counted"),
        clamped=cut != dict(raw),
        each=each,
    )


def _together(values: tuple[int, ...], ranking: RankingRule) -> int:
    if len(values) == 1:
        return values[0]
    return int(rounded(middle(values, ranking.peer_mean), 0, ranking.rounding))


def middle(values: tuple[int, ...], mean: Literal["mean", "trimmed-mean", "median"]) -> Fraction:
    """One value for several scorers, exact.

    `trimmed-mean` leaves out one highest and one lowest value where there are at least three;
    `median` of an even number is the mean of the two in the middle.

    >>> middle((100, 700, 800, 900), "trimmed-mean"), middle((100, 700, 800, 900), "mean")
    (Fraction(750, 1), Fraction(625, 1))
    """
    kept = sorted(values)
    if mean == "trimmed-mean" and len(kept) > 2:
        kept = kept[1:-1]
    if mean == "median":
        half = (len(kept) - 1) // 2
        kept = kept[half : len(kept) - half]
    return Fraction(sum(kept), len(kept))
