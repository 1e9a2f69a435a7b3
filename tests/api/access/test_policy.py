"""The one table: every command is in it, what is not in it nobody may, and who may what."""

from collections.abc import Callable
from typing import get_args
from uuid import UUID, uuid4

import pytest
from msgspec.structs import replace

from api.access.errors import NotAllowed, SignInNeeded
from api.access.own import check_own
from api.access.policy import COMMANDS, READERS, Role, may_give
from api.access.who import EVERYBODY, NOBODY, Who
from engine.aggregates.ledger import Ledger
from engine.commands.actor import AdmitActor
from engine.commands.ballot import CastBallot, RaiseObjection
from engine.commands.poll import ClosePoll
from engine.commands.registry import COMMANDS as KNOWN
from engine.rules.ballots import Opinions
from tests.engine.meeting_room import opening, sitting
from tests.engine.scenario import Scenario

LEDGER = UUID(int=1)
STAFF = ("secretary", "chair", "teller", "auditor")


def holding(role: Role) -> tuple[Who, Scenario]:
    """Somebody with this role alone, and the ledger where they hold it."""
    told = sitting(opening("line"))
    if role in STAFF:
        told.play(AdmitActor(actor="staff-1", name="Lan", roles=(role,)))  # type: ignore[arg-type]  # one of staff
    if role == "public":
        return NOBODY, told
    if role == "delegate":
        return Who(id="U1", member="U1", meeting="m", ledger=LEDGER), told
    if role == "wall":
        return Who(id="wall", wall=True, ledger=LEDGER), told
    return Who(id="staff-1", account="staff-1", administrator=role == "administrator"), told


def test_every_command_is_in_the_table_and_nothing_else() -> None:
    assert set(COMMANDS) == set(KNOWN)
    assert all(COMMANDS.values())
    assert may_give("no-such-command") == frozenset()


def test_nobody_and_no_auditor_may_change_anything() -> None:
    assert not [name for name, roles in COMMANDS.items() if roles & {"public", "auditor"}]


@pytest.mark.parametrize("role", get_args(Role))
@pytest.mark.parametrize("command", sorted(KNOWN))
def test_each_role_gives_the_commands_of_the_table_and_no_other(role: Role, command: str) -> None:
    who, told = holding(role)

    if role in COMMANDS[command]:
        who.check_may_give(command, LEDGER, told.ledger)
        return
    refusal = SignInNeeded if role in ("public", "wall") else NotAllowed
    with pytest.raises(refusal):
        who.check_may_give(command, LEDGER, told.ledger)


@pytest.mark.parametrize("role", get_args(Role))
@pytest.mark.parametrize("disclosure", sorted(READERS))
def test_each_role_reads_what_the_disclosure_allows(role: Role, disclosure: str) -> None:
    who, told = holding(role)
    opened = told.ledger.season.opened
    assert opened is not None
    told.ledger.season.opened = replace(opened, disclosure=disclosure)

    assert who.may_read(LEDGER, told.ledger) == (
        role in READERS[disclosure] or disclosure == "public"  # type: ignore[index]  # one of them
    )


@pytest.mark.parametrize("role", get_args(Role))
@pytest.mark.parametrize("disclosure", sorted(READERS))
def test_a_screen_sees_the_wall_and_a_delegate_may_follow_where_it_may_not_read(
    role: Role, disclosure: str
) -> None:
    who, told = holding(role)
    opened = told.ledger.season.opened
    assert opened is not None
    told.ledger.season.opened = replace(opened, disclosure=disclosure)

    def allowed(check: Callable[[UUID, Ledger], None]) -> bool:
        try:
            check(LEDGER, told.ledger)
        except (NotAllowed, SignInNeeded):
            return False
        return True

    reads = who.may_read(LEDGER, told.ledger)
    assert allowed(who.check_may_watch) == (reads or role == "wall")
    assert allowed(who.check_may_follow) == (reads or role in ("wall", "delegate"))


def test_a_role_in_one_ledger_is_none_in_another() -> None:
    delegate, told = holding("delegate")
    secretary, _ = holding("secretary")

    with pytest.raises(NotAllowed):
        delegate.check_may_give("cast-ballot", uuid4(), told.ledger)
    with pytest.raises(NotAllowed):
        secretary.check_may_give("open-poll", LEDGER, Scenario().ledger)


def test_a_token_that_reads_gives_no_command() -> None:
    who, told = holding("secretary")
    reader = Who(id=who.id, account=who.account, writes=False)

    with pytest.raises(NotAllowed):
        reader.check_may_give("open-poll", LEDGER, told.ledger)
    assert reader.may_read(LEDGER, told.ledger)


def test_before_there_is_an_administrator_everybody_may_everything() -> None:
    told = sitting(opening("line"))

    for command in KNOWN:
        EVERYBODY.check_may_give(command, LEDGER, told.ledger)
    EVERYBODY.check_administrator("list")
    check_own(EVERYBODY, CastBallot(poll="p", member="U2", ballot=YES), told.ledger)


YES = Opinions((("it", "for"),))


@pytest.mark.parametrize(
    ("member", "holder", "allowed"),
    [
        pytest.param("U1", None, True, id="own"),
        pytest.param("U2", "U1", True, id="mandate"),
        pytest.param("U2", None, False, id="another"),
        pytest.param("U1", "U2", False, id="own-by-another"),
        pytest.param("U2", "U3", False, id="of-two-others"),
    ],
)
def test_a_delegate_votes_for_itself_and_for_whom_it_holds_a_mandate(
    member: str, holder: str | None, allowed: bool
) -> None:
    delegate, told = holding("delegate")

    for command in (
        CastBallot(poll="p", member=member, holder=holder, ballot=YES),
        RaiseObjection(poll="p", member=member, holder=holder),
    ):
        if allowed:
            check_own(delegate, command, None)
        else:
            with pytest.raises(NotAllowed):
                check_own(delegate, command, told.ledger)


def test_no_staff_votes_for_a_member_in_an_electronic_poll() -> None:
    secretary, told = holding("secretary")
    ballot = CastBallot(poll="p", member="U1", ballot=YES)

    with pytest.raises(NotAllowed):
        check_own(secretary, ballot, told.ledger)
    roll_call = sitting(opening("roll", method="roll-call"))
    check_own(secretary, ballot, roll_call.ledger)
    check_own(secretary, ClosePoll(poll="p"), told.ledger)
