"""What the Condorcet rules have in common, and the simple ones by their definitions."""

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from engine.rules.ballots import Ballot, OptionId, Ranking
from engine.rules.catalogue import rule_of
from engine.rules.condorcet import RULES
from engine.rules.rule import Rule
from engine.rules.tally import Tally
from engine.rules.ties import Ladder
from tests.engine.rules.duels import Duels, as_sets, duels, elections, ranked, scored, strengths
from tests.engine.rules.strategies import NAMES, boxes

FOUR = NAMES[:4]
EVERY = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
SMITH_RULES = [rule for rule in RULES if rule.id not in ("condorcet-1", "minimax-1")]


def smith_set(options: set[OptionId], votes: Duels) -> set[OptionId]:
    """The smallest set in which each beats all outside, by growing from each option."""

    def grown(start: OptionId) -> set[OptionId]:
        found = {start}
        while more := {
            x for x in options - found for inside in found if votes[inside, x] <= votes[x, inside]
        }:
            found |= more
        return found

    return min(map(grown, sorted(options)), key=len)


@EVERY
def test_who_beats_all_others_wins(rule: Rule) -> None:
    met = 0
    for tally in elections(400, seed=10, options=5):
        votes = duels(tally)
        winner = [
            a
            for a in tally.options
            if all(votes[a, b] > votes[b, a] for b in tally.options if b != a)
        ]
        if winner:
            met += 1

            outcome = rule.count(tally)

            assert outcome.winners == tuple(winner)
            assert outcome.totals["condorcet-winner"] == winner[0]
    assert met > 150


@pytest.mark.parametrize("rule", SMITH_RULES, ids=lambda rule: rule.id)
def test_a_winner_is_of_the_smith_set(rule: Rule) -> None:
    for tally in elections(300, seed=11, options=5):
        smith = smith_set(set(tally.options), duels(tally))

        outcome = rule.count(tally)

        assert set(outcome.ranking[0]) <= smith
        assert outcome.totals["smith-set"] == tuple(sorted(smith))


def test_minimax_may_elect_an_option_that_loses_every_duel() -> None:
    tally = ranked({"a b": 3, "b c": 3, "c a": 3, "a d": 1, "b d": 1, "c d": 1})

    outcome = rule_of("minimax-1").count(tally, parameters={"blank": "no-opinion"})

    assert outcome.winners == ("d",)
    assert outcome.figures["d"]["losses"] == 3
    assert outcome.totals["smith-set"] == ("a", "b", "c")


@EVERY
@given(box=boxes("ranking", FOUR), favourite=st.sampled_from(FOUR))
def test_the_first_choice_of_a_majority_wins(
    rule: Rule, box: dict[Ballot, int], favourite: OptionId
) -> None:
    tally = Tally(options=FOUR, ballots=dict(box))
    tally.add(Ranking(((favourite,),)), sum(box.values()) + 1)

    outcome = rule.count(tally)

    assert outcome.winners == (favourite,)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
@given(box=boxes("ranking", FOUR))
def test_opinions_only_and_blank_last_are_one_where_nothing_is_left_out(
    rule: Rule, box: dict[Ballot, int]
) -> None:
    full: dict[Ballot, int] = {}
    for ballot, weight in box.items():
        assert isinstance(ballot, Ranking)
        named = {option for group in ballot.groups for option in group}
        rest = tuple(option for option in FOUR if option not in named)
        whole = Ranking((*ballot.groups, rest))
        full[whole] = full.get(whole, 0) + weight
    tally = Tally(options=FOUR, ballots=full)

    last = rule.count(tally, parameters={"blank": "last"})
    no_opinion = rule.count(tally, parameters={"blank": "no-opinion"})

    assert last.ranking == no_opinion.ranking


@EVERY
def test_score_ballots_are_compared_by_their_points(rule: Rule) -> None:
    by_points = scored({(5, 3, 0): 3, (0, 5, 3): 1})
    by_rank = ranked({"a b c": 3, "b c a": 1})

    points, ranks = rule.count(by_points), rule.count(by_rank)

    assert points.ranking == ranks.ranking == (("a",), ("b",), ("c",))
    assert points.figures == ranks.figures


@EVERY
def test_every_count_shows_its_matrix_and_duels(rule: Rule) -> None:
    outcome = rule.count(ranked({"a b c": 2, "c b a": 1, "b": 1}))

    assert outcome.trace[0].code == "pairwise"
    assert outcome.trace[0].facts == {
        "options": ("a", "b", "c"),
        "above": ((0, 2, 2), (2, 0, 3), (1, 1, 0)),
    }
    assert outcome.figures["a"].items() >= {"wins": 1, "draws": 1, "losses": 0}.items()
    assert outcome.totals["ballots"] == 4


@EVERY
def test_one_option_wins_without_a_ballot(rule: Rule) -> None:
    outcome = rule.count(Tally(options=("a",)))

    assert outcome.winners == ("a",)


@pytest.mark.parametrize("rule", [r for r in RULES if r.id != "condorcet-1"], ids=lambda r: r.id)
def test_a_tie_is_left_unless_the_ladder_orders_it(rule: Rule) -> None:
    tally = ranked({"a b c": 1, "b a c": 1})
    lot = Ladder(steps=("lot",), seed=b"seed")

    left, drawn = rule.count(tally), rule.count(tally, ties=lot)

    assert (left.winners, left.undecided) == ((), ("a", "b"))
    assert left.ranking == (("a", "b"), ("c",))
    assert left.ties[-1].code == "tie-left"
    assert len(drawn.winners) == 1
    assert set(drawn.winners) < {"a", "b"}
    assert drawn.ties[-1].code == "tie-lot"


def test_without_a_condorcet_winner_nobody_is_elected_whatever_the_ladder() -> None:
    tally = ranked({"a b c d": 3, "b c a d": 2, "c a b d": 2})
    lot = Ladder(steps=("lot",), seed=b"seed")

    outcome = rule_of("condorcet-1").count(tally, ties=lot)

    assert outcome.winners == ()
    assert outcome.undecided == ("a", "b", "c")
    assert outcome.ranking == (("a", "b", "c", "d"),)
    assert outcome.trace[-1].code == "no-condorcet-winner"


def test_a_condorcet_winner_is_followed_by_the_next_as_long_as_there_is_one() -> None:
    tally = ranked({"z a b c d": 3, "z b c a d": 2, "z c a b d": 2})

    outcome = rule_of("condorcet-1").count(tally)

    assert outcome.winners == ("z",)
    assert outcome.ranking == (("z",), ("a", "b", "c", "d"))


@pytest.mark.parametrize("measure", ["winning-votes", "margins"])
def test_minimax_ranks_by_the_worst_defeat(measure: str) -> None:
    for tally in elections(300, seed=12, options=5):
        defeats = strengths(duels(tally), measure)
        worst = {
            o: max((s for (_, loser), s in defeats.items() if loser == o), default=0)
            for o in tally.options
        }

        outcome = rule_of("minimax-1").count(tally, parameters={"strength": measure})

        assert {o: told["worst-defeat"] for o, told in outcome.figures.items()} == worst
        assert as_sets(outcome.ranking) == [
            {o for o in worst if worst[o] == value} for value in sorted(set(worst.values()))
        ]


@pytest.mark.parametrize("draw", ["0", "1/3", "1/2", "1"])
def test_copeland_ranks_by_duels_won_and_drawn(draw: str) -> None:
    for tally in elections(300, seed=13, options=5):
        votes = duels(tally)
        points = {
            a: sum(
                (votes[a, b] > votes[b, a]) + Fraction(draw) * (votes[a, b] == votes[b, a])
                for b in tally.options
                if b != a
            )
            for a in tally.options
        }

        outcome = rule_of("copeland-1").count(tally, parameters={"draw": draw})

        assert as_sets(outcome.ranking) == [
            {o for o in points if points[o] == value}
            for value in sorted(set(points.values()), reverse=True)
        ]


@given(box=boxes("ranking", FOUR), data=st.data())
def test_a_clone_of_a_loser_does_not_change_the_winner_of_schulze(
    box: dict[Ballot, int], data: st.DataObject
) -> None:
    rule = rule_of("schulze-1")
    before = rule.count(Tally(options=FOUR, ballots=dict(box)))
    assume(len(before.winners) == 1)
    (winner,) = before.winners
    loser = data.draw(st.sampled_from([option for option in FOUR if option != winner]))
    cloned = Tally(options=(*FOUR, "twin"))
    for ballot, weight in box.items():
        assert isinstance(ballot, Ranking)
        groups = (tuple((*g, "twin") if loser in g else g) for g in ballot.groups)
        cloned.add(Ranking(tuple(groups)), weight)

    after = rule.count(cloned)

    assert after.winners == (winner,)
