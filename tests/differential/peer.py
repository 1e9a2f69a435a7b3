"""Counts elections with pref_voting, VoteKit and abcvoting: run by the peers' own Python.

Reads {"ranked", "approved", "scored"} of lists of elections (`draw.py`) and prints, for each, a
list of {name: what the peer says}: options as numbers, sorted.
"""

import json
import sys
import types
import warnings

warnings.filterwarnings("ignore")
# A commercial solver that abcvoting imports; the rules below never call it.
sys.modules["gurobipy"] = types.ModuleType("gurobipy")

from abcvoting import abcrules  # noqa: E402
from abcvoting import preferences as approvals  # noqa: E402
from pref_voting import (  # noqa: E402
    c1_methods,
    grade_methods,
    iterative_methods,
    margin_based_methods,
    proportional_methods,
    scoring_methods,
)
from pref_voting.grade_profiles import GradeProfile  # noqa: E402
from pref_voting.profiles import Profile  # noqa: E402
from pref_voting.profiles_with_ties import ProfileWithTies  # noqa: E402
from votekit import Ballot, PreferenceProfile, elections  # noqa: E402

VOTEKIT_EACH = 4
"""VoteKit needs some milliseconds for an election: it counts every fourth."""
TRUNCATED = {
    "schulze-1": margin_based_methods.beat_path,
    "minimax-1": margin_based_methods.minimax,
    "split-cycle-1": margin_based_methods.split_cycle,
    "copeland-1": c1_methods.copeland,
    "smith-1": c1_methods.top_cycle,
    "condorcet-1": c1_methods.condorcet,
    "irv-1": iterative_methods.instant_runoff_put,
    "condorcet-irv-1": iterative_methods.benham_put,
    "two-round-1": iterative_methods.plurality_with_runoff_put,
    "plurality-1": scoring_methods.plurality,
}
WHOLE = {"borda-1": scoring_methods.borda, "dowdall-1": scoring_methods.dowdall}
GRADED = {
    "score-sum-1": grade_methods.score_voting,
    "majority-judgment-1": grade_methods.majority_judgement,
}
COMMITTEES = {
    "approval-1": ("av", {}),
    "seq-pav-1": ("seqpav", {}),
    "seq-phragmen-1": ("seqphragmen", {"algorithm": "standard-fractions"}),
    "equal-shares-1": ("equal-shares", {"algorithm": "standard-fractions"}),
    "eph-1": ("eph", {"algorithm": "standard-fractions"}),
}


def numbers(options):
    """Options as plain numbers, sorted."""
    return sorted(int(option) for option in options)


def ranked(place, election):
    """Winners under each rule; for Ranked Pairs only where all margins differ."""
    n, ballots = election["n"], election["ballots"]
    ranks = [{option: rank for rank, option in enumerate(order, 1)} for _, order in ballots]
    weights = [weight for weight, _ in ballots]
    profile = ProfileWithTies(ranks, weights, candidates=list(range(n)))
    profile.use_extended_strict_preference()
    told = {rule: numbers(method(profile)) for rule, method in TRUNCATED.items()}
    margins = [profile.margin(a, b) for a in range(n) for b in range(a)]
    if 0 not in margins and len({abs(margin) for margin in margins}) == len(margins):
        told["ranked-pairs-1"] = numbers(margin_based_methods.ranked_pairs(profile))
    if all(len(order) == n for _, order in ballots):
        strict = Profile([order for _, order in ballots], weights)
        told |= {rule: numbers(method(strict)) for rule, method in WHOLE.items()}
        if place % VOTEKIT_EACH == 0:
            told["votekit"] = votekit(ballots)
    told["stv-scottish-1"] = numbers(
        proportional_methods.stv_scottish(profile, num_seats=election["seats"])
    )
    return told


def votekit(ballots):
    """VoteKit's places, ties together, and its dominating sets, the best first."""
    profile = PreferenceProfile(
        ballots=tuple(
            Ballot(ranking=tuple(frozenset([str(o)]) for o in order), weight=weight)
            for weight, order in ballots
        )
    )
    told = {}
    for rule, made in (("borda-1", elections.Borda), ("plurality-1", elections.Plurality)):
        scores = {}
        for option, score in (
            made(profile, m=1, tiebreak="random").election_states[0].scores.items()
        ):
            scores.setdefault(score, []).append(int(option))
        told[rule] = [sorted(scores[score]) for score in sorted(scores, reverse=True)]
    sets = elections.DominatingSets(profile).get_elected()
    told["smith-1"] = numbers(sets[0])
    return told


def approved(place, election):
    """All committees that some order of ties elects."""
    profile = approvals.Profile(election["n"])
    for weight, marks in election["ballots"]:
        profile.add_voters([marks] * weight)
    return {
        rule: sorted(
            sorted(committee)
            for committee in abcrules.compute(
                name, profile, committeesize=election["seats"], resolute=False, **how
            )
        )
        for rule, (name, how) in COMMITTEES.items()
    }


def scored(place, election):
    """Winners by points and by grades."""
    profile = GradeProfile(
        [dict(enumerate(points)) for _, points in election["ballots"]],
        [0, 1, 2, 3, 4, 5],
        gcounts=[weight for weight, _ in election["ballots"]],
        candidates=list(range(election["n"])),
    )
    return {rule: numbers(method(profile)) for rule, method in GRADED.items()}


def main():
    """Count every election of the file."""
    with open(sys.argv[1]) as file:
        drawn = json.load(file)
    count = {"ranked": ranked, "approved": approved, "scored": scored}
    told = {
        kind: [count[kind](place, election) for place, election in enumerate(drawn[kind])]
        for kind in drawn
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
