"""One candidate's sheet, and its stages side by side.

A sheet may be looked at before its stage can be ranked: what was verified for one candidate is
shown with its points, while an order of all would be refused.
"""

import msgspec

from engine.aggregates.ledger import Ledger
from engine.aggregates.sheets import Explanation, Override, Sheet
from engine.aggregates.stages import scored_at, sheets_at
from engine.errors.scores import SheetNotFound
from engine.rules.marks import check_stage, is_beside
from engine.rules.rulebook import Criterion
from engine.rules.standings import Row, row_of


class SheetView(msgspec.Struct, frozen=True, kw_only=True):
    """A candidate's sheets of one stage, and the points they come to.

    `sheets` by scorer (empty: its own, or the body's) with marks, remarks and evidence as they
    stand; `missing` are criteria that apply and are not marked by each of them; `submitted`
    says whether all were. Points relative to a leader are computed beside the submitted sheets
    of the others, as if this one were submitted now.
    """

    candidate: str
    stage: str
    rulebook: int
    submitted: bool
    locked: int | None
    points: Row
    criteria: tuple[Criterion, ...]
    sheets: dict[str, Sheet]
    missing: tuple[str, ...]
    unassigned: tuple[str, ...]
    overrides: dict[str, Override]
    explanations: dict[str, Explanation]


def sheet_view(ledger: Ledger, candidate: str, stage: str | None = None) -> SheetView:
    """The candidate's sheets at this stage, or (None) at the one that is ranked.

    Refuses `MemberNotFound`, `StageNotInRulebook`, and `SheetNotFound` where nothing was marked.
    """
    ledger.roster.member(candidate)
    rulebook = ledger.rulebooks.current
    asked = rulebook.ranking.stage if stage is None else stage
    check_stage(rulebook, asked)
    sheets = _begun(ledger, candidate, asked)
    if not sheets:
        raise SheetNotFound(candidate=candidate, stage=asked)
    scored = scored_at(ledger, asked, own=candidate)
    marks = scored.sheets[candidate]
    return SheetView(
        candidate=candidate,
        stage=asked,
        rulebook=scored.version,
        submitted=all(sheet.submitted is not None for sheet in sheets.values()),
        locked=ledger.sheets.locked.get(asked),
        points=row_of(scored, candidate),
        criteria=scored.rulebook.criteria,
        sheets=sheets,
        missing=tuple(
            leaf.id
            for leaf in scored.rulebook.leaves().values()
            if not is_beside(leaf)
            and scored.applies(candidate, leaf.id)
            and not all(leaf.id in each for each in marks.values())
        ),
        unassigned=tuple(sorted(scored.unassigned.get(candidate, ()))),
        overrides=ledger.sheets.overrides_of(candidate, asked),
        explanations=ledger.sheets.explanations_of(candidate),
    )


class Side(msgspec.Struct, frozen=True, kw_only=True):
    """One criterion through the stages: points by stage, in the order of the sheet."""

    criterion: str
    maximum: int
    points: dict[str, int]


class SideBySide(msgspec.Struct, frozen=True, kw_only=True):
    """A candidate's stages beside one another.

    `totals` by stage, for the stages that were begun; `lines` every criterion with its points;
    `changed` the criteria whose points differ between the first and the last of these stages;
    `difference` is the last total less the first (None with fewer than two).
    """

    candidate: str
    totals: dict[str, int]
    lines: tuple[Side, ...]
    changed: tuple[str, ...]
    difference: int | None


def side_by_side(ledger: Ledger, candidate: str) -> SideBySide:
    """The candidate's sheets of every stage it has any at. Refuses `MemberNotFound`."""
    ledger.roster.member(candidate)
    rulebook = ledger.rulebooks.current
    rows = {
        stage: row_of(scored_at(ledger, stage, own=candidate), candidate)
        for stage in rulebook.stages
        if _begun(ledger, candidate, stage)
    }
    lines = tuple(
        Side(
            criterion=leaf.id,
            maximum=leaf.maximum,
            points={
                stage: points
                for stage, row in rows.items()
                if (points := row.points(leaf.id)) is not None
            },
        )
        for leaf in rulebook.leaves().values()
    )
    totals: dict[str, int] = {stage: row.total for stage, row in rows.items()}
    compared = [*totals][:1] + [*totals][1:][-1:]
    return SideBySide(
        candidate=candidate,
        totals=totals,
        lines=lines,
        changed=tuple(
            line.criterion
            for line in lines
            if len({line.points.get(stage) for stage in compared}) > 1
        ),
        difference=totals[compared[1]] - totals[compared[0]] if len(compared) > 1 else None,
    )


def _begun(ledger: Ledger, candidate: str, stage: str) -> dict[str, Sheet]:
    """Copies of the candidate's sheets of the stage that were marked or submitted.

    Copies, because the fold goes on changing its own.
    """
    sheets = sheets_at(ledger, stage).get(candidate, {})
    return {
        scorer: msgspec.structs.replace(sheet, entries=dict(sheet.entries))
        for scorer, sheet in sheets.items()
        if sheet.entries or sheet.submitted is not None
    }
