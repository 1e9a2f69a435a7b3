"""Thousands of small elections, where ties and cycles live: ours, pref_voting's and VoteKit's
winners are the same, or the difference is of a kind that is named here.

Ranked Pairs is held against slow counts of our own instead: pref_voting tries every order of equal
margins, which takes minutes where there are many. The peers run in an environment of their own (`scripts/bench-peers`, which `scripts/test` calls).
"""

import json
import random
import subprocess
from pathlib import Path
from typing import Any

import pytest

from engine.rules.ballots import Ranking
from engine.rules.catalogue import rule_of
from engine.rules.outcome import Outcome
from engine.rules.parameters import Value
from engine.rules.tally import Tally

ROOT = Path(__file__).parents[2]
PEERS = ROOT / "var" / "peers" / "bin" / "python"
ELECTIONS = 2_000
PARAMETERS: dict[str, dict[str, Value]] = {
    "schulze-1": {"strength": "margins"},
    "minimax-1": {"strength": "margins"},
    "split-cycle-1": {"strength": "margins"},
    "copeland-1": {},
    "smith-1": {},
}


def _election(chance: random.Random) -> dict[str, Any]:
    n = chance.randint(2, 5)
    whole = chance.random() < 0.5
    ballots = []
    for _ in range(chance.randint(1, 7)):
        order = chance.sample(range(n), n)
        kept = n if whole else chance.randint(1, n)
        ballots.append([chance.randint(1, 3), order[:kept]])
    return {"n": n, "ballots": ballots}


@pytest.fixture(scope="module")
def elections() -> list[dict[str, Any]]:
    chance = random.Random(20250102)
    return [_election(chance) for _ in range(ELECTIONS)]


@pytest.fixture(scope="module")
def theirs(elections: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory) -> Any:
    if not PEERS.exists():
        pytest.skip("the peer libraries are not installed: run scripts/bench-peers")
    file = tmp_path_factory.mktemp("peers") / "elections.json"
    file.write_text(json.dumps(elections))
    program = Path(__file__).with_name("peer.py")
    done = subprocess.run(
        [PEERS, program, file], capture_output=True, text=True, check=True, timeout=240
    )
    return json.loads(done.stdout.splitlines()[-1])


def _tally(election: dict[str, Any]) -> Tally:
    tally = Tally(options=tuple(f"o{option}" for option in range(election["n"])))
    for weight, order in election["ballots"]:
        tally.add(Ranking(tuple((f"o{option}",) for option in order)), weight)
    return tally


def _counted(rule: str, election: dict[str, Any]) -> Outcome:
    return rule_of(rule).count(_tally(election), parameters=PARAMETERS.get(rule, {}))


def _first(outcome: Outcome) -> list[int]:
    return sorted(int(option[1:]) for option in outcome.ranking[0])


@pytest.mark.parametrize("rule", list(PARAMETERS))
def test_the_first_place_is_that_of_pref_voting(
    rule: str, elections: list[dict[str, Any]], theirs: Any
) -> None:
    different = [
        (election, _first(_counted(rule, election)), told[rule])
        for election, told in zip(elections, theirs, strict=True)
        if _first(_counted(rule, election)) != told[rule]
    ]

    assert different == []


def test_borda_places_of_complete_ballots_are_those_of_votekit(
    elections: list[dict[str, Any]], theirs: Any
) -> None:
    compared = 0
    for election, told in zip(elections, theirs, strict=True):
        if "borda-1" in told:
            compared += 1
            ranking = _counted("borda-1", election).ranking
            places = [sorted(int(option[1:]) for option in place) for place in ranking]
            assert places == told["borda-1"]

    assert compared > ELECTIONS // 3
