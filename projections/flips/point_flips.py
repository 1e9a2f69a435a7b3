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
from engine.rules.standings import standings
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
    rank = _rank(scored, candidate)
    if rank is None or not _is_the_order(ledger, scored):
        return
    for code, turned in (
        ("flip-points-up", lambda now: now < rank),
        ("flip-points-down", lambda now: now > rank),
    ):
        found = _smallest(scored, candidate, turned)
        if found is not None:
            criterion, change = found
            place = _rank(_with(scored, candidate, criterion, change), candidate)
            yield step(
                code,
                candidate=candidate,
                criterion=criterion,
                change=f"{'+' if change > 0 else ''}{points(change)}",
                place=rank,
                becomes=place,
            )


def _is_the_order(ledger: Ledger, scored: Scored) -> bool:
    adopted = ledger.awards.rankings[-1] if ledger.awards.rankings else None
    if adopted is None:
        return not scored.missing or set(scored.missing) <= set(scored.bars)
    return adopted.basis == "scores" and adopted.places == standings(scored).places


def _rank(scored: Scored, candidate: str) -> int | None:
    row = standings(scored).row(candidate)
    return None if row is None else row.rank


def _with(scored: Scored, candidate: str, criterion: str, change: int) -> Scored:
    """The stage with the candidate's points of one criterion changed by so many hundredths."""
    row = standings(scored).row(candidate)
    assert row is not None, "asked of a candidate with a place"
    overrides: dict[str, Mapping[str, int]] = dict(scored.overrides)
    was = row.points(criterion) or 0
    overrides[candidate] = {**overrides.get(candidate, {}), criterion: was + change}
    return msgspec.structs.replace(scored, overrides=overrides)


def _smallest(
    scored: Scored, candidate: str, turned: Callable[[int], bool]
) -> tuple[str, int] | None:
    """The criterion and the change, in hundredths; the first of the sheet where several do."""
    row = standings(scored).row(candidate)
    assert row is not None, "asked of a candidate with a place"
    best: tuple[str, int] | None = None
    for leaf in scored.rulebook.leaves().values():
        if not scored.applies(candidate, leaf.id):
            continue
        now = row.points(leaf.id) or 0
        for sign, room in ((1, leaf.maximum - now), (-1, now)):
            most = room if best is None else min(room, abs(best[1]) - 1)
            found = least(most, _turns(scored, candidate, leaf.id, sign, turned))
            if found is not None:
                best = (leaf.id, sign * found)
    return best


def _turns(
    scored: Scored, candidate: str, criterion: str, sign: int, turned: Callable[[int], bool]
) -> Callable[[int], bool]:
    def asked(change: int) -> bool:
        rank = _rank(_with(scored, candidate, criterion, sign * change), candidate)
        assert rank is not None, "points put nobody out of the order"
        return turned(rank)

    return asked
