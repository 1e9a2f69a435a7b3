"""Where a measurement happens: a temporary folder, or databases of a PostgreSQL server that are
made for it and dropped after it; and the bare database beside ours, for the baselines.
"""

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

from api.bench.hall import folder
from engine.persistence.codec import Row as Stored


class Bare(Protocol):
    """One table of rows without a program around it, as durable as ours."""

    def insert(self, rows: Sequence[Stored]) -> None:
        """Store all of them with one `executemany` and one commit."""

    def select(self) -> int:
        """Fetch all of them; how many they are."""


class Place(Protocol):
    """Where our store, the stock library's and a bare table are."""

    address: str

    def stock(self) -> dict[str, str]:
        """The stock library's settings for a store of its own."""

    def bare(self) -> Any:
        """A context with an empty bare table."""


@contextmanager
def place_of(data: str = "") -> Iterator[Place]:
    """A place that is gone afterwards: without an address SQLite in a temporary folder."""
    if data:
        with _databases(data) as place:
            yield place
    else:
        with folder() as path:
            yield _Folder(path)


class _Folder:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.address = str(path / "ours")

    def stock(self) -> dict[str, str]:
        return {
            "PERSISTENCE_MODULE": "eventsourcing.sqlite",
            "SQLITE_DBNAME": str(self.path / "stock.sqlite"),
        }

    @contextmanager
    def bare(self) -> Iterator[Bare]:
        path = self.path / f"bare-{uuid4().hex}.sqlite"
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute(
                "CREATE TABLE event (idx INTEGER PRIMARY KEY, stream BLOB, version INTEGER, "
                "topic TEXT, state BLOB, UNIQUE (stream, version))"
            )
            yield _BareSQLite(connection)


class _BareSQLite:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def insert(self, rows: Sequence[Stored]) -> None:
        values = [(r.index, r.stream, r.version, r.topic, r.state) for r in rows]
        self.connection.execute("BEGIN IMMEDIATE")
        self.connection.executemany("INSERT INTO event VALUES (?,?,?,?,?)", values)
        self.connection.execute("COMMIT")

    def select(self) -> int:
        return len(self.connection.execute("SELECT * FROM event").fetchall())


@contextmanager
def _databases(data: str) -> Iterator[Place]:
    import psycopg
    from psycopg import sql

    from engine.persistence.postgres_address import parameters_of

    parameters = parameters_of(data)
    made: list[str] = []
    with psycopg.connect(data, autocommit=True) as server:

        def new() -> dict[str, str]:
            made.append(f"suyton_bench_{uuid4().hex[:12]}")
            name = sql.Identifier(made[-1])
            server.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING UTF8").format(name)
            )
            return {**parameters, "dbname": made[-1]}

        try:
            with _nothing_beside():
                yield _Server(new)
        finally:
            for name in map(sql.Identifier, made):
                server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


@contextmanager
def _nothing_beside() -> Iterator[None]:
    """What lies on this machine beside a database, such as the key of its log, is gone afterwards,
    too. Servers that are started meanwhile inherit it.
    """
    before = os.environ.get("XDG_DATA_HOME")
    with folder() as path:
        os.environ["XDG_DATA_HOME"] = str(path)
        try:
            yield
        finally:
            del os.environ["XDG_DATA_HOME"]
            if before is not None:
                os.environ["XDG_DATA_HOME"] = before


class _Server:
    def __init__(self, new: Any) -> None:
        self.new = new
        self.address = _url(new())

    def stock(self) -> dict[str, str]:
        told = self.new()
        return {
            "PERSISTENCE_MODULE": "eventsourcing.postgres",
            "POSTGRES_DBNAME": told["dbname"],
            "POSTGRES_HOST": told["host"],
            "POSTGRES_PORT": told["port"],
            "POSTGRES_USER": told["user"],
            "POSTGRES_PASSWORD": told["password"],
        }

    @contextmanager
    def bare(self) -> Iterator[Bare]:
        import psycopg
        from psycopg.conninfo import make_conninfo

        with psycopg.connect(make_conninfo("", **self.new())) as connection:
            connection.execute(
                "CREATE TABLE event (idx bigint PRIMARY KEY, stream bytea, version bigint, "
                "topic text, state bytea, UNIQUE (stream, version))"
            )
            connection.commit()
            yield _BarePostgres(connection)


class _BarePostgres:
    def __init__(self, connection: Any) -> None:
        self.connection = connection

    def insert(self, rows: Sequence[Stored]) -> None:
        values = [(r.index, r.stream, r.version, r.topic, r.state) for r in rows]
        with self.connection.cursor() as cursor:
            cursor.executemany("INSERT INTO event VALUES (%b,%b,%b,%b,%b)", values)
        self.connection.commit()

    def select(self) -> int:
        with self.connection.cursor(binary=True) as cursor:
            return len(cursor.execute("SELECT * FROM event").fetchall())


def _url(parameters: dict[str, str]) -> str:
    from urllib.parse import quote, urlencode

    named = {name: value for name, value in parameters.items() if value and name != "dbname"}
    return f"postgresql:///{quote(parameters['dbname'])}?{urlencode(named)}"
