"""Codes: one use, exchanged at once for a session. A personal one for a member in one meeting, and
one for the screen on the wall of a ledger's hall, which is nobody's.

A code is shown once, to be printed; what is kept is its digest. A new code for a member revokes
the one before and ends the session that it opened, so a lost phone is out at once; so does a new
code for the wall.
"""

from collections.abc import Callable, Iterable

import msgspec

from api.access.errors import CodeNotValid
from api.access.secret import digest_of, new_code, read_code
from api.access.sessions import Session, Sessions
from api.access.tables import Tables, one

WALL = ("", "")
"""Meeting and member of a code for the wall: no meeting and no member are called so."""


class Issued(msgspec.Struct, frozen=True, kw_only=True):
    """Where a member's newest code stands."""

    member: str
    made: int
    used: int | None
    revoked: int | None


class Codes:
    """Every code. Threads and processes may ask at will."""

    def __init__(self, tables: Tables, sessions: Sessions, clock: Callable[[], int]) -> None:
        self._tables = tables
        self._sessions = sessions
        self._clock = clock

    def issue(self, ledger: str, meeting: str, members: Iterable[str]) -> dict[str, str]:
        """A new code for each of these members, told once; codes before them are revoked."""
        codes = {member: new_code() for member in members}
        with self._tables.together():
            for member, code in codes.items():
                self._revoke(ledger, meeting, member)
                self._tables.run(
                    "INSERT INTO access_code (digest, ledger, meeting, member, made) "
                    "VALUES (?, ?, ?, ?, ?)",
                    digest_of(read_code(code)), ledger, meeting, member, self._clock(),
                )  # fmt: skip
        return codes

    def issue_wall(self, ledger: str) -> str:
        """A code for the screen of a ledger's hall, told once; the one before is revoked."""
        meeting, member = WALL
        return self.issue(ledger, meeting, [member])[member]

    def revoke_wall(self, ledger: str) -> None:
        """Revoke the code for the wall, and end the session it opened."""
        self.revoke(ledger, *WALL)

    def wall(self, ledger: str) -> Issued | None:
        """The newest code for the wall, unless it is revoked."""
        meeting, member = WALL
        found = self.issued(ledger, meeting).get(member)
        return found if found is not None and found.revoked is None else None

    def exchange(self, typed: str) -> tuple[Session, str]:
        """The session that a code opens, and its key. Refuses `CodeNotValid`.

        Two phones with one code: exactly one gets in.
        """
        digest = digest_of(read_code(typed))
        with self._tables.together():
            row = one(
                self._tables.run(
                    "UPDATE access_code SET used=? WHERE digest=? AND used IS NULL "
                    "AND revoked IS NULL RETURNING ledger, meeting, member",
                    self._clock(),
                    digest,
                )
            )
            if row is None:
                raise CodeNotValid
            session = Session(ledger=row[0], meeting=row[1] or None, member=row[2] or None)
            return session, self._sessions.begin(session, code=digest)

    def revoke(self, ledger: str, meeting: str, member: str) -> None:
        """Revoke a member's code, and end the session it opened."""
        with self._tables.together():
            self._revoke(ledger, meeting, member)

    def issued(self, ledger: str, meeting: str) -> dict[str, Issued]:
        """The newest code of each member of a meeting."""
        rows = self._tables.run(
            "SELECT member, made, used, revoked FROM access_code "
            "WHERE ledger=? AND meeting=? ORDER BY made",
            ledger,
            meeting,
        )
        return {
            member: Issued(member=member, made=made, used=used, revoked=revoked)
            for member, made, used, revoked in rows
        }

    def _revoke(self, ledger: str, meeting: str, member: str) -> None:
        ended = self._tables.run(
            "UPDATE access_code SET revoked=? WHERE ledger=? AND meeting=? AND member=? "
            "AND revoked IS NULL RETURNING digest",
            self._clock(), ledger, meeting, member,
        )  # fmt: skip
        for (digest,) in ended:
            self._tables.run("DELETE FROM access_session WHERE code=?", digest)
