"""Adopting a ranking: from locked sheets as computed, or from a poll as declared."""

import pytest
from msgspec.structs import replace

from engine.commands.base import Command
from engine.commands.meeting import ConveneMeeting, OpenMeeting
from engine.commands.ranking import AdoptRanking
from engine.commands.scoring import LockScores
from engine.commands.sheet import EnterScores, SubmitSheet
from engine.errors import DomainError
from engine.errors.award import (
    RankingNotComputed,
    RankingPollInvalid,
    RankingStale,
    ScoresNotLocked,
)
from engine.errors.meeting import MeetingNotOpen
from engine.errors.poll import PollNotFound
from engine.rules.marks import Mark
from engine.rules.rulebook import Criterion, RankingRule
from tests.engine.awarding import announced, bloc, poll
from tests.engine.marking import rulebook, season
from tests.engine.scenario import Scenario

WORK = Criterion(id="work", name="Work", maximum=100_00)
SCORED = AdoptRanking(basis="scores", places=(("U1",), ("U2",), ("U3",)), result=b"standings")


def locked() -> Scenario:
    rules = rulebook(WORK, stages=("verified",), ranking=RankingRule())
    given = Scenario(*season(rules=rules))
    for points, unit in enumerate(("U3", "U2", "U1")):
        mark = Mark(criterion="work", points=points)
        given.play(
            EnterScores(candidate=unit, stage="verified", marks=(mark,)),
            SubmitSheet(candidate=unit, stage="verified"),
        )
    return given.play(LockScores(stage="verified"))


def refused(scenario: Scenario, command: Command, refusal: type[DomainError]) -> None:
    with pytest.raises(refusal):
        scenario.decide(command)


def test_a_ranking_is_adopted_from_locked_sheets_as_computed() -> None:
    given = locked()

    given.play(replace(SCORED, index=given.ledger.index))

    assert given.ledger.awards.rankings[0].places == (("U1",), ("U2",), ("U3",))
    assert list(given.contents.values())[-1] == b"standings"


def test_a_ranking_is_adopted_in_an_open_meeting_only() -> None:
    given = locked().play(ConveneMeeting(meeting="m", kind="session", title="M"))
    command = replace(SCORED, meeting="m")

    refused(given, command, MeetingNotOpen)
    given.play(OpenMeeting(meeting="m"))
    given.play(replace(command, index=given.ledger.index))

    assert given.ledger.awards.rankings[0].meeting == "m"


def test_a_ranking_rests_on_locked_sheets() -> None:
    given = Scenario(*season())

    refused(given, SCORED, ScoresNotLocked)


def test_a_ranking_is_never_sent_in() -> None:
    refused(locked(), SCORED, RankingNotComputed)


def test_a_ranking_computed_before_the_last_event_is_stale() -> None:
    given = locked()

    refused(given, replace(SCORED, index=given.ledger.index - 1), RankingStale)


def test_a_poll_on_the_ranking_gives_places_to_those_it_named() -> None:
    given = announced(bloc(), poll("", "U2", "U1", kind="ranking"), "U2")

    given.play(AdoptRanking(basis="poll", poll="p"))

    assert given.ledger.awards.rankings[0].places == (("U2",),)


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        pytest.param(bloc(), PollNotFound, id="no-poll"),
        pytest.param(bloc(poll("", "U2", kind="ranking")), RankingPollInvalid, id="open"),
        pytest.param(
            announced(bloc(), poll("flag", "U2"), "U2"), RankingPollInvalid, id="another-subject"
        ),
        pytest.param(
            announced(bloc(), poll("", "U2", kind="ranking")), RankingPollInvalid, id="nobody"
        ),
    ],
)
def test_a_poll_that_named_nobody_ranks_nobody(given: Scenario, refusal: type[DomainError]) -> None:
    refused(given, AdoptRanking(basis="poll", poll="p"), refusal)
