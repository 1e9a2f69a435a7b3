"""Mixed units of measure: a target of 0.05 among targets of 5 makes its unit the leader.

The formula of a target-based criterion knows ratios only, so a target told in another unit of
measure than the rest passes unseen and may cost everybody else points. Nothing is refused here,
for a target may really be that small; readers are told where to look.
"""

from collections.abc import Iterator, Mapping

from engine.rules.outcome import Fact, Step
from engine.rules.points.criteria import mixed_units_suspected
from engine.rules.rulebook import Criterion
from engine.rules.scoring import ByScorer, Scored, entry_of, marked
from engine.values.ids import MemberId


def unit_warnings(scored: Scored) -> tuple[Step, ...]:
    """One warning per target-based criterion whose marks look like mixed units of measure.

    `units-differ`: the marks name different units. `units-suspect`: candidates whose targets
    are ten times or more away from the middle one.
    """
    return tuple(
        warning
        for leaf in scored.rulebook.leaves().values()
        if leaf.kind == "target"
        for warning in _warnings(leaf, marked(scored, leaf))
    )


def _warnings(leaf: Criterion, marks: Mapping[MemberId, ByScorer]) -> Iterator[Step]:
    units = sorted(
        {mark.unit or leaf.unit or "" for each in marks.values() for mark in each.values()} - {""}
    )
    if len(units) > 1:
        yield Step("units-differ", _facts(leaf, "units", units))
    entries = {
        (candidate, scorer): entry_of(mark)
        for candidate, each in marks.items()
        for scorer, mark in each.items()
    }
    suspects = mixed_units_suspected({"/".join(key): entry for key, entry in entries.items()})
    if suspects:
        candidates = sorted({key.partition("/")[0] for key in suspects})
        yield Step("units-suspect", _facts(leaf, "candidates", candidates))


def _facts(leaf: Criterion, name: str, told: list[str]) -> dict[str, Fact]:
    return {"criterion": leaf.id, name: tuple(told)}
