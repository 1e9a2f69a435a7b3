"""`suyton account`: making accounts, letting them act, tokens; and what opening a server needs."""

import io
import json
from pathlib import Path
from unittest import mock

import pytest

from api.access.doorkeeper import open_doorkeeper
from api.access.errors import SignInWrong
from api.house import House, now_micros
from tests.api.cli.running import Ran, run
from tests.engine.bloc import OPENED

PASSWORD = "một câu dài dễ nhớ"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    with House(tmp_path) as house:
        house.open_ledger(OPENED, key="open")
    return tmp_path


def account(*words: str, data: Path, password: str | None = None, language: str = "en") -> Ran:
    if password is None:
        return run("account", *words, data=data, language=language)
    with mock.patch("sys.stdin", io.StringIO(f"{password}\n")):
        return run("account", *words, "--password-stdin", data=data, language=language)


def add(data: Path, sign_in: str = "lan", *options: str, password: str = PASSWORD) -> Ran:
    return account(
        "add", sign_in, "--name", "Nguyễn Thị Lan", *options, data=data, password=password
    )


def listed(data: Path) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = json.loads(account("list", "--json", data=data).out)
    return rows


def test_an_account_is_made_listed_and_closed(store: Path) -> None:
    made = add(store)
    closed = account("close", "lan", data=store)

    assert (made.code, closed.code) == (0, 0)
    (row,) = listed(store)
    assert (row["sign_in"], row["name"], row["closed"]) == ("lan", "Nguyễn Thị Lan", True)
    assert "Nguyễn Thị Lan" in account("list", data=store).out


@pytest.mark.parametrize(
    ("words", "code"),
    [
        pytest.param(("add", "Lan!", "--name", "Lan"), "sign-in-name-invalid", id="name"),
        pytest.param(("add", "lan", "--name", "Lan"), "account-taken", id="taken"),
        pytest.param(("password", "nobody"), "account-not-found", id="unknown"),
    ],
)
def test_what_is_refused_is_one_sentence_and_code_2(
    store: Path, words: tuple[str, ...], code: str
) -> None:
    add(store)

    ran = account(*words, data=store, password=PASSWORD, language="vi")

    assert ran.code == 2
    assert "Traceback" not in ran.err
    assert ran.err.strip()
    assert code not in ran.err


def test_a_short_password_is_refused_before_anything_is_kept(store: Path) -> None:
    ran = add(store, password="short")

    assert (ran.code, listed(store)) == (2, [])
    assert "12" in ran.err


def test_an_account_is_admitted_to_a_ledger_on_record(store: Path) -> None:
    add(store)

    admitted = account(
        "admit", OPENED.slug, "lan", "--role", "secretary", "--role", "teller", data=store
    )
    wrong = account("admit", OPENED.slug, "lan", "--role", "king", data=store)
    dismissed = account("dismiss", OPENED.slug, "lan", "--reason", "Chuyển công tác", data=store)

    assert (admitted.code, wrong.code, dismissed.code) == (0, 2, 0)
    assert "secretary, teller" in admitted.out
    told = run("timeline", OPENED.slug, data=store).out
    assert "may act as" in told
    assert "acts no more" in told


def test_a_token_is_shown_once_and_revoked(store: Path) -> None:
    add(store)

    told = account("token", "lan", "--label", "Export", data=store).out.split()

    doors = open_doorkeeper(str(store), clock=now_micros)
    assert doors.sessions.token(told[-1])[1] == "read"
    id_ = doors.sessions.tokens()[0][0]
    assert account("revoke", id_, data=store).code == 0
    assert account("revoke", id_, data=store).code == 2
    doors.close()


def test_another_password_lets_the_first_one_in_no_more(store: Path) -> None:
    add(store)

    account("password", "lan", data=store, password="another long password")

    doors = open_doorkeeper(str(store), clock=now_micros)
    assert doors.accounts.sign_in("lan", "another long password").sign_in == "lan"
    with pytest.raises(SignInWrong):
        doors.accounts.sign_in("lan", PASSWORD)
    doors.close()


@pytest.mark.parametrize("words", [("--host", "0.0.0.0"), ("--name", "hall.example")])
def test_no_server_is_opened_to_a_network_before_an_administrator_exists(
    store: Path, words: tuple[str, ...]
) -> None:
    ran = run("serve", "--port", "0", *words, data=store)

    assert ran.code == 2
    assert "suyton account add" in ran.err
