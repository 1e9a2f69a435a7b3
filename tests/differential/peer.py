"""Counts elections with pref_voting and VoteKit: run by the peers' own Python, not imported here.

Reads a JSON list of elections, each a list of [weight, ranking] over options 0..n-1 with `n`;
unranked options are last. Prints a JSON list of {rule: winners} for each.
"""

import json
import sys
import warnings

warnings.filterwarnings("ignore")

from pref_voting.c1_methods import copeland, top_cycle  # noqa: E402
from pref_voting.margin_based_methods import (  # noqa: E402
    beat_path,
    minimax,
    split_cycle,
)
from pref_voting.profiles_with_ties import ProfileWithTies  # noqa: E402
from votekit import Ballot, PreferenceProfile, elections  # noqa: E402

METHODS = {
    "schulze-1": beat_path,
    "minimax-1": minimax,
    "split-cycle-1": split_cycle,
    "copeland-1": copeland,
    "smith-1": top_cycle,
}


def counted(n, ballots):
    """Winners by rule, and VoteKit's Borda places of complete profiles."""
    ranks = [{option: place for place, option in enumerate(ranking, 1)} for _, ranking in ballots]
    profile = ProfileWithTies(ranks, [weight for weight, _ in ballots], candidates=list(range(n)))
    profile.use_extended_strict_preference()
    told = {rule: sorted(int(won) for won in method(profile)) for rule, method in METHODS.items()}
    if all(len(ranking) == n for _, ranking in ballots):
        told["borda-1"] = votekit_borda(ballots)
    return told


def votekit_borda(ballots):
    """VoteKit's Borda as places, ties together."""
    profile = PreferenceProfile(
        ballots=tuple(
            Ballot(ranking=tuple(frozenset([str(o)]) for o in ranking), weight=weight)
            for weight, ranking in ballots
        )
    )
    state = elections.Borda(profile, m=1, tiebreak="random").election_states[0]
    scores = {}
    for option, score in state.scores.items():
        scores.setdefault(score, []).append(int(option))
    return [sorted(scores[score]) for score in sorted(scores, reverse=True)]


def main():
    """Count every election of the file."""
    with open(sys.argv[1]) as file:
        elections_told = json.load(file)
    print(json.dumps([counted(each["n"], each["ballots"]) for each in elections_told]))


if __name__ == "__main__":
    main()
