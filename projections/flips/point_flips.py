"""The fewest points that would have moved a candidate up or down, on one criterion.

Every criterion is tried by the rule that orders the sheets, with the points of that one criterion
set otherwise and everything else as it was.
"""

from collections.abc import Callable, Iterator, Mapping

import msgspec

from engine.aggregates.ledger import Ledger
from engine.aggregates.stages import scored_at
from engine.errors import DomainError
from engine.rules.scoring import Scored
from engine.rules.standings import Row, Standings, standings
from engine.values.numbers import points
from projections.explaining.steps import Step, step
from projections.flips.poll_flips import least


def point_flips(ledger: Ledger, candidate: str) -> Iterator[Step]:
    """The smallest change for a better place, and for a worse one, if there is one.

    None where the ranking is no order of points, or its sheets have changed since it was adopted.
    """
    try:
        scored = scored_at(ledger, ledger.rulebooks.current.ranking.stage)
    except DomainError:
        return
    order = standings(scored)
    row = order.row(candidate)
    if row is None or row.rank is None or not _is_the_order(ledger, scored, order):
        return
    for code, up in (("flip-points-up", True), ("flip-points-down", False)):
        found = _smallest(scored, order, row, up=up)
        if found is not None:
            criterion, change = found
            yield step(
                code,
                candidate=candidate,
                criterion=criterion,
                change=f"{'+' if change > 0 else ''}{points(change)}",
                place=row.rank,
                becomes=_rank(scored, row, criterion, change),
            )


def _is_the_order(ledger: Ledger, scored: Scored, order: Standings) -> bool:
    adopted = ledger.awards.rankings[-1] if ledger.awards.rankings else None
    if adopted is None:
        return set(scored.missing) <= set(scored.bars)
    return adopted.basis == "scores" and adopted.places == order.places


def _rank(scored: Scored, row: Row, criterion: str, change: int) -> int:
    """The candidate's place with its points of one criterion changed by so many hundredths."""
    overrides: dict[str, Mapping[str, int]] = dict(scored.overrides)
    was = row.points(criterion) or 0
    own = {**overrides.get(row.candidate, {}), criterion: was + change}
    overrides[row.candidate] = own
    other = standings(msgspec.structs.replace(scored, overrides=overrides)).row(row.candidate)
    assert other is not None, "points put nobody out of the order"
    assert other.rank is not None, "points put nobody out of the order"
    return other.rank


def _smallest(scored: Scored, order: Standings, row: Row, *, up: bool) -> tuple[str, int] | None:
    """The criterion and the change, in hundredths; the first of the sheet where several do."""
    gap = _gap(order, row, up=up)
    if gap is None:
        return None
    best: tuple[str, int] | None = None
    for leaf in scored.rulebook.leaves().values():
        if not scored.applies(row.candidate, leaf.id):
            continue
        now = row.points(leaf.id) or 0
        more = up != (leaf.kind == "penalty")
        room = leaf.maximum - now if more else now
        most = room if best is None else min(room, abs(best[1]) - 1)
        if most < gap:
            continue  # a total moves by no more than the points that move it
        found = least(most, _turns(scored, row, leaf.id, 1 if more else -1))
        if found is not None:
            best = (leaf.id, found if more else -found)
    return best


def _gap(order: Standings, row: Row, *, up: bool) -> int | None:
    """How far the totals of those on the other side are, at least; None: there is nobody."""
    assert row.rank is not None, "asked of a candidate with a place"
    others = [
        abs(other.total - row.total)
        for other in order.rows
        if other.rank is not None
        and (other.rank < row.rank if up else other.rank >= row.rank)
        and other.candidate != row.candidate
    ]
    return min(others, default=None)


def _turns(scored: Scored, row: Row, criterion: str, sign: int) -> Callable[[int], bool]:
    return lambda change: _rank(scored, row, criterion, sign * change) != row.rank
