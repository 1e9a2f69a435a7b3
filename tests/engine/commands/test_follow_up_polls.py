"""Polls that go on with another one: what a repetition and a run-off may ask, and how often."""

import pytest
from msgspec.structs import replace

from engine.commands.base import Command
from engine.commands.eligibility import PlaceHold
from engine.commands.poll import OpenPoll, VoidPoll
from engine.errors import DomainError
from engine.errors.poll import CandidateBarred, FollowUpInvalid, OptionInvalid
from engine.events.poll import PollOption, Subject
from tests.engine.awarding import announced, bloc, poll
from tests.engine.scenario import Scenario

ROUND = replace(poll("merit", "U1", "U2", "U3"), seats=2)
VOID = VoidPoll(poll="p", ground="A paper too many", authority="Chair")


def again(*candidates: str, **fields: object) -> OpenPoll:
    """The round asked again."""
    told: dict[str, object] = {"before": "p", "before_is": "repetition", **fields}
    return replace(poll("merit", *(candidates or ("U1", "U2")), id_="q"), **told)


def run_off(*candidates: str, **fields: object) -> OpenPoll:
    """A second round."""
    return again(*candidates, **{"before_is": "run-off", "seats": 1, **fields})


def refused(scenario: Scenario, command: Command, refusal: type[DomainError]) -> DomainError:
    with pytest.raises(refusal) as caught:
        scenario.decide(command)
    return caught.value


def test_a_run_off_asks_for_the_places_left_among_those_left() -> None:
    given = announced(bloc(), ROUND, "U1")

    given.play(run_off(options=(), seats=None))

    opened = given.ledger.polls.poll("q").opened
    assert ([option.id for option in opened.options], opened.seats) == (["U2", "U3"], 1)


def test_a_run_off_asks_nothing_about_who_was_elected() -> None:
    given = announced(bloc(), ROUND, "U1")

    refusal = refused(given, run_off("U1", "U2"), FollowUpInvalid)

    assert (refusal.facts["field"], refusal.facts["expected"]) == ("options", ("U2", "U3"))


def test_an_option_keeps_its_candidate_in_the_run_off() -> None:
    given = announced(bloc(), ROUND, "U1")
    other = (PollOption(id="U2", candidate="U3"),)

    refused(given, run_off("U2", options=other), FollowUpInvalid)


def test_where_every_place_is_filled_there_is_no_run_off() -> None:
    given = announced(bloc(), ROUND, "U1", "U2")

    refusal = refused(given, run_off("U3"), FollowUpInvalid)

    assert (refusal.facts["field"], refusal.facts["value"]) == ("seats", 0)


@pytest.mark.parametrize(
    "subject", [Subject(kind="award", id="flag"), Subject(kind="ranking")], ids=["award", "kind"]
)
def test_another_subject_is_no_repetition(subject: Subject) -> None:
    given = bloc(ROUND, VOID)

    refusal = refused(given, again(subject=subject), FollowUpInvalid)

    assert refusal.facts["field"] == "subject"
    assert refusal.facts["expected"] == "award merit"


def test_a_poll_is_repeated_once_unless_the_repetition_is_voided_too() -> None:
    given = bloc(ROUND, VOID, again())

    refusal = refused(given, again(poll="r"), FollowUpInvalid)
    assert refusal.facts["expected"] == "q"

    given.play(replace(VOID, poll="q"), again(poll="r"))
    assert given.ledger.polls.poll("r").status == "open"


def test_a_repetition_asks_the_same_unless_told_otherwise() -> None:
    given = bloc(ROUND, VOID)

    given.play(again(options=(), seats=2))

    options = given.ledger.polls.poll("q").opened.options
    assert [option.id for option in options] == ["U1", "U2", "U3"]


def test_a_candidate_stands_under_one_option() -> None:
    twice = (PollOption(id="a", candidate="U1"), PollOption(id="b", candidate="U1"))

    refusal = refused(bloc(), replace(poll("merit", "U1", "U2"), options=twice), OptionInvalid)

    assert refusal.facts["reason"] == "candidate-twice"


def test_a_poll_on_no_award_takes_no_options_from_nominations() -> None:
    nothing = replace(poll("", "U1", kind="other"), options=(), seats=None)

    refusal = refused(bloc(), nothing, OptionInvalid)

    assert refusal.facts["reason"] == "none"


def test_a_held_candidate_is_not_voted_on() -> None:
    hold = PlaceHold(candidate="U2", ground="inspection", authority="Council")

    refused(bloc(hold), poll("flag", "U2"), CandidateBarred)
