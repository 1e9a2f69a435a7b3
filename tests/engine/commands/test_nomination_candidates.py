"""Who may stand: registration, compact, nomination and its withdrawal."""

import pytest
from msgspec.structs import replace

from engine.aggregates.awards import Proposal
from engine.commands.compact import SignCompact
from engine.commands.nomination import (
    Nominate,
    RegisterForAwards,
    WithdrawNomination,
    WithdrawRegistration,
)
from engine.commands.rulebook import AdoptRulebook
from engine.errors.award import AwardUnknown
from engine.errors.nomination import (
    AlreadyRegistered,
    CandidateNotRanked,
    CompactNotSigned,
    NominationAlreadyMade,
    NominationNotFound,
    NominationProposed,
    NotRegistered,
)
from engine.errors.season import MemberNotFound, RulebookNotAdopted
from engine.errors.values import FieldInvalid
from engine.events.nomination import NominationMade, NominationWithdrawn
from engine.events.season import AwardRegistered, RegistrationWithdrawn
from tests.engine.bloc import COMPACT, GUEST, OPENED, RULEBOOK, SEASON, UNITS
from tests.engine.scenario import Scenario

NOMINATED = Nominate(award="flag", candidate="U1", nominator="U2", ground="First in the bloc")
WITHDRAWN = WithdrawNomination(award="flag", candidate="U1", reason="Leaves it to U2.")
REGISTERED = RegisterForAwards(member="U1", awards=("merit", "flag"))


def under(**rules: bool) -> Scenario:
    """The bloc under other rules of entry."""
    adopted = AdoptRulebook(rulebook=replace(RULEBOOK, **rules))
    return Scenario(OPENED, *UNITS, GUEST, adopted)


def test_a_ranked_member_is_nominated() -> None:
    decision = Scenario(*SEASON).decide(NOMINATED)

    assert decision.events == (
        NominationMade(award="flag", candidate="U1", nominator="U2", ground="First in the bloc"),
    )


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        pytest.param({"award": "medal"}, AwardUnknown, id="award-not-in-the-rulebook"),
        pytest.param({"candidate": "U7"}, MemberNotFound, id="unknown-candidate"),
        pytest.param({"candidate": "U9"}, CandidateNotRanked, id="a-guest"),
        pytest.param({"nominator": "U7"}, MemberNotFound, id="unknown-nominator"),
    ],
)
def test_a_nomination_names_what_the_season_knows(
    change: dict[str, str], refused: type[Exception]
) -> None:
    ledger = Scenario(*SEASON)

    with pytest.raises(refused):
        ledger.decide(replace(NOMINATED, **change))


def test_nothing_is_nominated_before_the_rules_are_adopted() -> None:
    ledger = Scenario(OPENED, *UNITS)

    with pytest.raises(RulebookNotAdopted):
        ledger.decide(NOMINATED)


def test_a_candidate_stands_once_for_an_award_and_for_several_awards() -> None:
    ledger = Scenario(*SEASON, NOMINATED)

    with pytest.raises(NominationAlreadyMade) as refusal:
        ledger.decide(replace(NOMINATED, nominator=None))

    assert refusal.value.facts["index"] == ledger.ledger.index
    ledger.play(replace(NOMINATED, award="merit"))
    assert set(ledger.ledger.nominations.standing("merit")) == {"U1"}


def test_a_nomination_is_withdrawn_and_may_be_made_again() -> None:
    ledger = Scenario(*SEASON, NOMINATED)

    decision = ledger.decide(WITHDRAWN, fold=True)

    assert decision.events == (
        NominationWithdrawn(award="flag", candidate="U1", reason="Leaves it to U2."),
    )
    assert ledger.ledger.nominations.standing("flag") == {}
    with pytest.raises(NominationNotFound):
        ledger.decide(WITHDRAWN)
    assert set(ledger.play(NOMINATED).ledger.nominations.standing("flag")) == {"U1"}


def test_what_was_proposed_is_past_withdrawal() -> None:
    ledger = Scenario(*SEASON, NOMINATED)
    proposal = Proposal(award="flag", candidate="U1", status="proposed", index=7)
    ledger.ledger.awards.proposals["flag/U1"] = proposal

    with pytest.raises(NominationProposed) as refusal:
        ledger.decide(WITHDRAWN)

    assert refusal.value.facts["status"] == "proposed"


def test_registration_is_asked_only_where_the_rulebook_asks_it() -> None:
    ledger = under(registration_required=True)

    with pytest.raises(NotRegistered) as refusal:
        ledger.decide(NOMINATED)
    assert refusal.value.facts == {"member": "U1", "award": "flag", "awards": ()}

    ledger.play(replace(REGISTERED, awards=("merit",)))
    with pytest.raises(NotRegistered):
        ledger.decide(NOMINATED)

    ledger.play(REGISTERED)
    assert ledger.decide(NOMINATED).events != ()


def test_the_compact_is_asked_only_where_the_rulebook_asks_it() -> None:
    ledger = under(compact_required=True)
    with pytest.raises(CompactNotSigned):
        ledger.decide(NOMINATED)

    ledger.play(COMPACT)
    with pytest.raises(CompactNotSigned) as refusal:
        ledger.decide(NOMINATED)
    assert refusal.value.facts == {"member": "U1", "compacts": ("C1",)}

    ledger.play(SignCompact(compact="C1", member="U1"))
    assert ledger.decide(NOMINATED).events != ()


def test_registering_again_replaces_the_list_and_the_same_list_is_refused() -> None:
    ledger = Scenario(*SEASON)

    decision = ledger.decide(REGISTERED, fold=True)

    assert decision.events == (AwardRegistered(member="U1", awards=("flag", "merit")),)
    with pytest.raises(AlreadyRegistered):
        ledger.decide(replace(REGISTERED, awards=("flag", "merit")))
    ledger.play(replace(REGISTERED, awards=("merit",)))
    assert ledger.ledger.season.registrations == {"U1": ("merit",)}


@pytest.mark.parametrize(
    ("member", "awards", "refused"),
    [
        pytest.param("U1", (), FieldInvalid, id="for-nothing"),
        pytest.param("U1", ("flag", "flag"), FieldInvalid, id="twice-for-one"),
        pytest.param("U1", ("flag", "medal"), AwardUnknown, id="for-an-unknown-award"),
        pytest.param("U7", ("flag",), MemberNotFound, id="an-unknown-member"),
        pytest.param("U9", ("flag",), CandidateNotRanked, id="a-guest"),
    ],
)
def test_ranked_members_register_for_awards_of_the_rulebook(
    member: str, awards: tuple[str, ...], refused: type[Exception]
) -> None:
    ledger = Scenario(*SEASON)

    with pytest.raises(refused):
        ledger.decide(RegisterForAwards(member=member, awards=awards))


def test_a_registration_is_withdrawn_once() -> None:
    ledger = Scenario(*SEASON, REGISTERED)
    withdrawn = WithdrawRegistration(member="U1", reason="No time.")

    decision = ledger.decide(withdrawn, fold=True)

    assert decision.events == (RegistrationWithdrawn(member="U1", reason="No time."),)
    with pytest.raises(NotRegistered):
        ledger.decide(withdrawn)
    with pytest.raises(MemberNotFound):
        ledger.decide(replace(withdrawn, member="U7"))
