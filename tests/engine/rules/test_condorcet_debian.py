"""Debian's procedure, counted again by the words of the constitution."""

from itertools import permutations

import pytest

from engine.errors.rules import OptionUnknown, ParameterInvalid
from engine.rules.ballots import OptionId
from engine.rules.catalogue import rule_of
from engine.rules.parameters import Value
from engine.rules.ties import Ladder
from tests.engine.rules.duels import Duels, as_sets, best, duels, elections, ranked

DEBIAN = rule_of("debian-1")


def by_the_constitution(options: set[OptionId], votes: Duels) -> set[OptionId]:
    """Steps 4 to 8: defeats, transitive defeats, Schwartz set, the weakest dropped."""
    defeats = {(a, b) for a, b in permutations(options, 2) if votes[a, b] > votes[b, a]}
    while True:
        transitive = set(defeats)
        for via in options:
            transitive |= {
                (a, b)
                for a in options
                for b in options
                if (a, via) in transitive and (via, b) in transitive
            }
        schwartz = {
            a
            for a in options
            if all((a, b) in transitive or (b, a) not in transitive for b in options)
        }
        inside = {(a, b) for a, b in defeats if {a, b} <= schwartz}
        if not inside:
            return schwartz
        strength = {(a, b): (votes[a, b], -votes[b, a]) for a, b in inside}
        defeats -= {pair for pair in inside if strength[pair] == min(strength.values())}


def test_every_winner_is_the_one_found_by_the_constitution() -> None:
    for tally in elections(600, seed=7, options=5):
        votes = duels(tally)
        rest = set(tally.options)
        expected = []
        while rest:
            expected.append(by_the_constitution(rest, votes))
            rest -= expected[-1]

        outcome = DEBIAN.count(tally)

        assert as_sets(outcome.ranking) == expected


def test_the_winners_are_those_of_schulze_with_ties_broken_by_losing_votes() -> None:
    for tally in elections(600, seed=8):
        votes = duels(tally)
        names = set(tally.options)
        paths = {
            (a, b): (votes[a, b], -votes[b, a]) if votes[a, b] > votes[b, a] else (0, 0)
            for a, b in permutations(names, 2)
        }
        for via, a, b in permutations(names, 3):
            paths[a, b] = max(paths[a, b], min(paths[a, via], paths[via, b]))
        for via, a, b in permutations(names, 3):
            paths[a, b] = max(paths[a, b], min(paths[a, via], paths[via, b]))
        beaten_by = {b: {a for a in names - {b} if paths[a, b] > paths[b, a]} for b in names}

        outcome = DEBIAN.count(tally)

        assert set(outcome.winners or outcome.undecided) == best(names, beaten_by)[0]


@pytest.mark.parametrize(
    ("told", "ranking", "code"),
    [
        pytest.param({"quorum": "3"}, (("n",), ("a",)), "debian-below-quorum", id="no quorum"),
        pytest.param({"quorum": "2"}, (("a",), ("n",)), None, id="just a quorum"),
        pytest.param({"quorum": "5/2"}, (("n",), ("a",)), "debian-below-quorum", id="half a vote"),
        pytest.param({"supermajority": "2"}, (("a",), ("n",)), None, id="two to one is enough"),
        pytest.param(
            {"supermajority": "3"}, (("n",), ("a",)), "debian-below-majority", id="three to one"
        ),
        pytest.param(
            {"supermajority": "3", "supermajority_options": "n"},
            (("a",), ("n",)),
            None,
            id="asked of another option only",
        ),
        pytest.param(
            {"supermajority": "3", "supermajority_options": "a"},
            (("n",), ("a",)),
            "debian-below-majority",
            id="asked of this option",
        ),
    ],
)
def test_an_option_needs_a_quorum_and_a_majority_over_the_default_option(
    told: dict[str, Value], ranking: tuple[tuple[OptionId, ...], ...], code: str | None
) -> None:
    tally = ranked({"a n": 2, "n a": 1})

    outcome = DEBIAN.count(tally, parameters={"default_option": "n", **told})

    codes = [step.code for step in outcome.trace]
    assert outcome.ranking == ranking
    assert outcome.winners == ranking[0]
    assert code is None or code in codes


def test_an_option_level_with_the_default_option_is_dropped() -> None:
    tally = ranked({"a n": 1, "n a": 1})

    outcome = DEBIAN.count(tally, parameters={"default_option": "n"})

    assert outcome.winners == ("n",)
    assert outcome.figures["a"]["considered"] is False


def test_an_option_dropped_from_consideration_takes_no_part_in_cycles() -> None:
    tally = ranked({"a b c n": 8, "b c n a": 7, "c a b n": 6, "n": 7})

    with_a = DEBIAN.count(tally)
    outcome = DEBIAN.count(tally, parameters={"default_option": "n"})

    assert with_a.winners == ("a",)
    assert outcome.ranking == (("b",), ("c",), ("n",), ("a",))


def test_the_elector_with_the_casting_vote_chooses_between_winners() -> None:
    tally = ranked({"a b n": 1, "b a n": 1})
    chair = Ladder(steps=("casting",), casting=("b", "a"))

    undecided = DEBIAN.count(tally, parameters={"default_option": "n"})
    decided = DEBIAN.count(tally, parameters={"default_option": "n"}, ties=chair)

    assert undecided.undecided == ("a", "b")
    assert decided.winners == ("b",)


def test_the_trace_shows_each_weakest_defeat_as_it_is_dropped() -> None:
    tally = ranked({"a b c": 8, "b c a": 7, "c a b": 6})

    outcome = DEBIAN.count(tally)

    assert [(step.code, *step.facts.values()) for step in outcome.trace[1:4]] == [
        ("debian-schwartz-set", ("a", "b", "c")),
        ("debian-defeats-dropped", (("c", "a"),), 13, 8),
        ("debian-schwartz-set", ("a",)),
    ]


@pytest.mark.parametrize("told", [{"quorum": 1}, {"supermajority": "3/2"}])
def test_a_quorum_above_no_option_is_refused(told: dict[str, Value]) -> None:
    tally = ranked({"a n": 1})

    with pytest.raises(ParameterInvalid) as refused:
        DEBIAN.count(tally, parameters=told)

    assert refused.value.facts["parameter"] == "default_option"


@pytest.mark.parametrize(
    "told", [{"default_option": "zoe"}, {"default_option": "n", "supermajority_options": "a,zoe"}]
)
def test_an_option_the_poll_does_not_have_is_refused(told: dict[str, Value]) -> None:
    tally = ranked({"a n": 1})

    with pytest.raises(OptionUnknown) as refused:
        DEBIAN.count(tally, parameters=told)

    assert refused.value.facts == {"option": "zoe", "known": ("a", "n")}
