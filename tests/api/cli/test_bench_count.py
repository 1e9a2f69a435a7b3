"""`suyton bench count`: the files it counts, our side of it, and how its rows are made."""

import json
from pathlib import Path
from typing import Any, get_args

import pytest

from api.bench import count, counting, tallying
from api.bench.ballots import KINDS, path_of, seats_of, write
from api.bench.count import PEERS, Peer
from engine.rules.ballots import BallotKind
from engine.rules.catalogue import RULES
from tests.api.cli.running import run

VOTEKIT = Peer("votekit", 10_000, "rankings", ("borda-1",))


def told(read: float, seconds: float, *winners: str) -> dict[str, Any]:
    return {"read": read, "rules": {"borda-1": {"seconds": seconds, "winners": list(winners)}}}


def test_counting_needs_the_peers(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(count, "_ROOT", tmp_path)

    ran = run("bench", "count", "--json")

    assert ran.code == 2
    assert json.loads(ran.out)["make"] == "scripts/bench-peers"


def test_a_row_compares_reading_and_counting_and_says_when_winners_differ() -> None:
    rounds = [told(1, 1, "a"), told(1, 2, "a"), told(0.5, 1, "a")]

    same = count.row_of(VOTEKIT, "borda-1", rounds, told(4, 16, "a"))
    differing = count.row_of(VOTEKIT, "borda-1", rounds, told(4, 16, "b"))

    assert (same.name, same.ratio, same.met) == ("count borda-1 10k", 10.0, True)
    assert (same.ours, same.baseline) == ((2, 3, 1.5), (20,))
    assert same.against == "votekit"
    assert "WINNERS DIFFER: ['b']" in differing.against


def test_the_slowest_rule_stands_for_all_against_reading_alone() -> None:
    ours = told(2, 1, "a")
    ours["rules"]["irv-1"] = {"seconds": 6, "winners": ["a"]}

    row = count.alone(ours)

    assert row.name == "count irv-1 100k, slowest of 2"
    assert (row.ratio, row.better, row.ours, row.baseline) == (4.0, "lower", (3, 8), (2,))


def test_every_rule_that_is_compared_is_in_the_catalogue_and_reads_that_kind() -> None:
    for peer in PEERS:
        for rule in peer.rules:
            assert counting.measured_with(RULES[rule]) == counting.BALLOTS[peer.kind], rule


@pytest.mark.parametrize("kind", KINDS)
def test_every_rule_counts_the_written_ballots(
    kind: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path / "30", kind, 30)
    monkeypatch.setattr("sys.argv", ["counting", str(tmp_path / "30"), kind])

    counting.main()

    answer = json.loads(capsys.readouterr().out)
    assert answer["rules"].keys() == {
        rule.id for rule in RULES.values() if counting.measured_with(rule) == counting.BALLOTS[kind]
    }
    assert all(len(one["winners"]) <= seats_of(rule) for rule, one in answer["rules"].items())
    assert path_of(tmp_path / "30", kind).read_text().rstrip().count("\n") >= 30


def test_every_kind_of_ballot_is_measured() -> None:
    assert set(counting.BALLOTS) == set(KINDS)
    assert set(counting.BALLOTS.values()) == set(get_args(BallotKind))


def test_rules_can_be_chosen(tmp_path: Path) -> None:
    write(tmp_path / "30", "rankings", 30)

    answer = counting.count(tmp_path / "30", "rankings", ["borda-1"])

    assert set(answer["rules"]) == {"borda-1"}
    assert (tmp_path / "30.csv").read_text().count("\n") == 31


def test_what_a_tally_holds_does_not_grow_with_ballots_alike(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tallying, "BALLOTS", 300)
    monkeypatch.setattr(tallying, "UPDATES", 20)

    row = tallying.memory()
    updates = tallying.updates()

    assert row.ratio < 1.1, "twenty times the ballots, as many different ones"
    assert [one.name for one in updates] == [f"update of {n} options" for n in (5, 20, 100)]
    assert all(one.ours[0] > 0 for one in updates)
