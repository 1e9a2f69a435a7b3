"""A streaming standby of the tests' PostgreSQL: copied with `pg_basebackup`, then started.

It runs as the user who owns the primary's files, on a Unix socket in a folder of its own.
"""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg.conninfo import conninfo_to_dict

PATIENCE_SECONDS = 60


class Standby:
    """A running standby. `address` names the same database as the primary's address,
    `empty_address` one without our tables."""

    def __init__(self, primary: str, folder: Path) -> None:
        facts = conninfo_to_dict(primary)
        with psycopg.connect(primary) as connection:
            programs, data = _asked(connection)
        self.primary = primary
        self._programs = programs
        self._user = data.stat().st_uid if os.geteuid() == 0 else None
        self._data = folder / "data"
        if self._user is not None:
            os.chown(folder, self._user, -1)
        socket = f"host={facts['host']} user={facts['user']}"
        self._run(
            "pg_basebackup", "-D", self._data, "-d", socket, "-R", "-c", "fast", "-X", "stream"
        )
        options = f"-h '' -k {folder}"
        self._run(
            "pg_ctl", "-w", "-s", "-D", self._data, "-o", options, "-l", folder / "log", "start"
        )
        place = f"host={quote(str(folder), safe='')}"
        self.address = f"postgresql://{facts['user']}@/{facts['dbname']}?{place}"
        self.empty_address = f"postgresql://{facts['user']}@/postgres?{place}"

    def catch_up(self) -> None:
        """Wait until it has replayed what the primary has written by now."""
        with psycopg.connect(self.primary) as primary, psycopg.connect(self.address) as standby:
            written = primary.execute("SELECT pg_current_wal_lsn()").fetchone()
            end = time.monotonic() + PATIENCE_SECONDS
            while time.monotonic() < end:
                asked = "SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn"
                if standby.execute(asked, written).fetchone() == (True,):
                    return
                time.sleep(0.01)
            raise AssertionError("the standby does not catch up")

    def promote(self) -> None:
        """Make it a primary of its own."""
        self._run("pg_ctl", "-w", "-s", "-D", self._data, "promote")

    def stop(self) -> None:
        """Stop it at once."""
        self._run("pg_ctl", "-w", "-s", "-D", self._data, "-m", "immediate", "stop")

    def _run(self, program: str, *arguments: str | Path) -> None:
        # pg_ctl leaves a server behind that would hold a pipe open for ever.
        subprocess.run(
            [self._programs / program, *arguments],
            check=True,
            user=self._user,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            timeout=PATIENCE_SECONDS,
        )


def _asked(connection: "psycopg.Connection[tuple[str, str]]") -> tuple[Path, Path]:
    """Where the server's programs and its data are."""
    found = connection.execute(
        "SELECT setting, current_setting('data_directory') FROM pg_config WHERE name='BINDIR'"
    ).fetchone()
    assert found is not None
    return Path(found[0]), Path(found[1])


@contextmanager
def standby_of(primary: str) -> Iterator[Standby]:
    """A standby that is stopped and deleted at the end."""
    folder = Path(tempfile.mkdtemp(prefix="suyton-standby-"))
    try:
        standby = Standby(primary, folder)
        try:
            yield standby
        finally:
            standby.stop()
    finally:
        shutil.rmtree(folder)
