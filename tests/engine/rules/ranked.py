"""Ranked ballots written as short text: `a b=c - d` ranks a, then b and c alike, skips, then d."""

from collections.abc import Mapping
from typing import Any

from engine.rules.ballots import Ranking
from engine.rules.outcome import Outcome
from engine.rules.tally import Tally


def ballot(text: str) -> Ranking:
    """One ballot."""
    ranks = [() if rank == "-" else tuple(sorted(rank.split("="))) for rank in text.split()]
    return Ranking(tuple(ranks))


def ranked(ballots: Mapping[str, int], options: str = "") -> Tally:
    """A tally of such ballots; the options are those named, if none are given (by a space)."""
    named = {option for text in ballots for rank in ballot(text).groups for option in rank}
    tally = Tally(options=tuple(options.split() or sorted(named)), ballots={})
    for text, weight in ballots.items():
        tally.add(ballot(text), weight)
    return tally


def steps(outcome: Outcome, code: str) -> list[dict[str, Any]]:
    """The facts of a trace's steps of one code."""
    return [step.facts for step in outcome.trace if step.code == code]


def votes(outcome: Outcome, code: str = "runoff-round") -> list[dict[str, Any]]:
    """The votes at each round, by option."""
    return [dict(facts["votes"]) for facts in steps(outcome, code)]
