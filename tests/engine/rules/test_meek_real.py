"""Meek counts of SecurePoll's fixtures: elections of Stack Exchange, and one made to tie."""

import json
from decimal import Decimal
from functools import cache
from typing import Any

import pytest

from engine.rules.ballots import OptionId, Ranking
from engine.rules.tally import Tally
from engine.rules.transferable.meek import STV_MEEK_1
from engine.rules.transferable.meek_wikimedia import STV_MEEK_WIKIMEDIA_1
from tests.engine.rules.cases import case
from tests.engine.rules.ranked import steps, votes

CASES = (
    "meek-datascience-stackexchange-2019",
    "meek-math-stackexchange-2011",
    "meek-stackoverflow-2011",
    "meek-stackoverflow-2016",
    "meek-stackoverflow-2020",
    "meek-tieresolution",
)


def named(candidate: int | str) -> OptionId:
    """A numbered candidate as an option."""
    return f"c{int(candidate):05}"


@cache
def securepoll_case(name: str) -> tuple[int, Tally, dict[str, Any]]:
    """Seats, ballots and expected count of a fixture."""
    folder, _ = case(name)
    told = json.loads((folder / "raw" / "ballots.json").read_text(encoding="utf-8"))
    tally = Tally(options=tuple(named(candidate) for candidate in told["candidates"]), ballots={})
    for vote in told["rankedVotes"].values():
        order = sorted(vote["rank"].items(), key=lambda item: int(item[0]))
        tally.add(Ranking(tuple((named(choice),) for _, choice in order)), vote["count"])
    expected = json.loads((folder / "raw" / "expected.json").read_text(encoding="utf-8"))
    return told["seats"], tally, expected


def listed(told: list[int] | dict[str, int]) -> list[OptionId]:
    """Candidates from a PHP array, which JSON may hold as an object."""
    return [named(number) for number in (told.values() if isinstance(told, dict) else told)]


@pytest.mark.parametrize("name", CASES)
def test_wikimedias_count_has_the_same_votes_quota_and_keep_factors_every_round(name: str) -> None:
    seats, tally, expected = securepoll_case(name)

    outcome = STV_MEEK_WIKIMEDIA_1.count(tally, seats=seats)

    reported = expected["rounds"][1:]
    rounds = steps(outcome, "stv-round")
    assert len(rounds) == len(reported)
    for facts, round_ in zip(rounds, reported, strict=True):
        votes = {named(number): told["total"] for number, told in round_["rankings"].items()}
        kept = {named(number): Decimal(told) for number, told in round_["keepFactors"].items()}
        keep = {option: Decimal(factor) for option, factor in facts["keep"]}
        assert (facts["quota"], facts["surplus"]) == (round_["quota"], padded(round_["surplus"]))
        assert {option: Decimal(told) for option, told in facts["votes"]} == {
            option: Decimal(votes[option]) for option, _ in facts["votes"]
        }
        assert keep == {option: kept[option] for option in keep}


def padded(number: str) -> str:
    """A number of SecurePoll's with all its places."""
    return f"{Decimal(number):.10f}"


@pytest.mark.parametrize("name", CASES)
def test_wikimedias_count_elects_and_excludes_the_same_in_the_same_rounds(name: str) -> None:
    seats, tally, expected = securepoll_case(name)

    outcome = STV_MEEK_WIKIMEDIA_1.count(tally, seats=seats)

    def by_round(code: str) -> dict[int, set[OptionId]]:
        told: dict[int, set[OptionId]] = {}
        for facts in steps(outcome, code):
            told.setdefault(facts["round"], set()).update(facts["options"])
        return told

    for code, key in (("stv-elected", "elected"), ("stv-excluded", "eliminated")):
        assert by_round(code) == {
            round_["round"] - 1: set(listed(round_[key]))
            for round_ in expected["rounds"]
            if round_[key]
        }


@pytest.mark.parametrize("name", CASES)
def test_the_reference_rule_elects_and_excludes_in_the_same_order(name: str) -> None:
    seats, tally, expected = securepoll_case(name)

    outcome = STV_MEEK_1.count(tally, seats=seats)

    excluded = [option for facts in steps(outcome, "stv-excluded") for option in facts["options"]]
    eliminated = listed(expected["eliminated"])
    assert list(outcome.winners) == listed(expected["elected"])
    assert excluded == eliminated[: len(excluded)]
    assert set(eliminated[len(excluded) :]) == set(outcome.undecided)


def test_the_two_that_wikimedia_left_out_of_the_last_seat_are_undecided() -> None:
    seats, tally, _ = securepoll_case("meek-tieresolution")

    outcomes = [rule.count(tally, seats=seats) for rule in (STV_MEEK_1, STV_MEEK_WIKIMEDIA_1)]

    for outcome in outcomes:
        assert len(outcome.winners) == 8
        assert outcome.undecided == (named(1044), named(1047))
        first = votes(outcome, "stv-round")[0]
        assert Decimal(first[named(1044)]) == Decimal(first[named(1047)]) == 200
