"""The measured process of ours: reads one file and counts it by every rule that can.

Ties go to the lot, as the peers break theirs too.

    python -m api.bench.counting BASE KIND [RULE …]

Prints one JSON object: seconds of reading, and for each rule its seconds and winners.
"""

import json
import sys
from pathlib import Path
from typing import Any

from api.bench.ballots import NAMES, SCORE_MAX, Kind, path_of, seats_of
from api.bench.frame import seconds
from api.formats.reading import read_file
from engine.rules.ballots import BallotKind
from engine.rules.catalogue import RULES
from engine.rules.parameters import Value
from engine.rules.rule import Rule
from engine.rules.tally import Tally
from engine.rules.ties import Ladder

BALLOTS: dict[Kind, BallotKind] = {
    "rankings": "ranking",
    "scores": "scores",
    "approvals": "choice",
    "opinions": "opinions",
}
PARAMETERS: dict[str, dict[str, Value]] = {
    "irv-no-award-1": {"no_award": NAMES[1]},
    "debian-1": {"default_option": NAMES[1]},
    "cumulative-1": {"points": len(NAMES) * SCORE_MAX, "points_each": SCORE_MAX},
    "equal-shares-budget-1": {"budget": 3},
}
"""What a rule has to be told to count these ballots."""
_KINDS: dict[str, BallotKind] = {"two-round-1": "ranking", "cumulative-1": "scores"}
"""Rules that are not measured with the first kind of ballot they read."""


def measured_with(rule: Rule) -> BallotKind:
    """The kind of ballot that a rule is measured with."""
    return _KINDS.get(rule.id, rule.ballots[0])


def count(base: Path, kind: Kind, rules: list[str]) -> dict[str, Any]:
    """Read once, count by these rules, or by all that are measured with such ballots."""
    wanted = BALLOTS[kind]
    kept: list[Tally] = []
    read = seconds(lambda: kept.append(read_file(path_of(base, kind), wanted=(wanted,))[1].tally))
    tally = kept[0]
    tally.costs = dict.fromkeys(tally.options, 1)
    chosen = [RULES[rule] for rule in rules] or [
        rule for rule in RULES.values() if measured_with(rule) == wanted
    ]
    return {"read": read, "rules": {rule.id: _counted(rule, tally) for rule in chosen}}


def _counted(rule: Rule, tally: Tally) -> dict[str, Any]:
    winners: list[tuple[str, ...]] = []
    taken = seconds(
        lambda: winners.append(
            rule.count(
                tally,
                seats=seats_of(rule.id),
                parameters=PARAMETERS.get(rule.id, {}),
                ties=Ladder(steps=("lot",), seed=b"bench"),
            ).winners
        )
    )
    return {"seconds": taken, "winners": winners[0]}


def main() -> None:
    """Count as the words of the command line say."""
    base, told, *rules = sys.argv[1:]
    kind = next(kind for kind in BALLOTS if kind == told)
    sys.stdout.write(json.dumps(count(Path(base), kind, rules)) + "\n")


if __name__ == "__main__":
    main()
