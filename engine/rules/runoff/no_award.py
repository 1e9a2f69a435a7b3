"""Instant run-off with a No Award option, as the Hugo Awards are decided.

No Award is ranked like a finalist. A tentative winner is found by instant run-off; where options
tie for the last place, those with fewer first choices go, and all of them if that too is equal.
If all that stand are tied, they win together, but for No Award. Then the test: No Award wins
after all if more ballots prefer it to the tentative winner than the other way round. An option
that a ballot does not rank stands below all it ranks.

The rule breaks its ties itself, so the ladder is not asked. Several winners together are told as
`undecided`: the seat is shared.

Reference: Constitution of the World Science Fiction Society, 3.12 and 6.4 (2023).

By hand: 3 ballots a, 2 ballots b > a, 4 ballots no-award. b goes, a has 5 of 9. But a test of
the other kind: 5 ballots prefer a to No Award, 4 the reverse, so a wins.

>>> from engine.rules.ballots import Ranking
>>> from engine.rules.tally import Tally
>>> told = {"a": 3, "b a": 2, "none": 4}
>>> ballots = {Ranking(tuple((o,) for o in t.split())): n for t, n in told.items()}
>>> tally = Tally(options=("a", "b", "none"), ballots=ballots)
>>> IRV_NO_AWARD_1.count(tally, parameters={"no_award": "none"}).winners
('a',)
"""

from engine.rules.ballots import OptionId, Ranking
from engine.rules.outcome import Outcome, Step
from engine.rules.parameters import Parameter
from engine.rules.rule import Question, Rule
from engine.rules.runoff.rounds import Rounds, option_named
from engine.rules.tally import Tally
from engine.rules.transferable.papers import Option
from engine.rules.transferable.reading import (
    EXHAUST_ON_DUPLICATE,
    UNLIMITED,
    max_skipped_ranks,
    overvote_rule,
    reading_of,
)


def _count(question: Question) -> Outcome:
    rounds = Rounds(question, "irv-no-award-1", reading_of(question), looks_back=False)
    no_award = option_named(rounds, question.text("no_award"))
    tentative = _tentative(rounds)
    why = "majority"
    if len(tentative) == len(rounds.standing):
        why = "tie" if len(tentative) > 1 else "last"
    if len(tentative) > 1:
        tentative = [option for option in tentative if option != no_award]
    standing = [o for o in tentative if _survives(question.tally, rounds, o, no_award)]
    winners = standing or [o for o in (no_award,) if o is not None]
    if len(winners) > 1:
        return rounds.outcome(None, winners)
    rounds.elect(winners[0], why if standing else "no-award-test")
    return rounds.outcome(winners[0])


def _tentative(rounds: Rounds) -> list[Option]:
    """The tentative winner, or all that are tied at the end."""
    while True:
        rounds.begin(rounds.active // 2 + 1)
        best = rounds.highest()
        if len(best) == len(rounds.standing) or 2 * rounds.votes[best[0]] > rounds.active:
            return best
        rounds.exclude(_last(rounds), "lowest")


def _last(rounds: Rounds) -> list[Option]:
    tied = rounds.lowest()
    first = rounds.history[0]
    fewest = min(first[option] for option in tied)
    last = [option for option in tied if first[option] == fewest]
    if len(tied) > 1:
        rest = [option for option in tied if option not in last]
        order = tuple(rounds.named(group) for group in (rest, last) if group)
        about = f"elimination-{rounds.round}"
        rounds.tell_ties([Step("tie-first-choices", {"about": about, "order": order})])
    return last


def _survives(tally: Tally, rounds: Rounds, winner: Option, no_award: Option | None) -> bool:
    """Whether no more ballots prefer No Award to a tentative winner than the reverse."""
    if no_award is None or winner == no_award:
        return True
    name, nothing = rounds.options[winner], rounds.options[no_award]
    for_it = against = 0
    for ballot, weight in tally.whole.items():
        assert isinstance(ballot, Ranking), "the rule has checked the kind"
        it, none = _rank(ballot, name), _rank(ballot, nothing)
        for_it += weight if it < none else 0
        against += weight if none < it else 0
    passed = against <= for_it
    rounds.steps.append(
        Step(
            "runoff-no-award-test",
            {"option": name, "prefer": for_it, "prefer_no_award": against, "passed": passed},
        )
    )
    return passed


def _rank(ballot: Ranking, option: OptionId) -> int:
    return next(
        (rank for rank, group in enumerate(ballot.groups) if option in group), len(ballot.groups)
    )


IRV_NO_AWARD_1 = Rule(
    id="irv-no-award-1",
    family="runoff",
    title="Instant-runoff voting with No Award test",
    summary="An award that may be withheld: voters rank the finalists and No Award, and the "
    "winner must also be preferred to No Award.",
    source="Constitution of the World Science Fiction Society, 3.12 and 6.4",
    ballots=("ranking",),
    compute=_count,
    parameters=(
        Parameter(
            name="no_award",
            kind="option",
            default="",
            help="the option that stands for No Award; without one the test is left out",
        ),
        overvote_rule("exhaust-immediately"),
        max_skipped_ranks(UNLIMITED),
        EXHAUST_ON_DUPLICATE,
    ),
    paradoxes=("condorcet-winner", "non-monotone", "no-show", "reinforcement"),
    seats="one",
)
