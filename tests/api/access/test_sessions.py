"""Sessions and personal codes: one use, one holder, ended at once; on both databases."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from api.access.doorkeeper import Doorkeeper
from api.access.errors import CodeNotValid, TokenNotValid
from api.access.sessions import Session
from tests.api.access.conftest import Clock

STAFF = Session(account="staff-1")
HOUR = 3_600


def test_a_session_goes_on_while_it_is_used_but_no_longer_than_a_day_of_work(
    doors: Doorkeeper, clock: Clock
) -> None:
    key = doors.sessions.begin(STAFF)

    for _ in range(11):
        clock.turn(seconds=HOUR)
        assert doors.sessions.of(key) == STAFF
    clock.turn(seconds=HOUR + 1)

    assert doors.sessions.of(key) is None


def test_a_session_that_nobody_uses_ends(doors: Doorkeeper, clock: Clock) -> None:
    key = doors.sessions.begin(STAFF)

    clock.turn(seconds=2 * HOUR + 1)

    assert doors.sessions.of(key) is None


def test_a_session_is_ended_by_its_holder(doors: Doorkeeper) -> None:
    key, other = doors.sessions.begin(STAFF), doors.sessions.begin(STAFF)

    doors.sessions.end(key)

    assert (doors.sessions.of(key), doors.sessions.of(other)) == (None, STAFF)
    assert doors.sessions.of("guessed") is None


def test_a_code_opens_one_session_for_its_member(doors: Doorkeeper) -> None:
    code = doors.codes.issue("ledger", "m", ["U1", "U2"])["U1"]

    session, key = doors.codes.exchange(code.lower())

    assert session == Session(ledger="ledger", meeting="m", member="U1")
    assert doors.sessions.of(key) == session
    with pytest.raises(CodeNotValid):
        doors.codes.exchange(code)
    assert doors.codes.issued("ledger", "m")["U1"].used is not None
    assert doors.codes.issued("ledger", "m")["U2"].used is None


def test_two_phones_with_one_code_and_one_gets_in(doors: Doorkeeper) -> None:
    code = doors.codes.issue("ledger", "m", ["U1"])["U1"]

    def tried(_: int) -> bool:
        try:
            doors.codes.exchange(code)
        except CodeNotValid:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(tried, range(16))) == 1


@pytest.mark.parametrize("again", ["issue", "revoke"])
def test_a_lost_phone_is_out_as_soon_as_its_code_is_replaced(doors: Doorkeeper, again: str) -> None:
    code = doors.codes.issue("ledger", "m", ["U1"])["U1"]
    unused = doors.codes.issue("ledger", "other", ["U1"])["U1"]
    _, key = doors.codes.exchange(code)

    if again == "issue":
        doors.codes.issue("ledger", "m", ["U1"])
    else:
        doors.codes.revoke("ledger", "m", "U1")

    assert doors.sessions.of(key) is None
    assert doors.codes.exchange(unused)


@pytest.mark.parametrize("typed", ["", "ABCD", "ABCD-EFGH-JKLM-NPQR-STUV-WXYZ", "'; --"])
def test_what_is_no_code_opens_nothing(doors: Doorkeeper, typed: str) -> None:
    doors.codes.issue("ledger", "m", ["U1"])

    with pytest.raises(CodeNotValid):
        doors.codes.exchange(typed)


def test_a_token_acts_until_it_is_revoked(doors: Doorkeeper) -> None:
    id_, secret = doors.sessions.make_token("staff-1", label="Export", scope="read")

    assert doors.sessions.token(secret) == ("staff-1", "read")
    assert doors.sessions.revoke_token(id_)
    assert not doors.sessions.revoke_token(id_)
    with pytest.raises(TokenNotValid):
        doors.sessions.token(secret)
