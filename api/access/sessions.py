"""Sessions: opaque keys in cookies, kept as digests, ended at once by whoever may.

A session of staff ends two hours after it was last used and twelve hours after it began; a
delegate's and a wall's last for one meeting day. API tokens are sessions that a person made for a program.
"""

from collections.abc import Callable

import msgspec

from api.access.errors import TokenNotValid
from api.access.secret import digest_of, new_id, new_key
from api.access.tables import Tables, one

SECOND = 1_000_000
HOUR = 3_600 * SECOND
STAFF_IDLE = 2 * HOUR
STAFF_LASTS = 12 * HOUR
DELEGATE_LASTS = 18 * HOUR
NOTED_EVERY = 60 * SECOND
"""How precisely it is kept when a session was last used: not every request writes."""


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """Whose session: an account's, or a member's in one meeting of one ledger; without either, that
    of the screen on the wall of a ledger's hall.
    """

    account: str | None = None
    ledger: str | None = None
    member: str | None = None
    meeting: str | None = None


class Sessions:
    """Every session and token. Threads and processes may ask at will."""

    def __init__(self, tables: Tables, clock: Callable[[], int]) -> None:
        self._tables = tables
        self._clock = clock

    def begin(self, session: Session, *, code: str | None = None) -> str:
        """Begin a session; the key that goes into the cookie. `code`: digest of what opened it."""
        key, now = new_key(), self._clock()
        lasts = DELEGATE_LASTS if session.account is None else STAFF_LASTS
        self._tables.run("DELETE FROM access_session WHERE ends < ?", now)
        self._tables.run(
            "INSERT INTO access_session "
            "(digest, account, ledger, member, meeting, code, made, used, ends) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            digest_of(key), session.account, session.ledger, session.member, session.meeting,
            code, now, now, now + lasts,
        )  # fmt: skip
        return key

    def of(self, key: str, *, uses: bool = True) -> Session | None:
        """The session behind a key, if it still goes on. `uses`: asking is a use of it."""
        digest, now = digest_of(key), self._clock()
        row = one(
            self._tables.run(
                "SELECT account, ledger, member, meeting, used, ends FROM access_session "
                "WHERE digest=?",
                digest,
            )
        )
        if row is None:
            return None
        account, ledger, member, meeting, used, ends = row
        if now > ends or (account is not None and now > used + STAFF_IDLE):
            self._tables.note("DELETE FROM access_session WHERE digest=?", digest)
            return None
        if uses and now > used + NOTED_EVERY:
            self._tables.note("UPDATE access_session SET used=? WHERE digest=?", now, digest)
        return Session(account=account, ledger=ledger, member=member, meeting=meeting)

    def end(self, key: str) -> None:
        """End one session."""
        self._tables.run("DELETE FROM access_session WHERE digest=?", digest_of(key))

    def make_token(self, account: str, *, label: str, scope: str) -> tuple[str, str]:
        """A token for a program that acts as this account: its id, and the secret, told once."""
        id_, key = new_id("token"), new_key()
        self._tables.run(
            "INSERT INTO access_token (digest, id, account, label, scope, made) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            digest_of(key), id_, account, label, scope, self._clock(),
        )  # fmt: skip
        return id_, key

    def token(self, key: str) -> tuple[str, str]:
        """The account and the scope of a token. Refuses `TokenNotValid`."""
        row = one(
            self._tables.run(
                "SELECT account, scope FROM access_token WHERE digest=? AND revoked IS NULL",
                digest_of(key),
            )
        )
        if row is None:
            raise TokenNotValid
        return row[0], row[1]

    def tokens(self) -> list[tuple[str, str, str, str, int | None]]:
        """Every token: id, account, label, scope, and when it was revoked."""
        rows = self._tables.run(
            "SELECT id, account, label, scope, revoked FROM access_token ORDER BY made"
        )
        return [(row[0], row[1], row[2], row[3], row[4]) for row in rows]

    def revoke_token(self, id_: str) -> bool:
        """Revoke a token at once; False where there is none to revoke."""
        found = self._tables.run(
            "UPDATE access_token SET revoked=? WHERE id=? AND revoked IS NULL RETURNING id",
            self._clock(),
            id_,
        )
        return bool(found)
