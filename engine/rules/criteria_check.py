"""Does a sheet of criteria contradict itself?

A group's points are the sum of what is marked below it, capped at its maximum, so a maximum
that its parts cannot reach is a slip. Bonus and penalty stand beside the maximum of an
ordinary group; in a group of nothing else they make up its maximum themselves.
"""

from collections import Counter
from collections.abc import Iterator

from engine.rules.rulebook import CRITERIA_MAX, DEPTH_MAX, Criterion
from engine.values.numbers import points

PER_TIME = ("entered", "bonus", "penalty")
MEASURED = ("entered", "target", "bonus", "penalty")


def criteria_contradictions(
    criteria: tuple[Criterion, ...],
) -> Iterator[tuple[str, object, object]]:
    """Field, value and what would be right, for everything wrong with the tree.

    Size and depth come first and bound the rest; the tree is never walked deeper than allowed.
    """
    nodes: list[tuple[str, Criterion]] = []
    level = [(f"criteria[{at}]", node) for at, node in enumerate(criteria)]
    for depth in range(1, DEPTH_MAX + 2):
        if depth > DEPTH_MAX and level:
            yield level[0][0], depth, f"depth 1..{DEPTH_MAX}"
            return
        nodes += level
        if len(nodes) > CRITERIA_MAX:
            yield "criteria", len(nodes), f"0..{CRITERIA_MAX}"
            return
        level = [
            (f"{path}.children[{at}]", child)
            for path, node in level
            for at, child in enumerate(node.children)
        ]
    counted = Counter(node.id for _, node in nodes)
    for path, node in nodes:
        if counted[node.id] > 1:
            yield f"{path}.id", node.id, "unique"
        yield from _node(node, path)


def _node(node: Criterion, path: str) -> Iterator[tuple[str, object, object]]:
    if node.maximum <= 0:
        yield f"{path}.maximum", points(node.maximum), "0.01.."
    if node.per_time is not None and (node.kind not in PER_TIME or node.per_time <= 0):
        allowed = "0.01.." if node.kind in PER_TIME else f"kind {' | '.join(PER_TIME)}"
        yield f"{path}.per_time", points(node.per_time), allowed
    if node.unit is not None and node.kind not in MEASURED:
        yield f"{path}.unit", node.unit, f"kind {' | '.join(MEASURED)}"
    if node.kind == "group":
        yield from _group(node, path)
    elif node.children:
        yield f"{path}.kind", node.kind, "group"


def _group(node: Criterion, path: str) -> Iterator[tuple[str, object, object]]:
    if not node.children:
        yield f"{path}.children", 0, "1.."
        return
    reach = _reach(node)
    if node.maximum > reach:
        yield f"{path}.maximum", points(node.maximum), f"0.01..{points(reach)}"


def _reach(group: Criterion) -> int:
    ordinary = [child for child in group.children if not _beside(child)]
    return sum(child.maximum for child in ordinary or group.children)


def _beside(node: Criterion) -> bool:
    """Is it, or is all below it, bonus or penalty: beside the maximum of what it belongs to."""
    if node.kind == "group":
        return all(_beside(child) for child in node.children)
    return node.kind in ("bonus", "penalty")
