"""From `postgresql://…` to every parameter of a connection, so that nothing else decides them.

libpq fills in what an address leaves out from the environment (`PGHOST`, `PGPASSWORD`,
`PGOPTIONS`, …). Here each parameter that has such a variable is given outright: as the address
says it, else as libpq would without an environment. One is out of reach: `PGSERVICE` names a
file of further defaults, which then has nothing left to decide.

Reference: PostgreSQL 18, chapter 32.1.2 "Parameter Key Words" and 32.15 "Environment Variables".
"""

import os
import pwd

import psycopg
from psycopg import pq
from psycopg.conninfo import conninfo_to_dict

from engine.errors.values import FieldInvalid

EXPECTED = "postgresql://user@host/database"
APPLICATION = "suyton"
# What libpq takes for an empty text, where it does not take an empty text.
_DEFAULTS = {
    "application_name": APPLICATION,
    "client_encoding": "UTF8",
    "connect_timeout": "10",
    "min_protocol_version": "3.0",
    "max_protocol_version": "3.0",
    "sslcertmode": "allow",
}
# A server that has gone without a word is noticed, also in the middle of a commit.
_KEEPALIVE = {"keepalives_idle": "30", "tcp_user_timeout": "30000"}


def parameters_of(address: str) -> dict[str, str]:
    """Every parameter of a connection to this address. Refuses `FieldInvalid`."""
    try:
        said = conninfo_to_dict(address)
    except psycopg.ProgrammingError as error:
        reason = str(error).partition(":")[0]  # what follows may hold the password
        raise FieldInvalid(field="data", value=reason, expected=EXPECTED) from None
    given = {name: str(value) for name, value in said.items() if value is not None}
    if "service" in given:
        raise FieldInvalid(field="data", value="service", expected=EXPECTED)
    user = given.get("user") or pwd.getpwuid(os.geteuid()).pw_name
    defaults = {**_DEFAULTS, "user": user, "dbname": user}
    parameters = {**_KEEPALIVE, **given}
    for option in pq.Conninfo.get_defaults():
        name = option.keyword.decode()
        if option.envvar and name != "service" and not parameters.get(name):
            compiled = option.compiled.decode() if option.compiled else ""
            parameters[name] = defaults.get(name, compiled)
    return parameters


def shown_address(parameters: dict[str, str]) -> str:
    """The address without its secrets, for refusals.

    >>> shown_address({"user": "u", "host": "h", "port": "5432", "dbname": "d", "password": "p"})
    'postgresql://u@h:5432/d'
    """
    user, host, port, name = (parameters[each] for each in ("user", "host", "port", "dbname"))
    return f"postgresql://{user}@{host}:{port}/{name}"
