"""Accounts of staff: made and closed by an administrator, signed in with a password.

An account acts in ledgers under its id, a random reference; its name stays here and, once the
account is admitted to a ledger, in that ledger's private table.
"""

import re
from collections.abc import Callable

import msgspec

from api.access.errors import (
    AccountNotFound,
    AccountTaken,
    LastAdministrator,
    SignInNameInvalid,
    SignInWrong,
)
from api.access.secret import hashed, is_password, new_id
from api.access.tables import Tables, one
from engine.values.text import check_text, shown

_SIGN_IN = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")
EXPECTED = "2 to 40 small letters, digits, points, hyphens"
_COLUMNS = "id, sign_in, name, administrator, closed"


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody of staff. `closed`: µs since the epoch, when it was."""

    id: str
    sign_in: str
    name: str
    administrator: bool
    closed: int | None


class Accounts:
    """Every account. Threads and processes may ask at will."""

    def __init__(self, tables: Tables, clock: Callable[[], int]) -> None:
        self._tables = tables
        self._clock = clock

    def open(self, sign_in: str, *, name: str, password: str, administrator: bool) -> Account:
        """Make an account. Refuses `SignInNameInvalid`, `PasswordTooShort`, `AccountTaken`, and
        a name that is not sound text.
        """
        if _SIGN_IN.fullmatch(sign_in) is None:
            raise SignInNameInvalid(sign_in=shown(sign_in), expected=EXPECTED)
        check_text(name, field="name")
        kept = hashed(password)
        with self._tables.together():
            if self._found(sign_in) is not None:
                raise AccountTaken(sign_in=sign_in)
            self._tables.run(
                "INSERT INTO access_account (id, sign_in, name, password, administrator, made) "
                "VALUES (?, ?, ?, ?, ?, ?)",
                new_id("staff"), sign_in, name, kept, int(administrator), self._clock(),
            )  # fmt: skip
        return self.named(sign_in)

    def named(self, sign_in: str) -> Account:
        """The account of this name. Refuses `AccountNotFound`."""
        found = self._found(sign_in)
        if found is None:
            known = tuple(each.sign_in for each in self.all())
            raise AccountNotFound(sign_in=shown(sign_in), known=known)
        return found

    def all(self) -> list[Account]:
        """Every account, closed ones too, by name."""
        rows = self._tables.run(f"SELECT {_COLUMNS} FROM access_account ORDER BY sign_in")  # noqa: S608
        return [_account(row) for row in rows]

    def by_id(self, account: str) -> Account | None:
        """The account with this id, unless it is closed."""
        row = one(
            self._tables.run(
                f"SELECT {_COLUMNS} FROM access_account WHERE id=? AND closed IS NULL",  # noqa: S608
                account,
            )
        )
        return None if row is None else _account(row)

    def sign_in(self, sign_in: str, password: str) -> Account:
        """The account, if this is its password. Refuses `SignInWrong`, in the same time
        whether there is such an account or not.
        """
        row = one(
            self._tables.run(
                "SELECT password FROM access_account WHERE sign_in=? AND closed IS NULL", sign_in
            )
        )
        if not is_password(password, None if row is None else row[0]):
            raise SignInWrong
        return self.named(sign_in)

    def change_password(self, sign_in: str, password: str) -> None:
        """Give the account another password; its sessions end. Refuses `AccountNotFound`,
        `PasswordTooShort`.
        """
        account = self.named(sign_in)
        kept = hashed(password)
        with self._tables.together():
            self._tables.run("UPDATE access_account SET password=? WHERE id=?", kept, account.id)
            self._tables.run("DELETE FROM access_session WHERE account=?", account.id)

    def close(self, sign_in: str) -> None:
        """Close the account at once: its sessions and tokens end. Refuses `AccountNotFound`,
        `LastAdministrator`.
        """
        account = self.named(sign_in)
        with self._tables.together():
            left = [a for a in self.all() if a.administrator and a.closed is None]
            if account.administrator and account.closed is None and len(left) == 1:
                raise LastAdministrator(sign_in=sign_in)
            now = self._clock()
            self._tables.run("UPDATE access_account SET closed=? WHERE id=?", now, account.id)
            self._tables.run("DELETE FROM access_session WHERE account=?", account.id)
            self._tables.run("UPDATE access_token SET revoked=? WHERE account=?", now, account.id)

    def has_administrator(self) -> bool:
        """Is there anybody who can let others in."""
        return bool(
            self._tables.run(
                "SELECT 1 FROM access_account WHERE administrator=1 AND closed IS NULL LIMIT 1"
            )
        )

    def _found(self, sign_in: str) -> Account | None:
        row = one(
            self._tables.run(f"SELECT {_COLUMNS} FROM access_account WHERE sign_in=?", sign_in)  # noqa: S608
        )
        return None if row is None else _account(row)


def _account(row: tuple[str, str, str, int, int | None]) -> Account:
    id_, sign_in, name, administrator, closed = row
    return Account(
        id=id_, sign_in=sign_in, name=name, administrator=bool(administrator), closed=closed
    )
