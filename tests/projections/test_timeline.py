"""The timeline tells events in order, and keeps back what an open poll must keep."""

from api.house import House
from engine.commands.ballot import CastBallot
from engine.commands.poll import ClosePoll
from engine.rules.ballots import Opinions
from projections.timeline import Moment, moments
from tests.engine.awarding import poll
from tests.engine.bloc import OPENED

SLUG = OPENED.slug
BALLOT = CastBallot(poll="p", member="U1", ballot=Opinions((("U2", "for"),)))


def told(house: House, as_of: int | None = None, after: int = -1) -> list[Moment]:
    with house.answers.view(SLUG, as_of) as view:
        return list(moments(house.store, view, after=after))


def test_events_are_told_in_order_up_to_the_asked_index(house: House) -> None:
    topics = [moment.topic for moment in told(house, as_of=2)]

    assert topics == ["ledger-opened", "member-admitted", "member-admitted"]
    assert [moment.index for moment in told(house, after=3)] == [4, 5]


def test_a_ballot_of_an_open_poll_is_listed_without_its_content(house: House) -> None:
    house.carry_out(SLUG, poll("flag", "U2"), key="open-p")
    house.carry_out(SLUG, BALLOT, key="cast")

    newest = told(house)[-1]

    assert (newest.topic, newest.withheld, newest.data) == ("ballot-cast", True, {"poll": "p"})


def test_from_the_close_on_the_ballot_is_told(house: House) -> None:
    house.carry_out(SLUG, poll("flag", "U2"), key="open-p")
    house.carry_out(SLUG, BALLOT, key="cast")
    house.carry_out(SLUG, ClosePoll(poll="p"), key="close")

    cast = told(house)[-2]

    assert not cast.withheld
    assert cast.data["ballot"]["views"] == (("U2", "for"),) or cast.data["ballot"]["views"] == [
        ["U2", "for"]
    ]


def test_asked_as_of_a_moment_when_the_poll_was_open_it_is_kept_back_still(house: House) -> None:
    house.carry_out(SLUG, poll("flag", "U2"), key="open-p")
    cast = house.carry_out(SLUG, BALLOT, key="cast").first
    house.carry_out(SLUG, ClosePoll(poll="p"), key="close")

    assert told(house, as_of=cast)[-1].withheld
