"""Proposals and the polls that decide them: ties, run-offs, holds, and the end of the season."""

import pytest
from msgspec.structs import replace

from engine.commands.award import MakeProposal, ResolveProposals
from engine.commands.base import Command
from engine.commands.eligibility import LiftHold, PlaceHold
from engine.commands.nomination import Nominate, WithdrawNomination
from engine.commands.poll import AnnounceOutcome, ClosePoll, OpenPoll
from engine.commands.rulebook import AdoptRulebook
from engine.commands.season import ArchiveSeason
from engine.errors import DomainError
from engine.errors.award import ProposalsLeftOpen, ProposalStatusWrong, SubmissionEmpty
from engine.errors.ledger import LedgerClosed
from engine.errors.nomination import CandidateNotRanked
from engine.errors.poll import CandidateBarred, OptionInvalid
from engine.events.award import Line, ProposalNotPassed, ProposalPassed
from engine.events.poll import PollOption
from engine.rules.rulebook import AwardRule, Quota, QuotaRow
from tests.engine.awarding import RULES, announced, bloc, poll, send
from tests.engine.bloc import GUEST, OPENED, UNITS
from tests.engine.scenario import Scenario

FLAG = MakeProposal(award="flag", candidate="U2")
HOLD = PlaceHold(candidate="U2", ground="inspection", authority="Council")


def refused(scenario: Scenario, command: Command, refusal: type[DomainError]) -> DomainError:
    with pytest.raises(refusal) as caught:
        scenario.decide(command)
    return caught.value


def tied(scenario: Scenario, opening: OpenPoll, undecided: tuple[str, ...], *won: str) -> None:
    """Announce the poll with these options left tied."""
    scenario.play(opening, ClosePoll(poll=opening.poll))
    found = scenario.ledger.polls.polls[opening.poll]
    scenario.play(
        AnnounceOutcome(
            poll=opening.poll,
            index=found.changed,
            rule=found.opened.rule,
            result=b"result",
            winners=won,
            undecided=undecided,
        )
    )


def test_a_tie_and_its_run_off_decide_each_what_they_decided() -> None:
    given = bloc(*(MakeProposal(award="merit", candidate=unit) for unit in ("U1", "U2", "U3")))
    tied(given, replace(poll("merit", "U1", "U2", "U3"), seats=2), ("U2", "U3"), "U1")

    first = given.decide(ResolveProposals(poll="p"), fold=True)
    run_off = replace(poll("merit", "U2", "U3", id_="q"), seats=1, before="p", before_is="run-off")
    announced(given, run_off, "U3")
    second = given.decide(ResolveProposals(poll="q"), fold=True)

    assert first.events == (ProposalPassed(award="merit", candidate="U1", poll="p"),)
    assert second.events == (
        ProposalNotPassed(award="merit", candidate="U2", poll="q"),
        ProposalPassed(award="merit", candidate="U3", poll="q"),
    )


def test_a_round_leaves_to_its_run_off_whom_it_did_not_elect() -> None:
    given = bloc(*(MakeProposal(award="merit", candidate=unit) for unit in ("U1", "U2", "U3")))
    announced(given, replace(poll("merit", "U1", "U2", "U3"), seats=2), "U1")
    run_off = replace(poll("merit", "U2", "U3", id_="q"), seats=1, before="p", before_is="run-off")
    announced(given, run_off, "U2")

    given.play(ResolveProposals(poll="q"), ResolveProposals(poll="p"))

    found = {key: each.status for key, each in given.ledger.awards.proposals.items()}
    assert found == {"merit/U1": "passed", "merit/U2": "passed", "merit/U3": "not-passed"}


def test_a_poll_that_left_everything_tied_decides_nothing() -> None:
    given = bloc(*(MakeProposal(award="merit", candidate=unit) for unit in ("U1", "U2")))
    tied(given, replace(poll("merit", "U1", "U2"), seats=1), ("U1", "U2"))

    refusal = refused(given, ResolveProposals(poll="p"), ProposalsLeftOpen)

    assert refusal.facts["candidates"] == ("U1", "U2")


def test_who_may_only_vote_is_proposed_for_nothing() -> None:
    given = bloc(replace(UNITS[0], member="P1", ranked=False))

    refused(given, MakeProposal(award="merit", candidate="P1"), CandidateNotRanked)


def test_a_held_candidate_stays_out_of_the_dossier_until_the_hold_is_lifted() -> None:
    given = announced(bloc(), poll("flag", "U2"), "U2").play(replace(FLAG, poll="p"))
    announced(given, poll("merit", "U3", id_="q"), "U3")
    given.play(MakeProposal(award="merit", candidate="U3", poll="q"), HOLD)
    flag = (Line(award="flag", candidate="U2"),)

    refused(given, replace(send("named", given), lines=flag), CandidateBarred)
    given.play(send("dossier", given))
    refused(given, send("later", given), SubmissionEmpty)
    given.play(LiftHold(candidate="U2", authority="Inspection", reason="Nothing found"))
    given.play(send("later", given))

    assert given.ledger.awards.submission("dossier").lines == (("merit", "U3"),)
    assert given.ledger.awards.submission("later").lines == (("flag", "U2"),)


@pytest.mark.parametrize("command", [ResolveProposals(poll="p"), "send"], ids=["resolve", "send"])
def test_an_archived_season_decides_and_sends_nothing_more(command: Command | str) -> None:
    given = announced(bloc(FLAG), poll("flag", "U2"), "U2").play(ArchiveSeason(reason="Over"))

    refused(given, send("d", given) if isinstance(command, str) else command, LedgerClosed)


def test_who_may_only_vote_is_no_option_of_a_poll_on_an_award() -> None:
    given = bloc(replace(UNITS[0], member="P1", ranked=False))

    refused(given, poll("merit", "P1"), CandidateNotRanked)


def test_who_withdrew_is_neither_voted_on_nor_proposed() -> None:
    given = bloc(
        Nominate(award="merit", candidate="U3"),
        WithdrawNomination(award="merit", candidate="U3", reason="Wants none"),
    )

    refused(given, poll("merit", "U3"), OptionInvalid)
    refused(given, MakeProposal(award="merit", candidate="U3"), OptionInvalid)
    given.play(Nominate(award="merit", candidate="U3"), MakeProposal(award="merit", candidate="U3"))

    assert given.ledger.awards.proposal("merit", "U3").status == "proposed"


def test_a_ranking_is_voted_on_among_candidates() -> None:
    given = bloc()
    opening = replace(poll("", "U1", kind="ranking"), options=(PollOption(id="anybody"),))

    refusal = refused(given, opening, OptionInvalid)

    assert refusal.facts["reason"] == "no-candidate"


def test_what_was_decided_once_is_not_asked_again() -> None:
    given = announced(bloc(FLAG), poll("flag", "U2"), "U2").play(ResolveProposals(poll="p"))

    refused(given, poll("flag", "U2", id_="q"), ProposalStatusWrong)


def test_who_neither_votes_nor_is_ranked_does_not_make_the_body_larger() -> None:
    award = AwardRule(
        id="flag", name="Flag", authority="C", quota=Quota(table=(QuotaRow(3, 1), QuotaRow(9, 2)))
    )
    given = Scenario(OPENED, *UNITS, AdoptRulebook(rulebook=replace(RULES, awards=(award,))))

    given.play(GUEST)
    assert given.ledger.quota("flag") == 1
    given.play(replace(UNITS[0], member="U4", votes=False))
    assert given.ledger.quota("flag") == 2
