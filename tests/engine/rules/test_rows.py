"""Boxes of rows: every rule counts them as it counts the ballots they stand for."""

import random
from collections.abc import Mapping

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.rules.ballots import Ballot, Choice, Ranking, Scores, normal
from engine.rules.catalogue import RULES, rule_of
from engine.rules.rows import ChoiceRows, RankingRows, Rows, ScoresRows
from engine.rules.rule import Rule
from engine.rules.tally import Tally
from tests.engine.rules.strategies import (
    BASES,
    boxes,
    ladders,
    options,
    parameters,
    rows,
    seats_for,
)
from tests.engine.rules.test_every_rule import counted, encoded

AB = ("ada", "bob")
KINDS = {"ranking", "scores", "choice"}
WITH_ROWS = {id_: rule for id_, rule in RULES.items() if KINDS.intersection(rule.ballots)}


def ordinary(box: Mapping[Ballot, int]) -> dict[Ballot, int]:
    return dict(box.items())


@pytest.mark.parametrize("rule", WITH_ROWS.values(), ids=WITH_ROWS.keys())
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_rows_are_counted_as_the_ballots_they_stand_for(rule: Rule, data: st.DataObject) -> None:
    names = data.draw(options())
    kind = data.draw(st.sampled_from([kind for kind in rule.ballots if kind in KINDS]))
    box = data.draw(rows(kind, names))
    written = data.draw(st.just({}) | boxes(kind, names, most=2))
    tally = Tally(options=names, ballots=box, written=written, bases=dict(BASES))
    plain = Tally(options=names, ballots=ordinary(box), written=written, bases=dict(BASES))
    seats, told = data.draw(seats_for(rule, tally)), data.draw(parameters(rule))
    ladder = data.draw(ladders(names))

    in_rows = counted(rule, tally, seats, told, ladder)
    one_by_one = counted(rule, plain, seats, told, ladder)

    assert encoded(in_rows) == encoded(one_by_one)


@given(data=st.data())
def test_rows_are_a_box_of_ballots_in_normal_form(data: st.DataObject) -> None:
    names = data.draw(options())
    box = data.draw(rows(data.draw(st.sampled_from(("ranking", "scores", "choice"))), names))

    ballots = ordinary(box)

    assert box == ballots
    assert len(box) == len(ballots) == len(list(box))
    assert sum(box.values()) == sum(ballots.values())
    assert all(ballot == normal(ballot) and box[ballot] == ballots[ballot] for ballot in box)


@pytest.mark.parametrize(
    ("box", "ballot"),
    [
        pytest.param(RankingRows(AB, {b"\1\0": 2}), Ranking((("bob",), ("ada",))), id="ranking"),
        pytest.param(RankingRows(AB, {b"": 2}), Ranking(()), id="blank ranking"),
        pytest.param(
            ScoresRows(("bob", "ada"), {b"\1\2": 2}, (None, 7, 0)),
            Scores((("ada", 0), ("bob", 7))),
            id="scores",
        ),
        pytest.param(
            ScoresRows(("bob", "ada"), {b"\0\1": 2}, (None, 7)),
            Scores((("ada", 7),)),
            id="unmarked",
        ),
        pytest.param(ChoiceRows(("bob", "ada"), {b"\1\1": 2}), Choice(("ada", "bob")), id="choice"),
        pytest.param(ChoiceRows(AB, {b"\0\0": 2}), Choice(()), id="blank choice"),
    ],
)
def test_a_row_tells_a_ballot(box: Rows, ballot: Ballot) -> None:
    assert ordinary(box) == {ballot: 2}


def test_a_tally_of_rows_takes_ballots_in_and_out_and_leaves_the_rows_as_they_were() -> None:
    box = RankingRows(AB, {b"\0\1": 2})
    tally = Tally(options=AB, ballots=box)
    read, added = Ranking((("ada",), ("bob",))), Ranking((("bob",),))

    tally.add(added, 3)
    tally.take(read)

    assert tally.ballots == {read: 1, added: 3}
    assert box == {read: 2}


@pytest.mark.parametrize("rule", ["copeland-1", "borda-1", "irv-1"])
def test_more_options_than_fit_a_block_are_counted_the_same(rule: str) -> None:
    names = tuple(f"o{number}" for number in range(130))
    chance = random.Random(rule)
    box = RankingRows(names, {bytes(chance.sample(range(130), 40)): 1 + n % 2 for n in range(12)})

    in_rows = rule_of(rule).count(Tally(options=names, ballots=box))

    assert in_rows == rule_of(rule).count(Tally(options=names, ballots=ordinary(box)))


def test_more_levels_of_points_than_fit_a_block_are_counted_the_same() -> None:
    chance = random.Random("levels")
    told = {bytes(chance.choices(range(150), k=2)): 1 for _ in range(200)}
    box = ScoresRows(AB, told, tuple(range(150)))

    in_rows = rule_of("star-1").count(Tally(options=AB, ballots=box), parameters={"score_max": 149})

    assert in_rows == rule_of("star-1").count(
        Tally(options=AB, ballots=ordinary(box)), parameters={"score_max": 149}
    )


def test_rows_are_over_the_options_of_their_tally() -> None:
    tally = Tally(options=(*AB, "cid"), ballots=RankingRows(AB, {b"\0": 1}))

    with pytest.raises(AssertionError, match="over the options of their tally"):
        rule_of("borda-1").count(tally)
