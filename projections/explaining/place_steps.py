"""A place in the ranking, link by link: the sheet, each criterion, what was set aside, the total,
who stands above and below, the tie-break, the adoption. Or the poll that declared it.
"""

from collections.abc import Iterator

from engine.aggregates.awards import Ranked
from engine.aggregates.ledger import Ledger
from engine.aggregates.stages import scored_at, sheets_at
from engine.errors import DomainError
from engine.events.sheet import CriterionNotAssigned, ScoreOverridden
from engine.rules.scoring import CriterionPoints, Scored
from engine.rules.standings import Row, Standings
from engine.rules.standings import standings as ordered
from engine.values.numbers import points
from projections.explaining.award_steps import eligibility
from projections.explaining.poll_steps import poll_steps
from projections.explaining.steps import Step, step
from projections.explaining.trail import Trail
from projections.ranking import Content, Place, ranking_of
from projections.state import State


def place_steps(state: State, content: Content, trail: Trail, candidate: str) -> Iterator[Step]:
    """The chain of one place, or of why there is none."""
    ledger = state.ledger
    adopted = ledger.awards.rankings[-1] if ledger.awards.rankings else None
    if adopted is not None and adopted.basis == "poll":
        yield from eligibility(trail, candidate, None)
        yield from poll_steps(state, trail, adopted.poll or "", _option(ledger, adopted, candidate))
    else:
        yield from _scored(ledger, trail, candidate)
    yield from _placed(ledger, content, candidate, adopted)


def _option(ledger: Ledger, adopted: Ranked, candidate: str) -> str | None:
    """The option that stood for the candidate; None where it did not stand: then all are told."""
    options = ledger.polls.polls[adopted.poll or ""].opened.options
    return next((o.id for o in options if (o.candidate or o.id) == candidate), None)


def _scored(ledger: Ledger, trail: Trail, candidate: str) -> Iterator[Step]:
    rulebook = ledger.rulebooks.current
    stage = rulebook.ranking.stage
    sheets = sheets_at(ledger, stage).get(candidate, {})
    submitted = [sheet.submitted for sheet in sheets.values()]
    if not sheets or None in submitted:
        yield step("sheet-missing", candidate=candidate, stage=stage)
        yield from eligibility(trail, candidate, None)
        return
    scored = scored_at(ledger, stage, own=candidate)
    yield step(
        "sheet",
        ledger.rulebooks.versions[scored.version].index,
        *submitted,
        ledger.sheets.locked.get(stage),
        candidate=candidate,
        stage=stage,
        scorers=[scorer for scorer in sheets if scorer],
        rulebook=scored.version,
        locked=stage in ledger.sheets.locked,
    )
    row = ordered(scored).row(candidate)
    assert row is not None, "a candidate whose sheets are complete has a row"
    yield from _criteria(ledger, trail, scored, row)
    yield step(
        "total" if row.bonus or row.penalty or row.capped else "total-plain",
        candidate=candidate,
        without_bonus=points(row.without_bonus),
        bonus=points(row.bonus) if row.bonus else None,
        penalty=points(row.penalty) if row.penalty else None,
        total=points(row.total),
        maximum=points(row.maximum),
        capped=row.capped,
    )
    yield from eligibility(trail, candidate, None)


def _criteria(ledger: Ledger, trail: Trail, scored: Scored, row: Row) -> Iterator[Step]:
    names = {leaf.id: leaf for leaf in scored.rulebook.leaves().values()}
    candidate, stage = row.candidate, scored.stage
    unassigned = scored.unassigned.get(candidate, frozenset())
    for criterion in row.criteria:
        if criterion.criterion not in unassigned:
            yield _criterion(ledger, scored, row, criterion, names[criterion.criterion].name)
    for index, event in trail.all(CriterionNotAssigned, candidate=candidate):
        if event.criterion in unassigned:
            yield step("unassigned", index, criterion=event.criterion, reason=event.reason)
    for index, override in trail.all(ScoreOverridden, candidate=candidate, stage=stage):
        yield step(
            "overridden",
            index,
            criterion=override.criterion,
            was=None if override.was is None else points(override.was),
            points=points(override.points),
            authority=override.authority,
            reason=override.reason,
        )
    for group in row.groups:
        if group.capped:
            yield step(
                "group-capped",
                criterion=group.criterion,
                points=points(group.points),
                maximum=points(group.maximum),
            )


def _criterion(
    ledger: Ledger, scored: Scored, row: Row, criterion: CriterionPoints, name: str
) -> Step:
    leaf = scored.rulebook.leaves()[criterion.criterion]
    sheets = sheets_at(ledger, scored.stage)[row.candidate]
    marked = [sheet.entries[leaf.id].index for sheet in sheets.values() if leaf.id in sheet.entries]
    return step(
        "criterion",
        *dict.fromkeys(marked),
        criterion=criterion.criterion,
        name=name,
        kind=leaf.kind,
        points=points(criterion.points),
        maximum=points(leaf.maximum),
        how=criterion.how,
        clamped=criterion.clamped,
    )


def _placed(
    ledger: Ledger, content: Content, candidate: str, adopted: Ranked | None
) -> Iterator[Step]:
    found = ranking_of(ledger, content)
    if found.refused is not None:
        yield step("no-order", **{**found.refused.facts, "refused": found.refused.code})
        return
    lines = {each.id: each for each in (*found.places, *found.unranked)}
    line = lines.get(candidate)
    if line is None or line.place is None:
        yield step(
            "without-place",
            found.adopted,
            candidate=candidate,
            place=None,
            total=None if line is None or line.total is None else points(line.total),
            reason=None if line is None else line.reason,
            of=len(found.places),
        )
        return
    yield _order(found.places, line)
    yield from _ties(ledger, line, adopted)
    if adopted is None:
        yield step("not-adopted", candidate=candidate)
    else:
        yield step("adopted", adopted.index, meeting=adopted.meeting)


def _order(places: tuple[Place, ...], line: Place) -> Step:
    """The candidate between those next to it."""
    assert line.place is not None, "asked of a candidate with a place"
    above = [each for each in places if (each.place or 0) < line.place]
    below = [each for each in places if (each.place or 0) > line.place]
    return step(
        "place",
        candidate=line.id,
        place=line.place,
        of=len(places),
        above=[_with_total(each) for each in above[-1:]],
        below=[_with_total(each) for each in below[:1]],
        beside=[each.id for each in places if each.place == line.place and each.id != line.id],
    )


def _with_total(line: Place) -> list[str | None]:
    return [line.id, None if line.total is None else points(line.total)]


def _ties(ledger: Ledger, line: Place, adopted: Ranked | None) -> Iterator[Step]:
    """The tie-break steps that this candidate was part of."""
    if adopted is not None and adopted.basis == "poll":
        return
    for tie in _standings(ledger).ties:
        order = tie.facts["order"]
        assert isinstance(order, tuple), "a tie holds its groups"
        if any(line.id in group for group in order):
            yield step(tie.code, None if adopted is None else adopted.index, **tie.facts)


def _standings(ledger: Ledger) -> Standings:
    """The order of the stage that is ranked, as the sheets give it now."""
    try:
        return ordered(scored_at(ledger, ledger.rulebooks.current.ranking.stage))
    except DomainError:
        return Standings(stage="", rulebook=0, places=(), rows=())
