"""What happened, one line each: for people at a terminal, JSON for programs everywhere else.

A line has only fields of this list, and what stands in them is a code, an id, a number or a place
in our source. No ballot, no name, no text that somebody wrote, no message of an error, for it
could quote one: what is not on the list is left out.
"""

import logging
import os
import re
import sys
import traceback
from collections.abc import MutableMapping
from contextvars import ContextVar
from pathlib import Path
from typing import Any, TextIO

import msgspec
import structlog

from engine.errors.values import FieldInvalid
from engine.values.chance import Chance
from engine.values.text import shown

ROOT = Path(__file__).resolve().parents[2]
LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING}
SILENT = logging.CRITICAL  # nothing of ours is

FIELDS = {
    "at": "when, ISO 8601, UTC",
    "level": "debug, info, warning, error",
    "event": "what happened, by its code",
    "request": "the request's id, as in `X-Request-Id`",
    "route": "the address asked for, with the names of its parts in braces",
    "method": "of the request",
    "status": "of the answer",
    "milliseconds": "how long it took",
    "ledger": "the ledger's id or slug",
    "index": "of an event",
    "topic": "of an event",
    "reason": "a code, or the kind of an error",
    "where": "where in the program a fault was raised, innermost last",
    "logger": "the part of another library that spoke",
}
EVENTS = {
    "serving": "The server is ready.",
    "ended": "The server has answered what it had, and ends.",
    "answered": "A request was answered (at level debug), or took longer than a second (warning).",
    "fault": "A fault of the program; the request was answered 500.",
    "ledger-stopped": "A ledger has an event that this program cannot fold.",
    "ledger-taken-back": "A ledger was put back to an older or other copy while the server ran.",
    "not-ready": "`/readyz` said no, and why.",
    "ready-again": "`/readyz` said yes after it had said no.",
    "checkpoint-not-signed": "A ledger's checkpoint could not be signed.",
    "library-spoke": "A library warned of something; its words are left out.",
}

REQUEST: ContextVar[str | None] = ContextVar("request", default=None)
"""The id of the request that this is done for."""

_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_new_ids = Chance(os.urandom, 16, 256)
_level = SILENT

# A program that has not been told to write a log writes none.
structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(SILENT))

log: structlog.typing.FilteringBoundLogger = structlog.get_logger("suyton")


def level_of(said: str) -> int:
    """The level of this name. Refuses `FieldInvalid`."""
    level = LEVELS.get(said)
    if level is None:
        raise FieldInvalid(field="SUYTON_LOG", value=shown(said), expected=", ".join(LEVELS))
    return level


def begin(level: str, to: TextIO | None = None) -> None:
    """Let this process write its log, to standard error unless told otherwise. Refuses
    `FieldInvalid` for a level that is not one.
    """
    global _level  # noqa: PLW0603  # as the configuration of structlog is
    _level = number = level_of(level)
    stream = to or sys.stderr
    people = stream.isatty()
    renderer: Any = (
        structlog.dev.ConsoleRenderer(timestamp_key="at")
        if people
        else structlog.processors.JSONRenderer(serializer=_json)
    )
    structlog.configure(
        processors=[
            _with_request,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            only_listed,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(file=stream),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(handlers=[_Libraries()], level=logging.WARNING, force=True)


def only_listed(
    _logger: object, _method: str, line: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """The line without what is not on the list."""
    return {field: line[field] for field in FIELDS if field in line}


def tells(level: int) -> bool:
    """Are lines of this level written. Asked where making one would cost more than the asking."""
    return level >= _level


def _with_request(
    _logger: object, _method: str, line: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    if (request := REQUEST.get()) is not None:
        line.setdefault("request", request)
    return line


def request_id(said: str) -> str:
    """The id of a request: the one it came with, if that is one, else a new one."""
    return said if said and _ID.fullmatch(said) else _new_ids.draw().hex()


def where(error: BaseException) -> list[str]:
    """The places of a fault, without its message.

    >>> try: 1 / 0
    ... except ZeroDivisionError as error: [place.rpartition(":")[2] for place in where(error)]
    ['1 <module>']
    """
    places = []
    for frame in traceback.extract_tb(error.__traceback__):
        path = Path(frame.filename)
        file = path.relative_to(ROOT) if path.is_relative_to(ROOT) else Path(path.name)
        places.append(f"{file}:{frame.lineno} {frame.name}")
    return places[-20:]


class _Libraries(logging.Handler):
    """Other libraries speak through Python's own logging; which did, and about what kind of error."""

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        if record.name == "uvicorn.error" and error is not None:
            return  # a fault, of which we have written already
        log.log(
            record.levelno,
            "library-spoke",
            logger=record.name,
            reason=type(error).__name__ if error else None,
        )


def _json(line: dict[str, Any], **_: object) -> str:
    return msgspec.json.encode(line).decode()
