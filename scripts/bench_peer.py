# mypy: ignore-errors
"""One peer library counts one file: run by the peers' own Python, for `suyton bench count`.

    PYTHON scripts/bench_peer.py LIBRARY KIND BASE RULE=SEATS…

BASE.soc and BASE.csv hold the same rankings, BASE.scores.csv points, BASE.approvals.csv approvals.
Prints one JSON object: seconds of reading, and for each rule its seconds and winners. Imports are
not timed.
"""

import csv
import json
import sys
import time
import types
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

warnings.filterwarnings("ignore")

Counting: TypeAlias = Callable[[Any, int], list[str]]
Library: TypeAlias = tuple[Callable[[], Any], dict[str, Counting]]


def rows_of(path: str) -> tuple[list[str], list[list[str]]]:
    """The heading of a sheet and its rows, for libraries without a reader of such sheets."""
    with Path(path).open(encoding="utf-8") as file:
        heading, *rows = csv.reader(file)
    return heading, rows


def pref_voting(kind: str, base: str) -> Library:
    """Methods of pref_voting; its Schulze is called beat path, its Condorcet-IRV Benham."""
    if kind != "rankings":
        return _pref_voting_grades(kind, base)
    from pref_voting.c1_methods import condorcet, copeland, top_cycle
    from pref_voting.iterative_methods import benham, instant_runoff, plurality_with_runoff_put
    from pref_voting.margin_based_methods import beat_path, minimax, ranked_pairs, split_cycle
    from pref_voting.profiles import Profile
    from pref_voting.proportional_methods import stv_meek, stv_scottish
    from pref_voting.scoring_methods import borda, dowdall

    single = {
        "schulze-1": beat_path,
        "ranked-pairs-1": ranked_pairs,
        "minimax-1": minimax,
        "split-cycle-1": split_cycle,
        "copeland-1": copeland,
        "condorcet-1": condorcet,
        "smith-1": top_cycle,
        "condorcet-irv-1": benham,
        "borda-1": borda,
        "dowdall-1": dowdall,
        "irv-1": instant_runoff,
        "two-round-1": plurality_with_runoff_put,
    }
    several = {"stv-scottish-1": stv_scottish, "stv-meek-1": stv_meek}

    # Its reader numbers the options from 0.
    def one(method: Any) -> Counting:
        return lambda profile, _: [f"c{int(profile.cmap[won]) + 1}" for won in method(profile)]

    def more(method: Any) -> Counting:
        return lambda profile, seats: [
            f"c{int(profile.cmap[won]) + 1}" for won in method(profile, num_seats=seats)
        ]

    return lambda: Profile.from_preflib(f"{base}.soc"), {
        **{rule: one(method) for rule, method in single.items()},
        **{rule: more(method) for rule, method in several.items()},
    }


def _pref_voting_grades(kind: str, base: str) -> Library:
    from pref_voting.grade_methods import approval, majority_judgement, score_voting, star
    from pref_voting.grade_profiles import GradeProfile

    methods = {
        "score-sum-1": score_voting,
        "star-1": star,
        "majority-judgment-1": majority_judgement,
        "approval-1": approval,
    }

    def read() -> Any:
        names, rows = rows_of(f"{base}.{kind}.csv")
        grades = [dict(zip(names, map(int, row), strict=True)) for row in rows]
        return GradeProfile(grades, [0, 1] if kind == "approvals" else [0, 1, 2, 3, 4, 5])

    def counting(method: Any) -> Counting:
        return lambda profile, _: [str(won) for won in method(profile)]

    return read, {rule: counting(method) for rule, method in methods.items()}


def votekit(kind: str, base: str) -> Library:
    """Elections of VoteKit."""
    from votekit import elections
    from votekit.cvr_loaders import load_csv

    def counting(make: Callable[[Any, int], Any]) -> Counting:
        return lambda profile, seats: sorted(
            str(c) for group in make(profile, seats).get_elected() for c in group
        )

    return lambda: load_csv(
        f"{base}.csv", rank_cols=list(range(20)), header_row=0, print_profile=False
    ), {
        "irv-1": counting(lambda profile, _: elections.IRV(profile)),
        "borda-1": counting(lambda profile, seats: elections.Borda(profile, m=seats)),
        "stv-scottish-1": counting(lambda profile, seats: elections.STV(profile, m=seats)),
        "schulze-1": counting(lambda profile, _: elections.Schulze(profile)),
    }


def pyrankvote(kind: str, base: str) -> Library:
    """Elections of pyrankvote."""
    import pyrankvote as library

    def read() -> Any:
        _, rows = rows_of(f"{base}.csv")
        candidates = {name: library.Candidate(name) for name in sorted(set(rows[0]))}
        ballots = [library.Ballot([candidates[name] for name in row]) for row in rows]
        return list(candidates.values()), ballots

    def names(result: Any) -> list[str]:
        return sorted(winner.name for winner in result.get_winners())

    return read, {
        "irv-1": lambda data, _: names(library.instant_runoff_voting(*data)),
        "stv-scottish-1": lambda data, seats: names(
            library.single_transferable_vote(*data, number_of_seats=seats)
        ),
    }


def starvote(kind: str, base: str) -> Library:
    """STAR and Bloc STAR."""
    import starvote as library

    def read() -> Any:
        names, rows = rows_of(f"{base}.scores.csv")
        return [dict(zip(names, map(int, row), strict=True)) for row in rows]

    def counting(method: Any) -> Counting:
        return lambda ballots, seats: list(
            library.election(method, ballots, seats=seats, maximum_score=5)
        )

    return read, {
        "star-1": counting(library.star),
        "bloc-star-1": counting(library.bloc),
    }


def abcvoting(kind: str, base: str) -> Library:
    """Committees of approvals, by its own exact fractions."""
    # A commercial solver that it imports; these rules never call it.
    sys.modules["gurobipy"] = types.ModuleType("gurobipy")
    from abcvoting import abcrules
    from abcvoting.preferences import Profile

    def read() -> Any:
        names, rows = rows_of(f"{base}.approvals.csv")
        profile = Profile(len(names), cand_names=names)
        profile.add_voters([[i for i, cell in enumerate(row) if cell == "1"] for row in rows])
        return profile

    def counting(rule: str, **how: str) -> Counting:
        return lambda profile, seats: [
            profile.cand_names[number]
            for number in abcrules.compute(rule, profile, committeesize=seats, **how)[0]
        ]

    fractions = {"algorithm": "standard-fractions"}
    return read, {
        "seq-pav-1": counting("seqpav"),
        "seq-phragmen-1": counting("seqphragmen", **fractions),
        "equal-shares-1": counting("equal-shares", **fractions),
    }


LIBRARIES = {
    "pref_voting": pref_voting,
    "votekit": votekit,
    "pyrankvote": pyrankvote,
    "starvote": starvote,
    "abcvoting": abcvoting,
}


def main() -> None:
    """Read once, count by every rule asked for."""
    library, kind, base, *asked = sys.argv[1:]
    read, methods = LIBRARIES[library](kind, base)
    started = time.perf_counter()
    data = read()
    told: dict[str, Any] = {"read": time.perf_counter() - started, "rules": {}}
    for rule, seats in (word.split("=") for word in asked):
        started = time.perf_counter()
        winners = methods[rule](data, int(seats))
        told["rules"][rule] = {"seconds": time.perf_counter() - started, "winners": winners}
    print(json.dumps(told))


if __name__ == "__main__":
    main()
