"""Counting ballot files: ours against pref_voting, VoteKit, pyrankvote, starvote and abcvoting.

The same ballots, 20 options, fixed seed: rankings all full and distinct, points of 0 to 5,
approvals. Each library reads the file in a form it has a reader for, else row by row, in a process
and an environment of its own (`scripts/bench-peers`). Imports are not timed. The ratio is the
peer's seconds of reading and counting over ours, the median of once before the peer and twice after
it. Winners must be the same; a row says so if they are not. What no peer has is held against
reading the same file alone.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from api.bench.ballots import KINDS, Kind, seats_of, write
from api.bench.frame import Row
from api.bench.hall import folder
from api.bench.tallying import memory, updates
from api.cli.errors import BenchPeersMissing

SMALL, LARGE = 10_000, 100_000
SECONDS_MAX = 1_800
READING_MAX = 20.0
"""How many times reading alone the slowest rule may take, reading included."""
_ROOT = Path(__file__).resolve().parents[2]


class Peer(NamedTuple):
    """What one library counts, at which size, and how many times slower it must be."""

    library: str
    size: int
    kind: Kind
    rules: tuple[str, ...]
    target: float = 10.0


_RANKED = (
    *("schulze-1", "ranked-pairs-1", "minimax-1", "split-cycle-1", "copeland-1", "condorcet-1"),
    *("smith-1", "condorcet-irv-1", "borda-1", "dowdall-1", "irv-1", "two-round-1"),
    "stv-scottish-1",
)
_KINDS: dict[Kind, tuple[str, ...]] = {
    "rankings": _RANKED,
    "scores": ("score-sum-1", "star-1", "majority-judgment-1"),
    "approvals": ("approval-1",),
}
PEERS = (
    Peer("pref_voting", 1_000, "rankings", ("stv-meek-1",)),
    *(
        Peer("pref_voting", size, kind, rules)
        for size in (SMALL, LARGE)
        for kind, rules in _KINDS.items()
    ),
    Peer("votekit", SMALL, "rankings", ("irv-1", "stv-scottish-1", "borda-1", "schulze-1")),
    # It needs seven minutes here for one instant run-off, and more for a transferable vote.
    Peer("votekit", LARGE, "rankings", ("borda-1", "schulze-1")),
    *(
        Peer("pyrankvote", size, "rankings", ("irv-1", "stv-scottish-1"), 0)
        for size in (SMALL, LARGE)
    ),
    Peer("starvote", SMALL, "scores", ("star-1", "bloc-star-1"), 0),
    Peer("abcvoting", SMALL, "approvals", ("seq-pav-1", "seq-phragmen-1", "equal-shares-1"), 0),
)
"""Those with a target of 0 are reported beside the others."""


def measure() -> list[Row]:
    """A row for each library, size and rule, then for each rule. Refuses `BenchPeersMissing`."""
    python = _ROOT / "var" / "peers" / "bin" / "python"
    if not python.exists():
        raise BenchPeersMissing(make="scripts/bench-peers")
    rows: list[Row] = []
    with folder() as place:
        for size in sorted({peer.size for peer in PEERS}):
            for kind in KINDS:
                write(place / str(size), kind, size)
        for peer in PEERS:
            base = place / str(peer.size)
            ours = [_ours(base, peer.kind, peer.rules)]
            theirs = _theirs(python, peer, base)
            ours += [_ours(base, peer.kind, peer.rules) for _ in range(2)]
            rows.extend(row_of(peer, rule, ours, theirs) for rule in peer.rules)
        rows.extend(alone(_ours(place / str(LARGE), kind)) for kind in KINDS)
    return [*rows, *updates(), memory()]


def _ours(base: Path, kind: Kind, rules: Sequence[str] = ()) -> dict[str, Any]:
    """Our reading and counting by these rules, or by all, in a process of its own like the peers'."""
    return _run([sys.executable, "-m", "api.bench.counting", str(base), kind, *rules])


def _theirs(python: Path, peer: Peer, base: Path) -> dict[str, Any]:
    script = _ROOT / "scripts" / "bench_peer.py"
    seats = [f"{rule}={seats_of(rule)}" for rule in peer.rules]
    return _run([str(python), str(script), peer.library, peer.kind, str(base), *seats])


def _run(words: list[str]) -> dict[str, Any]:
    done = subprocess.run(  # noqa: S603  # our own scripts
        words, capture_output=True, text=True, timeout=SECONDS_MAX, check=True
    )
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def row_of(peer: Peer, rule: str, ours: Sequence[dict[str, Any]], theirs: dict[str, Any]) -> Row:
    """One rule, the median of ours against a peer's."""
    mine, other = ours[0]["rules"][rule], theirs["rules"][rule]
    taken = [told["read"] + told["rules"][rule]["seconds"] for told in ours]
    against = theirs["read"] + other["seconds"]
    same = set(mine["winners"]) == set(other["winners"])
    return Row(
        name=f"count {rule} {peer.size // 1000}k",
        ratio=round(against / median(taken), 2),
        target=peer.target,
        better="higher",
        unit="s",
        ours=tuple(round(seconds, 3) for seconds in taken),
        baseline=(round(against, 3),),
        against=peer.library + ("" if same else f", WINNERS DIFFER: {other['winners']}"),
    )


def alone(ours: dict[str, Any]) -> Row:
    """The slowest rule of a kind of ballots against reading them alone; all rules are in it."""
    slowest = max(ours["rules"], key=lambda rule: float(ours["rules"][rule]["seconds"]))
    taken = {rule: ours["read"] + told["seconds"] for rule, told in ours["rules"].items()}
    return Row(
        name=f"count {slowest} {LARGE // 1000}k, slowest of {len(taken)}",
        ratio=round(taken[slowest] / ours["read"], 2),
        target=READING_MAX,
        better="lower",
        unit="s",
        ours=tuple(round(seconds, 3) for seconds in sorted(taken.values())),
        baseline=(round(ours["read"], 3),),
        against="reading alone",
    )
