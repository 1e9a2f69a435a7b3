"""Two rounds: a majority at once, or a second round between the first two.

Ranked ballots hold both rounds (the contingent vote): in the second, each counts for the
finalist it ranks higher. Ballots that only choose say nothing about the second round, so where
any was cast and nobody has the majority, the outcome names the finalists and decides no more;
the second round is then a poll of its own.

Reference: Constitution of France, article 7 (two rounds, two finalists); Supplementary Vote and
contingent vote: B. Reilly, "The Global Spread of Preferential Voting", 2004.

By hand: 4 ballots a, 3 ballots b, 2 ballots c > b. Nobody has more than half of 9; a and b go
on, and b has 5 of 9.

>>> from engine.rules.ballots import Choice, Ranking
>>> from engine.rules.tally import Tally
>>> told = {"a": 4, "b": 3, "c b": 2}
>>> ballots = {Ranking(tuple((o,) for o in t.split())): n for t, n in told.items()}
>>> TWO_ROUND_1.count(Tally(options=("a", "b", "c"), ballots=ballots)).ranking
(('b',), ('a',), ('c',))
>>> chosen = {Choice(("a",)): 4, Choice(("b",)): 3, Choice(("c",)): 2}
>>> TWO_ROUND_1.count(Tally(options=("a", "b", "c"), ballots=chosen)).undecided
('a', 'b')
"""

from math import floor

from engine.rules.outcome import Outcome, Step
from engine.rules.parameters import Parameter
from engine.rules.rows import kinds_of
from engine.rules.rule import Question, Rule
from engine.rules.runoff.rounds import Rounds
from engine.rules.transferable.papers import Option
from engine.rules.transferable.reading import (
    EXHAUST_ON_DUPLICATE,
    UNLIMITED,
    max_skipped_ranks,
    overvote_rule,
    reading_of,
)
from engine.rules.transferable.referee import PREVIOUS_ROUNDS, tie_break

ABOUT_FINALISTS = "finalists"


def _count(question: Question) -> Outcome:
    looks_back = question.text("tie_break") == PREVIOUS_ROUNDS
    rounds = Rounds(question, "two-round-1", reading_of(question), looks_back=looks_back)
    needed = floor(question.exact("majority") * rounds.active) + 1
    rounds.begin(needed)
    if len(rounds.standing) == 1:
        return _elected(rounds, "last")
    if rounds.votes[rounds.highest()[0]] >= needed:
        return _elected(rounds, "majority")
    finalists, tied = _finalists(question, rounds)
    if tied:
        return rounds.outcome(None, finalists + tied)
    rounds.steps.append(
        Step("runoff-finalists", {"round": rounds.round, "options": rounds.named(finalists)})
    )
    if "choice" in kinds_of(question.tally.whole):
        return rounds.outcome(None, finalists)
    rounds.exclude([o for o in rounds.standing if o not in finalists], "not-a-finalist")
    rounds.begin(rounds.active // 2 + 1)
    return _elected(rounds, "most-votes")


def _elected(rounds: Rounds, why: str) -> Outcome:
    best = rounds.highest()
    picked = rounds.higher_of(best)
    if len(picked) > 1:
        return rounds.outcome(None, picked)
    rounds.elect(picked[0], "tie" if len(best) > 1 else why)
    return rounds.outcome(picked[0])


def _finalists(question: Question, rounds: Rounds) -> tuple[list[Option], list[Option]]:
    """The finalists, and the options left tied for the last places among them."""
    wanted = question.whole("finalists")
    finalists: list[Option] = []
    for level in sorted({rounds.votes[option] for option in rounds.standing}, reverse=True):
        group = [option for option in rounds.standing if rounds.votes[option] == level]
        places = wanted - len(finalists)
        if len(group) > places > 0:
            order, steps = question.ties.order(
                rounds.named(group), about=ABOUT_FINALISTS, seats=places
            )
            rounds.tell_ties(steps)
            for names in order:
                part = [rounds.options.index(name) for name in names]
                if 0 < wanted - len(finalists) < len(part):
                    return finalists, part
                finalists.extend(part[: wanted - len(finalists)])
        elif places > 0:
            finalists.extend(group)
    return finalists, []


TWO_ROUND_1 = Rule(
    id="two-round-1",
    family="runoff",
    title="Two-round system (contingent vote)",
    summary="One winner, by a majority at once or between the first two; simple to explain, "
    "and with ranked ballots one poll is enough.",
    source="Constitution of France, article 7; Reilly, The Global Spread of Preferential Voting",
    ballots=("choice", "ranking"),
    compute=_count,
    parameters=(
        Parameter(
            name="majority",
            kind="share",
            default="1/2",
            help="the share of the first round's votes that must be exceeded to win at once",
        ),
        Parameter(
            name="finalists",
            kind="whole",
            default=2,
            minimum=2,
            help="how many options go on to the second round",
        ),
        overvote_rule("exhaust-immediately"),
        max_skipped_ranks(UNLIMITED),
        EXHAUST_ON_DUPLICATE,
        tie_break("ladder"),
    ),
    paradoxes=("condorcet-winner", "non-monotone", "no-show", "clones", "reinforcement"),
    seats="one",
)
