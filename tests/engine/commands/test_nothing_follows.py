"""Where nothing follows: the same ballot again, an arrival after the first count."""

from engine.commands.attendance import RecordArrival
from engine.commands.ballot import CastBallot, EnterTally
from engine.events.meeting import MemberArrived
from engine.rules.ballots import Opinions
from tests.engine.meeting_room import opening, papers, sitting

YES = Opinions((("it", "for"),))


def test_the_same_ballot_again_is_not_recorded() -> None:
    cast = CastBallot(poll="p", member="U1", ballot=YES)
    given = sitting(opening("roll"), cast)

    assert given.decide(cast).events == ()


def test_who_comes_after_the_first_count_joins_the_room_but_not_the_poll() -> None:
    given = sitting(opening("paper"), EnterTally(poll="p", teller="U2", count=papers()))

    arrived = given.decide(RecordArrival(meeting="m", member="U4")).events

    assert arrived == (MemberArrived(meeting="m", member="U4"),)
