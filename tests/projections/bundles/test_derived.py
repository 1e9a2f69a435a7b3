"""Ballots in forms that other tools read, and what those tools make of them."""

import json
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from api.formats.reading import read_file
from engine.aggregates.polls import Electorate, Poll
from engine.events.poll import PollOpened, PollOption, Roll, Subject
from engine.rules.ballots import Ballot, Choice, Opinions, Ranking, Scores
from engine.rules.catalogue import rule_of
from engine.rules.tally import Tally
from projections.bundle import derived as deriving
from projections.bundle.derived import derived
from projections.state import State

STRICT: dict[Ballot, int] = {
    Ranking((("a",), ("b",), ("c",))): 3,
    Ranking((("b",), ("c",))): 2,
    Ranking((("c",), ("b",), ("a",))): 4,
    Ranking(()): 1,
}
WEAK: dict[Ballot, int] = {Ranking((("a", "b"), ("c",))): 2, Ranking((("c",),)): 1}


def members(kind: Any, ballots: Mapping[Any, int], rule: str = "schulze-1") -> dict[str, bytes]:
    """What is derived from a closed poll with these ballots."""
    opened = PollOpened(
        poll="p",
        subject=Subject(kind="other"),
        question="?",
        method="electronic",
        ballot=kind,
        options=tuple(PollOption(id=each) for each in "abc"),
        seats=1,
        rule=rule,
        parameters={},
        rulebook=1,
        template="t",
        members=10,
        roll=Roll(()),
    )
    state = State()
    poll = Poll(opened=opened, index=0, at=0, electorate="0", status="closed")
    state.ledger.polls.polls["p"] = poll
    state.ledger.polls.electorates["0"] = Electorate(
        weight={"m": 10}, holder={"m": "h"}, part={"m": "absent"}
    )
    state.tallies.tallies["p"] = Tally(options=("a", "b", "c"), ballots=dict(ballots))
    return {each.name: b"".join(each.data()) for each in derived(state)}


def test_strict_rankings_are_told_as_blt_and_counted_the_same(tmp_path: Path) -> None:
    told = members("ranking", STRICT)
    file = tmp_path / "p.blt"
    file.write_bytes(told["ballots/p.blt"])

    _, read = read_file(file, form=None, wanted=("ranking",))

    tally = Tally(options=("a", "b", "c"), ballots=dict(STRICT))
    counted = [rule_of("schulze-1").count(each, seats=1).ranking for each in (read.tally, tally)]
    assert counted[0] == counted[1]
    assert sum(read.tally.ballots.values()) == 10


def test_rankings_with_ties_have_no_blt(tmp_path: Path) -> None:
    told = members("ranking", WEAK)

    assert "ballots/p.blt" not in told
    assert told["ballots/p.csv"].decode() == "box,weight,a,b,c\nroom,2,1,1,2\nroom,1,,,1\n"


def test_belenios_reads_ranks_one_ballot_each() -> None:
    told = json.loads(members("ranking", STRICT)["ballots/p.belenios.json"])

    assert len(told) == 10
    assert min(map(tuple, told)) == (0, 0, 0)
    assert told.count([1, 2, 3]) == 3
    assert json.loads(members("ranking", {})["ballots/p.belenios.json"]) == []


def test_belenios_finds_the_same_winner(tmp_path: Path) -> None:
    tool = shutil.which("belenios-tool")
    if tool is None:
        pytest.skip("belenios-tool is not installed (Debian package belenios-tool)")
    data = members("ranking", {each: n for each, n in STRICT.items() if each != Ranking(())})

    ran = subprocess.run(
        [tool, "method", "schulze", "--blank-allowed", "true"],
        input=data["ballots/p.belenios.json"],
        capture_output=True,
        check=True,
    )

    tally = Tally(options=("a", "b", "c"), ballots=dict(STRICT))
    ours = rule_of("schulze-1").count(tally, seats=1).ranking
    theirs = json.loads(ran.stdout)["winners"]
    assert [sorted("abc"[at] for at in group) for group in theirs] == [sorted(g) for g in ours]


def test_too_many_ballots_are_not_written_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deriving, "RANKS_MAX", 9)

    assert "ballots/p.belenios.json" not in members("ranking", STRICT)


@pytest.mark.parametrize(
    ("kind", "ballot", "line"),
    [
        ("opinions", Opinions((("a", "for"), ("b", "against"))), "room,1,for,against,"),
        ("choice", Choice(("a", "c")), "room,1,1,,1"),
        ("scores", Scores((("a", 0), ("b", 7))), "room,1,0,7,"),
    ],
)
def test_every_kind_of_ballot_is_a_line_of_a_sheet(kind: str, ballot: Ballot, line: str) -> None:
    told = members(kind, {ballot: 1})

    assert told["ballots/p.csv"].decode().splitlines()[1] == line
    assert json.loads(told["ballots/p.json"].splitlines()[1])["weight"] == 1


def test_names_that_look_like_formulas_are_text() -> None:
    from engine.aggregates.roster import Member

    state = State()
    state.ledger.roster.members["U1"] = Member(
        id="U1", kind="unit", name="=1+1", sealed=None, weight=1, votes=True, ranked=True, index=1
    )

    (told,) = [b"".join(each.data()) for each in derived(state)]

    assert told.decode().splitlines()[1].startswith("U1,unit,'=1+1,1,")


def test_what_cannot_be_counted_says_why() -> None:
    state = State()
    told = members("ranking", STRICT)
    assert told["roll/p.csv"].decode() == "member,weight,part,holder\nm,10,absent,h\n"
    assert next(iter(deriving._result(state, _unknown()))) == b'{"refused":"poll-not-found"}\n'


def _unknown() -> Any:
    import msgspec

    class Named(msgspec.Struct):
        id: str = "nowhere"

    return Named()
