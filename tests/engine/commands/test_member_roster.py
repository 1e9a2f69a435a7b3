"""Members admitted and released, what their votes weigh, and who holds which office."""

from hashlib import sha256

import pytest
from msgspec.structs import replace

from engine.commands.member import (
    AdmitMember,
    ChangeWeight,
    EndOffice,
    GiveOffice,
    ReleaseMember,
)
from engine.errors.season import (
    MemberAlreadyAdmitted,
    MemberNotFound,
    OfficeAlreadyGiven,
    OfficeNotHeld,
    OfficeTaken,
    WeightUnchanged,
)
from engine.events.season import (
    MemberAdmitted,
    MemberReleased,
    MemberWeightChanged,
    OfficeEnded,
    OfficeGiven,
)
from engine.persistence.codec import encode
from tests.engine.bloc import OPENED, SEASON, unit
from tests.engine.scenario import Scenario

PERSON = AdmitMember(member="P1", kind="person", name="Trần Thị Ví Dụ", weight=2)
LEAVES = ReleaseMember(member="U1", reason="Merged into U2.")


def test_a_unit_is_named_in_the_log() -> None:
    decision = Scenario(OPENED).decide(replace(unit("U1"), weight=3, ranked=False))

    assert decision.events == (
        MemberAdmitted(member="U1", kind="unit", name="Unit U1", weight=3, ranked=False),
    )
    assert decision.privates == ()


def test_a_persons_name_stays_outside_the_log() -> None:
    decision = Scenario(OPENED).decide(PERSON)

    (event,), (private,) = decision.events, decision.privates
    assert "Trần".encode() not in encode(event)
    assert private.value == PERSON.name
    assert isinstance(event, MemberAdmitted)
    assert event.sealed is not None
    assert event.sealed.ref == private.ref
    assert event.sealed.digest == sha256(private.salt + PERSON.name.encode()).digest()
    assert "name" in AdmitMember.PERSONAL


def test_an_id_names_one_member() -> None:
    ledger = Scenario(*SEASON)

    with pytest.raises(MemberAlreadyAdmitted):
        ledger.decide(unit("U1"))


def test_who_left_may_come_back() -> None:
    ledger = Scenario(*SEASON, LEAVES)

    ledger.play(unit("U1"))

    assert ledger.ledger.roster.member("U1").index == ledger.ledger.index


def test_a_vote_weighs_otherwise_from_here_on() -> None:
    ledger = Scenario(*SEASON)

    decision = ledger.decide(ChangeWeight(member="U1", weight=4, reason="Grew."), fold=True)

    assert decision.events == (MemberWeightChanged(member="U1", was=1, weight=4, reason="Grew."),)
    assert ledger.ledger.roster.member("U1").weight == 4


def test_a_weight_changes_for_a_member_and_to_another_weight() -> None:
    ledger = Scenario(*SEASON)

    with pytest.raises(WeightUnchanged):
        ledger.decide(ChangeWeight(member="U1", weight=1, reason="Same."))
    with pytest.raises(MemberNotFound) as refusal:
        ledger.decide(ChangeWeight(member="U7", weight=2, reason="Nobody."))
    assert refusal.value.facts == {"member": "U7", "known": ("U1", "U2", "U3", "U9")}


def test_who_leaves_gives_back_every_office() -> None:
    offices = (GiveOffice(member="U1", office="teller"), GiveOffice(member="U1", office="lead"))
    ledger = Scenario(*SEASON, *offices)

    decision = ledger.decide(LEAVES, fold=True)

    assert decision.events == (
        OfficeEnded(member="U1", office="lead", reason=LEAVES.reason),
        OfficeEnded(member="U1", office="teller", reason=LEAVES.reason),
        MemberReleased(member="U1", reason=LEAVES.reason),
    )
    assert ledger.ledger.roster.offices == {}
    with pytest.raises(MemberNotFound):
        ledger.decide(LEAVES)


def test_roster_tells_voters_from_ranked_and_from_guests() -> None:
    votes_only = replace(unit("U4"), ranked=False)

    roster = Scenario(*SEASON, votes_only).ledger.roster

    assert set(roster.voters()) == {"U1", "U2", "U3", "U4"}
    assert set(roster.ranked()) == {"U1", "U2", "U3"}
    assert set(roster.current()) == {"U1", "U2", "U3", "U4", "U9"}


def test_lead_is_held_by_one_member_at_a_time() -> None:
    given = GiveOffice(member="U1", office="lead", ground="In rotation")
    ledger = Scenario(*SEASON)

    decision = ledger.decide(given, fold=True)

    assert decision.events == (OfficeGiven(member="U1", office="lead", ground="In rotation"),)
    with pytest.raises(OfficeTaken) as refusal:
        ledger.decide(replace(given, member="U2"))
    assert refusal.value.facts == {"office": "lead", "member": "U2", "holder": "U1"}
    ledger.play(EndOffice(member="U1", office="lead", reason="Stepped down."))
    assert ledger.play(replace(given, member="U2")).ledger.roster.holders("lead") == ("U2",)


def test_tellers_are_several() -> None:
    ledger = Scenario(*SEASON, GiveOffice(member="U1", office="teller"))

    ledger.play(GiveOffice(member="U2", office="teller"))

    assert ledger.ledger.roster.holders("teller") == ("U1", "U2")
    ledger.play(EndOffice(member="U1", office="teller", reason="Recused."))
    assert ledger.ledger.roster.holders("teller") == ("U2",)


def test_an_office_is_given_once_and_ended_once() -> None:
    ledger = Scenario(*SEASON, GiveOffice(member="U1", office="teller"))

    with pytest.raises(OfficeAlreadyGiven):
        ledger.decide(GiveOffice(member="U1", office="teller"))
    with pytest.raises(OfficeNotHeld) as refusal:
        ledger.decide(EndOffice(member="U2", office="teller", reason="Never was."))
    assert refusal.value.facts["holders"] == ("U1",)
    with pytest.raises(MemberNotFound):
        ledger.decide(GiveOffice(member="U7", office="teller"))
