"""Staff is admitted with roles and dismissed; two persons where the rulebook asks for two."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from engine.commands.actor import AdmitActor, DismissActor
from engine.commands.base import Command
from engine.commands.poll import ClosePoll
from engine.commands.rulebook import AmendRulebook
from engine.commands.submit import Submitter
from engine.errors.actor import (
    ActorAlreadyAdmitted,
    ActorIsMember,
    ActorNotFound,
    RolesInvalid,
    SecondPersonNeeded,
)
from engine.events.actor import ActorAdmitted, ActorDismissed
from engine.persistence.codec import encode, open_envelope
from engine.persistence.sqlite_store import SQLiteStore
from tests.engine.bloc import OPENED, unit
from tests.engine.meeting_room import RULES, SITTING, opening
from tests.engine.scenario import LEDGER, NOON, Scenario

BAY = AdmitActor(actor="staff-1", name="Phạm Thị Bảy", roles=("teller", "secretary"))
TWO = replace(RULES, two_persons=("open-poll", "close-poll"))


def test_an_actor_is_admitted_with_roles_and_its_name_stays_outside_the_log() -> None:
    decision = Scenario(OPENED).decide(BAY)

    (event,), (private,) = decision.events, decision.privates
    assert isinstance(event, ActorAdmitted)
    assert (event.actor, event.roles) == ("staff-1", ("secretary", "teller"))
    assert private.value == BAY.name
    assert "Phạm".encode() not in encode(event)


def test_admitting_again_gives_other_roles_in_place_of_the_first() -> None:
    told = Scenario(OPENED, BAY)

    told.play(replace(BAY, roles=("auditor",)))

    assert told.ledger.actors.roles_of("staff-1") == ("auditor",)


def test_a_dismissed_actor_has_no_role_left() -> None:
    told = Scenario(OPENED, BAY)

    told.play(DismissActor(actor="staff-1", reason="Moved on"))

    assert told.events[-1] == ActorDismissed(actor="staff-1", reason="Moved on")
    assert told.ledger.actors.roles_of("staff-1") == ()


@pytest.mark.parametrize(
    ("command", "refusal"),
    [
        pytest.param(replace(BAY, name="B"), ActorAlreadyAdmitted, id="same-roles"),
        pytest.param(replace(BAY, roles=()), RolesInvalid, id="no-role"),
        pytest.param(replace(BAY, roles=("chair", "chair")), RolesInvalid, id="role-twice"),
        pytest.param(replace(BAY, actor="U1"), ActorIsMember, id="a-members-id"),
        pytest.param(DismissActor(actor="staff-9", reason="x"), ActorNotFound, id="unknown"),
    ],
)
def test_who_may_not_be_admitted_or_dismissed(command: Command, refusal: type[Exception]) -> None:
    told = Scenario(OPENED, unit("U1"), BAY)

    with pytest.raises(refusal):
        told.decide(command)


@pytest.fixture
def submitter(tmp_path: Path) -> Iterator[Submitter]:
    store = SQLiteStore(tmp_path)
    opened = Submitter(store, clock=lambda: NOON, entropy=bytes)
    for number, command in enumerate(SITTING):
        opened.submit(LEDGER, command, key=f"given-{number}").result(timeout=60)
    yield opened
    opened.close()
    store.close()


def test_one_person_alone_may_not_do_what_the_rulebook_asks_two_for(submitter: Submitter) -> None:
    amended = AmendRulebook(rulebook=TWO, reason="Two persons")
    submitter.submit(LEDGER, amended, key="amend", by="ada").result(timeout=60)

    def opened(key: str, second: str | None) -> int:
        found = submitter.submit(LEDGER, opening("line"), key=key, by="ada", second=second)
        return found.result(timeout=60).first

    for key, second in (("alone", None), ("self", "ada")):
        with pytest.raises(SecondPersonNeeded):
            opened(key, second)
    index = opened("both", "bob")
    (row,) = submitter.store.read(LEDGER, after=index - 1, limit=1)
    assert open_envelope(row).second == "bob"
    with pytest.raises(SecondPersonNeeded):
        submitter.submit(LEDGER, ClosePoll(poll="p"), key="c", by="ada").result(timeout=60)


def test_before_a_rulebook_and_without_the_rule_one_person_is_enough(submitter: Submitter) -> None:
    verdict = submitter.submit(LEDGER, opening("line"), key="open", by="ada").result(timeout=60)

    assert verdict.count == 1
