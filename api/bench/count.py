"""Counting ballot files: ours against pref_voting, VoteKit and pyrankvote, reading included.

The same ballots, all full and distinct, 20 options, fixed seed; each library reads the file in a
form it has a reader for (PrefLib `.soc`, or CSV of ranks), in a process and an environment of its
own (`scripts/bench-peers`). Imports are not timed. The ratio is the peer's seconds of reading and
counting over ours. Winners must be the same; a row says so if they are not.
"""

import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

from api.bench.frame import Row, seconds
from api.bench.hall import folder
from api.cli.errors import BenchPeersMissing

OPTIONS = 20
SIZES = (10_000, 100_000)
SEED = 2026
SECONDS_MAX = 600
RULES = {
    "pref_voting": (
        "schulze-1",
        "ranked-pairs-1",
        "minimax-1",
        "split-cycle-1",
        "borda-1",
        "irv-1",
    ),
    "votekit": ("irv-1", "borda-1", "stv-scottish-1", "schulze-1"),
    "pyrankvote": ("irv-1", "stv-scottish-1"),
}
TARGETS = {"pref_voting": 10.0, "votekit": 10.0, "pyrankvote": 0.0}
VOTEKIT_MOST = 10_000
"""VoteKit needs minutes a rule for more; that row would measure patience."""
_ROOT = Path(__file__).resolve().parents[2]


def measure() -> list[Row]:
    """A row for each library, size and rule. Refuses `BenchPeersMissing`."""
    python = _ROOT / "var" / "peers" / "bin" / "python"
    if not python.exists():
        raise BenchPeersMissing(make="scripts/bench-peers")
    rows: list[Row] = []
    with folder() as place:
        for size in SIZES:
            base = place / str(size)
            _write(base, size)
            ours = _ours(base)
            for library, rules in RULES.items():
                if library == "votekit" and size > VOTEKIT_MOST:
                    continue
                told = _peer(python, library, base, rules)
                rows.extend(_row(library, size, rule, ours, told) for rule in rules)
    return rows


def _write(base: Path, size: int) -> None:
    """The same ballots as `.soc` and as CSV of ranks."""
    chance = random.Random(SEED)  # noqa: S311  # ballots to measure with
    numbers = list(range(1, OPTIONS + 1))
    lines, rows = [], [",".join(f"rank{n}" for n in numbers)]
    for _ in range(size):
        chance.shuffle(numbers)
        lines.append("1: " + ",".join(map(str, numbers)))
        rows.append(",".join(f"c{number}" for number in numbers))
    head = [
        f"# FILE NAME: {base.name}.soc",
        "# TITLE: bench",
        "# DATA TYPE: soc",
        f"# NUMBER ALTERNATIVES: {OPTIONS}",
        f"# NUMBER VOTERS: {size}",
        f"# NUMBER UNIQUE ORDERS: {size}",
        *(f"# ALTERNATIVE NAME {n}: c{n}" for n in range(1, OPTIONS + 1)),
    ]
    base.with_suffix(".soc").write_text("\n".join([*head, *lines]) + "\n", encoding="utf-8")
    base.with_suffix(".csv").write_text("\n".join(rows) + "\n", encoding="utf-8")


def _ours(base: Path) -> dict[str, Any]:
    """Our reading and counting, in a process of its own like the peers'."""
    rules = sorted({rule for each in RULES.values() for rule in each})
    return _run([sys.executable, "-m", "api.bench.count", str(base), *rules])


def _peer(python: Path, library: str, base: Path, rules: tuple[str, ...]) -> dict[str, Any]:
    script = _ROOT / "scripts" / "bench_peer.py"
    return _run([str(python), str(script), library, str(base), *rules])


def _run(words: list[str]) -> dict[str, Any]:
    done = subprocess.run(  # noqa: S603  # our own scripts
        words, capture_output=True, text=True, timeout=SECONDS_MAX, check=True
    )
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def _row(library: str, size: int, rule: str, ours: dict[str, Any], theirs: dict[str, Any]) -> Row:
    mine, other = ours["rules"][rule], theirs["rules"][rule]
    taken = ours["read"] + mine["seconds"], theirs["read"] + other["seconds"]
    same = set(mine["winners"]) == set(other["winners"])
    return Row(
        name=f"count {rule} {size // 1000}k",
        ratio=round(taken[1] / taken[0], 2),
        target=TARGETS[library],
        better="higher",
        unit="s",
        ours=(round(taken[0], 3),),
        baseline=(round(taken[1], 3),),
        against=library + ("" if same else f", WINNERS DIFFER: {other['winners']}"),
    )


def main() -> None:
    """What the measured process does: read once, count by every rule."""
    from api.formats.reading import read_file
    from engine.rules.catalogue import rule_of

    base, *rules = sys.argv[1:]
    kept: list[Any] = []
    read = seconds(lambda: kept.append(read_file(Path(f"{base}.soc"))[1]))
    tally = kept[0].tally
    told: dict[str, Any] = {"read": read, "rules": {}}
    for rule in rules:
        found: list[Any] = []
        seats = 3 if rule.startswith("stv") else 1
        taken = seconds(lambda: found.append(rule_of(rule).count(tally, seats=seats)))  # noqa: B023
        told["rules"][rule] = {"seconds": taken, "winners": found[0].winners}
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main()
