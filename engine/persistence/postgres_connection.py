"""A connection whose commit is waited for so long and no longer, and believed only without a warning.

Where commits wait for a synchronous standby and it is gone, PostgreSQL waits for ever, with the
ledger's lock in its hand. Told to stop, by a time limit or an operator, it does not undo the
commit: it says "committed" and, beside that, warns that the standby may not have it. So a commit
with a warning is not an acknowledgement, and nothing is cancelled from here: the connection is given
up, the server goes on waiting, and nobody sees what was committed before the standby has it.

Reference: PostgreSQL 18, chapter 26.2.8 "Synchronous Replication", `SyncRepWaitForLSN`.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from time import monotonic
from typing import Any

from psycopg import Connection, OperationalError
from psycopg.abc import PQGen
from psycopg.errors import Diagnostic

LOCK_SECONDS = 10
"""How long one waits for a lock: of a ledger that another process has, or a commit that waits."""
COMMIT_SECONDS = 10.0
"""How long one waits for the word that a commit is durable."""
_LOOK_SECONDS = 0.1


class BoundedConnection(Connection[dict[str, Any]]):
    """See above. `commits` begins the wait; `settled` or `given_up` ends it."""

    ends_at: float | None = None
    warning: str | None = None

    @contextmanager
    def in_time(self) -> Iterator[None]:
        """What is committed inside is durable in time, or it fails."""
        self.commits()
        try:
            yield
        except OperationalError as error:
            raise OperationalError(self.given_up() or str(error)) from error
        finally:
            self.ends_at = None
        if (doubt := self.settled()) is not None:
            raise OperationalError(doubt)

    def bound(self) -> None:
        """Let the server give up waiting for locks, and listen to what it warns of."""
        self.add_notice_handler(self._noticed)
        self.execute(f"SET lock_timeout='{LOCK_SECONDS:g}s'")

    def commits(self) -> None:
        """The commit comes next."""
        self.warning = None
        self.ends_at = monotonic() + COMMIT_SECONDS

    def settled(self) -> str | None:
        """The server says that it has committed: what it warned of beside that, if anything."""
        self.ends_at = None
        return self.warning

    def given_up(self) -> str | None:
        """It failed: the reason, if that is that time was up."""
        ends_at, self.ends_at = self.ends_at, None
        if ends_at is None or monotonic() < ends_at:
            return None
        return f"no word of the commit within {COMMIT_SECONDS:g} s"

    def wait(
        self, gen: PQGen[Any], interval: float = _LOOK_SECONDS, timeout: float | None = None
    ) -> Any:
        """Wait for the server's answer, as long as there is time; then give the connection up."""
        if self.ends_at is None:
            return super().wait(gen, interval, timeout)
        try:
            return super().wait(gen, interval, max(0.0, self.ends_at - monotonic()))
        except OperationalError:
            if monotonic() >= self.ends_at:
                self.pgconn.finish()
                with suppress(OperationalError):
                    gen.close()
            raise

    def _noticed(self, told: Diagnostic) -> None:
        if told.severity_nonlocalized == "WARNING":
            self.warning = told.message_primary
