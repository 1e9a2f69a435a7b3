"""Accounts of staff: made, signed in, closed; on both databases."""

import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from api.access.accounts import Account
from api.access.doorkeeper import Doorkeeper
from api.access.errors import (
    AccountNotFound,
    AccountTaken,
    LastAdministrator,
    PasswordTooShort,
    SignInNameInvalid,
    SignInWrong,
)
from api.access.secret import new_code, read_code
from api.access.sessions import Session
from api.access.tables import FILE_NAME
from engine.errors.values import TextNotNormalised
from tests.api.access.conftest import PASSWORD


def made(doors: Doorkeeper, sign_in: str = "lan", *, administrator: bool = False) -> Account:
    return doors.accounts.open(
        sign_in, name="Nguyễn Thị Lan", password=PASSWORD, administrator=administrator
    )


def test_an_account_signs_in_with_its_password_alone(doors: Doorkeeper) -> None:
    account = made(doors)

    assert doors.accounts.sign_in("lan", PASSWORD) == account
    for name, password in (("lan", "another password"), ("nobody", PASSWORD), ("lan", "")):
        with pytest.raises(SignInWrong):
            doors.accounts.sign_in(name, password)


def test_the_password_is_nowhere_in_the_files(doors: Doorkeeper, tmp_path: Path) -> None:
    made(doors)
    key = doors.sessions.begin(Session(account="staff-1"))

    kept = b"".join(path.read_bytes() for path in tmp_path.glob(f"{FILE_NAME}*"))

    assert PASSWORD.encode() not in kept
    assert key.encode() not in kept


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        pytest.param({"sign_in": "Lan"}, SignInNameInvalid, id="capital"),
        pytest.param({"sign_in": "l"}, SignInNameInvalid, id="short"),
        pytest.param({"sign_in": "l" * 41}, SignInNameInvalid, id="long"),
        pytest.param({"sign_in": "../lan"}, SignInNameInvalid, id="path"),
        pytest.param({"password": "short"}, PasswordTooShort, id="short-password"),
        pytest.param({"sign_in": "lan"}, AccountTaken, id="taken"),
        pytest.param({"name": unicodedata.normalize("NFD", "Đỗ")}, TextNotNormalised, id="nfd"),
    ],
)
def test_what_makes_no_account(
    doors: Doorkeeper, change: dict[str, str], refusal: type[Exception]
) -> None:
    made(doors)
    told = {"sign_in": "hoa", "name": "Hoa", "password": PASSWORD, **change}

    with pytest.raises(refusal):
        doors.accounts.open(told.pop("sign_in"), administrator=False, **told)
    assert [each.sign_in for each in doors.accounts.all()] == ["lan"]


def test_a_closed_account_is_out_at_once(doors: Doorkeeper) -> None:
    account = made(doors)
    key = doors.sessions.begin(Session(account=account.id))
    _, token = doors.sessions.make_token(account.id, label="Export", scope="read")

    doors.accounts.close("lan")

    assert doors.accounts.by_id(account.id) is None
    assert doors.sessions.of(key) is None
    assert [revoked is None for *_, revoked in doors.sessions.tokens()] == [False]
    assert token
    with pytest.raises(SignInWrong):
        doors.accounts.sign_in("lan", PASSWORD)


def test_another_password_ends_every_session(doors: Doorkeeper) -> None:
    account = made(doors)
    key = doors.sessions.begin(Session(account=account.id))

    doors.accounts.change_password("lan", "another good password")

    assert doors.sessions.of(key) is None
    assert doors.accounts.sign_in("lan", "another good password") == account


def test_one_administrator_stays(doors: Doorkeeper) -> None:
    made(doors, "lan", administrator=True)
    with pytest.raises(LastAdministrator):
        doors.accounts.close("lan")

    made(doors, "hoa", administrator=True)
    doors.accounts.close("lan")

    assert doors.accounts.has_administrator()
    with pytest.raises(AccountNotFound):
        doors.accounts.close("nobody")


def test_every_process_sees_the_same_accounts(open_doors: Callable[[], Doorkeeper]) -> None:
    first, second = open_doors(), open_doors()

    account = made(first, administrator=True)

    assert second.accounts.named("lan") == account
    assert second.is_locked


def test_a_code_is_read_as_people_type_it() -> None:
    code = new_code()

    assert read_code(f"  {code.lower().replace('-', ' ')} ") == code.replace("-", "")
