"""One vote a member: every way in which an event can break it has a name."""

from typing import Any

import pytest

from engine.aggregates.polls import Electorate, Poll
from engine.events.base import ContentRef, Event, Recorded
from engine.events.poll import (
    BallotCast,
    CastingVoteGiven,
    LotDrawn,
    ObjectionRaised,
    OutcomeAnnounced,
    PollClosed,
    PollOpened,
    PollOption,
    PollVoided,
    Roll,
    Subject,
    TallyEntered,
    WrittenOpinionReceived,
)
from engine.rules.ballots import Ballot, Choice, Opinions
from engine.rules.tally import PaperCount
from projections.bundle.votes import Votes
from projections.state import State

A, B = Choice(("a",)), Choice(("b",))
COUNT = PaperCount(issued=3, returned=3, valid=3, spoilt=0, blank=0, votes=(("a", "for", 3),))
OTHER = PaperCount(issued=3, returned=3, valid=3, spoilt=0, blank=0, votes=(("a", "for", 2),))


def opened(method: Any = "electronic", **told: Any) -> PollOpened:
    return PollOpened(
        poll="p",
        subject=Subject(kind="other"),
        question="?",
        method=method,
        ballot="choice",
        options=(PollOption(id="a"), PollOption(id="b")),
        seats=1,
        rule="plurality-1",
        parameters={},
        rulebook=1,
        template="t",
        members=3,
        roll=Roll(()),
        **told,
    )


def state(poll: PollOpened, **told: Any) -> State:
    made = State()
    found = Poll(opened=poll, index=0, at=0, electorate="0", **told)
    made.ledger.polls.polls["p"] = found
    made.ledger.polls.electorates["0"] = Electorate(
        weight={"in": 1, "out": 1, "recused": 1},
        holder={},
        part={"in": "present", "out": "absent", "recused": "recused"},
    )
    return made


def found(made: State, *events: Event) -> list[str]:
    """The codes that these events bring, one after the other."""
    votes = Votes()
    return [
        code
        for event in events
        for code, _ in votes.found(made, Recorded(index=1, at=0, by="", key="", event=event))
    ]


def cast(member: str = "in", ballot: Ballot = A, was: Ballot | None = None) -> BallotCast:
    return BallotCast(poll="p", member=member, ballot=ballot, was=was)


def written(member: str = "out") -> WrittenOpinionReceived:
    return WrittenOpinionReceived(poll="p", member=member, ballot=A)


def outcome() -> OutcomeAnnounced:
    return OutcomeAnnounced(
        poll="p", index=1, rule="plurality-1", result=ContentRef(bytes(32), 1), winners=()
    )


OPEN, CHANGES = opened(), opened(changes_allowed=True)
WRITTEN, PAPER = opened(written_allowed=True), opened("paper", tellers_needed=2)
ACCLAIMED = opened("acclamation")


@pytest.mark.parametrize(
    ("poll", "events"),
    [
        pytest.param(OPEN, (cast(),), id="a-ballot"),
        pytest.param(CHANGES, (cast(), cast(ballot=B, was=A)), id="a-change"),
        pytest.param(WRITTEN, (written(), cast()), id="in-writing"),
        pytest.param(ACCLAIMED, (ObjectionRaised(poll="p", member="in"),), id="objection"),
        pytest.param(PAPER, (TallyEntered(poll="p", teller="t", count=COUNT),), id="paper"),
        pytest.param(OPEN, (PollClosed(poll="p"),), id="close"),
        pytest.param(OPEN, (PollVoided(poll="p", ground="g", authority="a"),), id="void"),
    ],
)
def test_what_is_right_is_not_found(poll: PollOpened, events: tuple[Event, ...]) -> None:
    assert found(state(poll), *events) == []


@pytest.mark.parametrize(
    ("poll", "events", "code"),
    [
        (OPEN, (OPEN,), "poll-opened-twice"),
        (OPEN, (PollClosed(poll="elsewhere"),), "poll-not-there"),
        (OPEN, (cast("stranger"),), "voter-not-on-roll"),
        (OPEN, (cast("out"),), "voter-may-not-vote"),
        (OPEN, (cast("recused"),), "voter-may-not-vote"),
        (OPEN, (cast(), cast(ballot=B, was=A)), "ballot-twice"),
        (OPEN, (cast(), cast()), "ballot-twice"),
        (CHANGES, (cast(), cast(ballot=B)), "ballot-twice"),
        (CHANGES, (cast(was=B),), "ballot-twice"),
        (PAPER, (cast(),), "ballot-not-taken"),
        (OPEN, (written(),), "ballot-not-taken"),
        (WRITTEN, (written("in"),), "ballot-not-taken"),
        (WRITTEN, (written(), written()), "ballot-twice"),
        (OPEN, (cast(ballot=Choice(("c",))),), "ballot-not-countable"),
        (OPEN, (cast(ballot=Opinions((("a", "for"),))),), "ballot-not-countable"),
        (OPEN, (cast(ballot=Choice(("b", "a"))),), "ballot-not-normal"),
        (OPEN, (ObjectionRaised(poll="p", member="in"),), "ballot-not-taken"),
        (OPEN, (TallyEntered(poll="p", teller="t", count=COUNT),), "ballot-not-taken"),
        (OPEN, (PollClosed(poll="p", tally=COUNT),), "tally-not-agreed"),
        (PAPER, (PollClosed(poll="p", tally=COUNT),), "tally-not-agreed"),
        (OPEN, (outcome(),), "poll-not-closed"),
        (OPEN, (CastingVoteGiven(poll="p", member="in", order=("a",)),), "poll-not-closed"),
        (OPEN, (LotDrawn(poll="p", seed=b"s"),), "lot-not-committed"),
    ],
)
def test_what_is_wrong_has_a_name(poll: PollOpened, events: tuple[Event, ...], code: str) -> None:
    assert code in found(state(poll), *events)


def test_a_member_who_voted_in_writing_does_not_vote_in_the_room() -> None:
    made = state(WRITTEN)
    made.ledger.polls.polls["p"].moved["out"] = "present"
    votes = Votes()
    codes: list[str] = []
    for event in (written(), cast("out")):
        made.ledger.polls.polls["p"].moved["out"] = (
            "absent" if isinstance(event, WrittenOpinionReceived) else "present"
        )
        told = Recorded(index=1, at=0, by="", key="", event=event)
        codes += [code for code, _ in votes.found(made, told)]

    assert codes == ["ballot-twice"]


@pytest.mark.parametrize("status", ["closed", "announced", "voided"])
def test_nothing_is_cast_after_the_close(status: Any) -> None:
    assert "poll-not-open" in found(state(OPEN, status=status), cast())


def test_tellers_who_differ_have_not_agreed() -> None:
    for entered, tally in (
        ({"s": COUNT, "t": OTHER}, COUNT),
        ({"s": COUNT, "t": COUNT}, OTHER),
        ({"s": COUNT}, COUNT),
    ):
        assert found(state(PAPER, entered=entered), PollClosed(poll="p", tally=tally)) == [
            "tally-not-agreed"
        ]
    agreed = {"s": COUNT, "t": COUNT}
    assert found(state(PAPER, entered=agreed), PollClosed(poll="p", tally=COUNT)) == []
