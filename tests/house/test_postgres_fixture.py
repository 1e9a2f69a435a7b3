"""The throw-away PostgreSQL is a real one, and each test has a database of its own."""

import psycopg
import pytest


@pytest.mark.parametrize("turn", ["first", "second"])
def test_each_test_finds_an_empty_database_where_commits_are_synchronous(
    postgres_database: str,
    turn: str,
) -> None:
    with psycopg.connect(postgres_database) as connection:
        tables = connection.execute(
            "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'",
        ).fetchone()
        connection.execute("CREATE TABLE mark (turn text)")
        connection.execute("INSERT INTO mark VALUES (%s)", (turn,))
        commit = connection.execute("SHOW synchronous_commit").fetchone()

    assert tables == (0,)
    assert commit == ("on",)
