# mypy: ignore-errors
"""One peer library counts one file: run by the peers' own Python, for `suyton bench count`.

    PYTHON scripts/bench_peer.py LIBRARY BASE RULE…     BASE.soc and BASE.csv hold the same ballots

Prints one JSON object: seconds of reading, and for each rule its seconds and winners. Imports are
not timed. The libraries: pref_voting, votekit, pyrankvote.
"""

import csv
import json
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

warnings.filterwarnings("ignore")


def pref_voting(base: str) -> tuple[Callable[[], Any], dict[str, Callable[[Any], list[str]]]]:
    """Profile methods of pref_voting; its Schulze is called beat path."""
    from pref_voting.iterative_methods import instant_runoff
    from pref_voting.margin_based_methods import beat_path, minimax, ranked_pairs, split_cycle
    from pref_voting.profiles import Profile
    from pref_voting.scoring_methods import borda

    methods = {
        "schulze-1": beat_path,
        "ranked-pairs-1": ranked_pairs,
        "minimax-1": minimax,
        "split-cycle-1": split_cycle,
        "borda-1": borda,
        "irv-1": instant_runoff,
    }

    def counting(method: Any) -> Callable[[Any], list[str]]:
        # Its reader numbers the options from 0.
        return lambda profile: [f"c{int(profile.cmap[won]) + 1}" for won in method(profile)]

    return lambda: Profile.from_preflib(f"{base}.soc"), {
        rule: counting(method) for rule, method in methods.items()
    }


def votekit(base: str) -> tuple[Callable[[], Any], dict[str, Callable[[Any], list[str]]]]:
    """Elections of VoteKit."""
    from votekit import elections
    from votekit.cvr_loaders import load_csv

    def counting(make: Callable[[Any], Any]) -> Callable[[Any], list[str]]:
        return lambda profile: sorted(
            str(c) for group in make(profile).get_elected() for c in group
        )

    return lambda: load_csv(
        f"{base}.csv", rank_cols=list(range(20)), header_row=0, print_profile=False
    ), {
        "irv-1": counting(elections.IRV),
        "borda-1": counting(lambda profile: elections.Borda(profile, m=1)),
        "stv-scottish-1": counting(lambda profile: elections.STV(profile, m=3)),
        "schulze-1": counting(elections.Schulze),
    }


def pyrankvote(base: str) -> tuple[Callable[[], Any], dict[str, Callable[[Any], list[str]]]]:
    """Elections of pyrankvote."""
    import pyrankvote as library

    def read() -> Any:
        with Path(f"{base}.csv").open(encoding="utf-8") as file:
            rows = list(csv.reader(file))[1:]
        candidates = {name: library.Candidate(name) for name in sorted(set(rows[0]))}
        ballots = [library.Ballot([candidates[name] for name in row]) for row in rows]
        return list(candidates.values()), ballots

    def names(result: Any) -> list[str]:
        return sorted(winner.name for winner in result.get_winners())

    return read, {
        "irv-1": lambda data: names(library.instant_runoff_voting(*data)),
        "stv-scottish-1": lambda data: names(
            library.single_transferable_vote(*data, number_of_seats=3)
        ),
    }


def main() -> None:
    """Read once, count by every rule asked for."""
    library, base, *rules = sys.argv[1:]
    read, methods = {"pref_voting": pref_voting, "votekit": votekit, "pyrankvote": pyrankvote}[
        library
    ](base)
    started = time.perf_counter()
    data = read()
    told: dict[str, Any] = {"read": time.perf_counter() - started, "rules": {}}
    for rule in rules:
        if rule in methods:
            started = time.perf_counter()
            winners = methods[rule](data)
            told["rules"][rule] = {"seconds": time.perf_counter() - started, "winners": winners}
    print(json.dumps(told))


if __name__ == "__main__":
    main()
