"""A poll that no meeting holds: its tellers and its chair are those who hold the office."""

from hashlib import sha256

import pytest
from msgspec.structs import replace

from engine.commands.ballot import CastBallot, EnterTally
from engine.commands.member import GiveOffice
from engine.commands.poll import ClosePoll
from engine.commands.rulebook import AdoptRulebook
from engine.commands.submit import command_of
from engine.commands.tie import GiveCastingVote
from engine.errors.poll import PollNotClosed, TellerUnknown
from engine.errors.values import FieldInvalid
from engine.events.poll import CastingVoteGiven, PollOption, TallyEntered
from engine.rules.ballots import Choice
from engine.values.numbers import Share
from projections.outcomes import compute
from projections.state import State
from projections.tree import root_of
from tests.engine.bloc import OPENED, UNITS
from tests.engine.meeting_room import RULES, ballot, opening, papers
from tests.engine.scenario import Scenario

APART = replace(
    RULES,
    ballots=(
        ballot("counted", "paper", tellers=1, quorum=False),
        ballot(
            "tied", "electronic", ballot="choice", rule="plurality-1", parameters={}, base=None,
            ties=("casting",), quorum=False,
        ),
    ),
)  # fmt: skip
GIVEN = (
    OPENED,
    *UNITS,
    AdoptRulebook(rulebook=APART),
    GiveOffice(member="U2", office="teller"),
    GiveOffice(member="U3", office="chair"),
)


def test_the_teller_is_who_holds_the_office() -> None:
    told = Scenario(*GIVEN, opening("counted", meeting=None))

    decision = told.decide(EnterTally(poll="p", teller="U2", count=papers()))

    assert isinstance(decision.events[0], TallyEntered)
    with pytest.raises(TellerUnknown):
        told.decide(EnterTally(poll="p", teller="U1", count=papers()))


def test_the_casting_vote_is_of_who_holds_the_chair() -> None:
    options = (PollOption(id="a", label="A"), PollOption(id="b", label="B"))
    told = Scenario(*GIVEN, opening("tied", meeting=None, options=options))
    told.play(
        CastBallot(poll="p", member="U1", ballot=Choice(("a",))),
        CastBallot(poll="p", member="U2", ballot=Choice(("b",))),
        ClosePoll(poll="p"),
    )

    decision = told.decide(GiveCastingVote(poll="p", member="U3", order=("b", "a")))

    assert isinstance(decision.events[0], CastingVoteGiven)


def test_an_open_poll_has_no_outcome() -> None:
    told = Scenario(*GIVEN, opening("counted", meeting=None))

    with pytest.raises(PollNotClosed):
        compute(State(ledger=told.ledger), "p")


def test_a_strict_share_needs_one_more_at_the_boundary() -> None:
    assert [Share(1, 2).needed(8, strict=strict) for strict in (False, True)] == [4, 5]


def test_bytes_that_are_no_base64_are_refused_as_such() -> None:
    with pytest.raises(FieldInvalid) as refused:
        command_of("draw-lot", {"poll": "p", "seed": "###"})

    assert (refused.value.facts["field"], refused.value.facts["expected"]) == ("seed", "base64")


def test_the_root_of_nothing_is_the_hash_of_nothing() -> None:
    assert root_of(()) == sha256().digest()
