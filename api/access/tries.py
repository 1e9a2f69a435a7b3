"""How often somebody may try: a bound on guessing that a whole hall behind one address can live with.

Only wrong tries are counted, so five hundred phones that sign in at once are not slowed down. They are
counted in the tables of the doors, for all processes together and across a restart. A try at an
account counts before it is looked at, and no longer once it was right: many at once are no more than
as many one after the other. Kept are digests, as somebody may type a password where the name belongs.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import msgspec

from api.access.errors import CodeNotValid, SignInWrong, TooManyTries
from api.access.secret import digest_of, new_id
from api.access.sessions import SECOND
from api.access.tables import Tables


class Bound(msgspec.Struct, frozen=True, kw_only=True):
    """At most so many wrong tries within so long, µs."""

    amount: int
    lasts: int


OF_ACCOUNT = Bound(amount=8, lasts=300 * SECOND)
"""Eight wrong passwords for one account in five minutes."""
OF_ADDRESS = Bound(amount=60, lasts=60 * SECOND)
"""Sixty wrong codes or passwords from one address in a minute."""


class Tries:
    """Wrong tries of late. Threads and processes may ask at will."""

    def __init__(self, tables: Tables, clock: Callable[[], int]) -> None:
        self._tables = tables
        self._clock = clock

    @contextmanager
    def one(self, *, address: str, account: str | None = None) -> Iterator[None]:
        """One try, looked at inside: it counts if it ends with `SignInWrong` or `CodeNotValid`.

        Refuses `TooManyTries` before it is looked at.
        """
        of_address = digest_of(f"address {address}")
        self._check(OF_ADDRESS, of_address)
        with self._of_account(account):
            try:
                yield
            except (SignInWrong, CodeNotValid):
                self._count(of_address)
                raise

    @contextmanager
    def _of_account(self, account: str | None) -> Iterator[None]:
        if account is None:
            yield
            return
        key = digest_of(f"account {account}")
        self._check(OF_ACCOUNT, key)
        mine = self._count(key)
        try:
            self._check(OF_ACCOUNT, key, beside=mine)  # those that came at the same moment
            yield
        except SignInWrong:
            raise
        except BaseException:
            self._take_back(mine)
            raise
        self._take_back(mine)

    def _check(self, bound: Bound, key: str, *, beside: str = "") -> None:
        # A clock that was set back leaves tries that are yet to come; they bind for no longer.
        now = self._clock()
        rows = self._tables.run(
            "SELECT at FROM access_try WHERE key=? AND at>? AND at<? AND id<>? "
            "ORDER BY at DESC LIMIT ?",
            key, now - bound.lasts, now + bound.lasts, beside, bound.amount,
        )  # fmt: skip
        if len(rows) == bound.amount:
            oldest: int = rows[-1][0]
            raise TooManyTries(seconds=max(1, -((now - oldest - bound.lasts) // SECOND)))

    def _count(self, key: str) -> str:
        id_, now = new_id("try"), self._clock()
        longest = max(OF_ACCOUNT.lasts, OF_ADDRESS.lasts)
        self._tables.note("DELETE FROM access_try WHERE at<?", now - longest)
        self._tables.note("INSERT INTO access_try (id, key, at) VALUES (?, ?, ?)", id_, key, now)
        return id_

    def _take_back(self, id_: str) -> None:
        self._tables.note("DELETE FROM access_try WHERE id=?", id_)
