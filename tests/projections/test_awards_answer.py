"""Awards as a reader gets them: nominated, proposed, and how far each has come."""

from msgspec.structs import replace

from api.house import House
from engine.commands.award import MakeProposal, SendSubmission
from engine.commands.ballot import CastBallot
from engine.commands.decision import IssueDecision
from engine.commands.document import CorrectClericalError
from engine.commands.eligibility import PlaceHold
from engine.commands.nomination import Nominate, WithdrawNomination
from engine.commands.poll import AnnounceOutcome, ClosePoll
from engine.commands.rulebook import AmendRulebook
from engine.commands.season import OpenLedger
from engine.events.award import Line
from engine.rules.ballots import Opinions
from projections.awards import AwardRow, award_counts, award_rows
from tests.engine.awarding import RULES, poll
from tests.engine.bloc import OPENED

SLUG = OPENED.slug


def rows(house: House, slug: str = SLUG) -> dict[tuple[str, str], AwardRow]:
    with house.answers.view(slug) as view:
        return {(row.award, row.id): row for row in award_rows(view)}


def test_nominations_and_proposals_stand_with_their_status(house: House) -> None:
    for number, command in enumerate(
        (
            Nominate(award="star", candidate="U1"),
            Nominate(award="star", candidate="U3"),
            WithdrawNomination(award="star", candidate="U3", reason="By itself"),
            MakeProposal(award="flag", candidate="U2"),
            PlaceHold(candidate="U1", ground="inspection", authority="Council"),
            PlaceHold(candidate="U2", ground="inspection", authority="Council"),
        )
    ):
        house.carry_out(SLUG, command, key=f"c{number}")

    told = rows(house)

    assert {key: row.status for key, row in told.items()} == {
        ("flag", "U2"): "proposed",
        ("star", "U1"): "nominated",
        ("star", "U3"): "withdrawn",
    }
    assert (told["star", "U1"].bar, told["flag", "U2"].bar) == ("hold", "hold")
    assert next(iter(told)) == ("flag", "U2")


def test_awards_of_a_higher_tier_are_listed_first(house: House) -> None:
    awards = tuple(
        replace(award, tier=2 if award.id == "star" else 1, exclusive=False)
        for award in RULES.awards
    )
    amended = AmendRulebook(rulebook=replace(RULES, awards=awards), reason="Tiers")
    for number, command in enumerate(
        (
            amended,
            MakeProposal(award="flag", candidate="U2"),
            Nominate(award="star", candidate="U1"),
        )
    ):
        house.carry_out(SLUG, command, key=f"c{number}")

    assert list(rows(house)) == [("star", "U1"), ("flag", "U2")]


def test_quotas_say_how_much_is_used(house: House) -> None:
    house.carry_out(SLUG, MakeProposal(award="flag", candidate="U2"), key="flag")

    with house.answers.view(SLUG) as view:
        counts = {each.award: (each.quota, each.proposed) for each in award_counts(view)}

    assert counts == {"flag": (1, 1), "merit": (None, 0), "star": (None, 0)}


def test_before_a_rulebook_there_are_no_awards(house: House) -> None:
    opening: OpenLedger = replace(OPENED, slug="empty")
    house.open_ledger(opening, key="open")

    with house.answers.view("empty") as view:
        assert award_counts(view) == ()
    assert rows(house, "empty") == {}


def test_a_slip_in_a_number_that_was_put_right_is_right_in_the_answer(house: House) -> None:
    line = Line(award="flag", candidate="U2")
    vote = Opinions((("U2", "for"),))
    steps = (
        poll("flag", "U2"),
        *(CastBallot(poll="p", member=unit, ballot=vote) for unit in ("U1", "U2", "U3")),
        ClosePoll(poll="p"),
        AnnounceOutcome(poll="p"),
        MakeProposal(award="flag", candidate="U2", poll="p"),
        SendSubmission(submission="d", recipient="Council", number="1/TTr"),
        CorrectClericalError(
            subject="submission/d", field="number", was="1/TTr", becomes="01/TTr", reason="Slip"
        ),
        IssueDecision(
            decision="d1", authority="Committee", number="301", decided="2025-03-10", lines=(line,)
        ),
        CorrectClericalError(
            subject="decision/d1", field="number", was="301", becomes="310", reason="Slip"
        ),
    )
    for number, command in enumerate(steps):
        house.carry_out(SLUG, command, key=f"c{number}")

    row = rows(house)["flag", "U2"]

    assert (row.status, row.number, row.decided) == ("granted", "310", "2025-03-10")
    assert [change.number for change in row.way] == [None, None, "01/TTr", "310"]
    with house.answers.view(SLUG, house.store.head(SLUG).size - 2) as view:
        (before,) = (row for row in award_rows(view) if row.id == "U2")
    assert before.number == "301"
