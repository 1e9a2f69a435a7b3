"""The only way in: check a command, queue it for its ledger, give its verdict.

`Submitter.submit(ledger, command, …) -> Promise`. The promise raises the command's
refusal; nothing is recorded then. A command's fingerprint is the SHA-256 of its canonical
bytes without personal and computed fields, cut to 16 bytes: the log keeps no hash of a
person's name, and a retry is the same command although the ledger has grown.
"""

import re
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from typing import Annotated, Any, Generic, TypeAlias, TypeVar
from uuid import UUID

import msgspec

from engine.aggregates.ledger import Ledger
from engine.commands.base import LOCAL, Command
from engine.commands.deciding import LedgerDeciding, May
from engine.commands.registry import COMMANDS
from engine.errors.ledger import CommandUnknown
from engine.errors.values import FieldInvalid
from engine.persistence.codec import decode, encode
from engine.persistence.promise import Promise
from engine.persistence.store import Store
from engine.persistence.witness import NOBODY, Witness
from engine.persistence.work import Work
from engine.persistence.writer import WAITING_MAX, Observer, Writer
from engine.values.ids import MemberId
from engine.values.numbers import Micros
from engine.values.text import check_text, shown

_json = msgspec.json.Encoder().encode
_plain = msgspec.msgpack.Encoder(uuid_format="bytes").encode
"""Nothing is kept of it, so nothing has to stand in order."""

C = TypeVar("C", bound=Command)

Key: TypeAlias = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Actor: TypeAlias = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]


class _Said(msgspec.Struct, Generic[C], frozen=True, kw_only=True, gc=False):
    """A command, and what a door says beside it."""

    command: C
    key: Key
    by: Actor
    on: Micros | None
    acting_for: MemberId | None
    second: Actor | None


class Submitter:
    """A store with its writer. Close it to answer what waits and end the thread.

    `start` may know a ledger's state as of some index, as a snapshot keeps it. `may` raises a refusal
    where an actor may not give a command in the state in which it is decided.
    """

    def __init__(
        self,
        store: Store,
        *,
        clock: Callable[[], int],
        entropy: Callable[[int], bytes],
        waiting_max: int = WAITING_MAX,
        witness: Witness = NOBODY,
        start: Callable[[UUID], Ledger | None] = lambda _: None,
        may: May = lambda *_: None,
    ) -> None:
        self.store = store
        self._writer = Writer(
            store,
            LedgerDeciding(entropy, may),
            clock=clock,
            waiting_max=waiting_max,
            witness=witness,
            start=start,
        )

    def submit(
        self,
        ledger: UUID,
        command: Command,
        *,
        key: str,
        by: str = LOCAL,
        on: int | None = None,
        acting_for: str | None = None,
        second: str | None = None,
    ) -> Promise:
        """Queue a command under an idempotency key of its actor.

        Refuses at once what no state could allow: `FieldInvalid`, `TextNotNormalised`,
        `TextNotAllowed`, `QueueFull`; everything else comes from the promise.
        """
        said = _Said(command=command, key=key, by=by, on=on, acting_for=acting_for, second=second)
        checked = _checked(said, _decoder(type(command)))
        work = Work(
            command=checked.command,
            key=key,
            fingerprint=fingerprint(checked.command, on, acting_for, second),
            by=by,
            on=on,
            acting_for=acting_for,
            second=second,
            streams=checked.command.looks_up(),
        )
        return self._writer.submit(ledger, work)

    def observe(self, observer: Observer) -> None:
        """Tell this one how the writer does."""
        self._writer.observer = observer

    def close(self) -> None:
        """Answer what waits and end."""
        self._writer.close()


def checked_command(command: C) -> C:
    """The command with every field checked against its type, and all text against NFC.

    Refuses `FieldInvalid`, `TextNotNormalised`, `TextNotAllowed`.
    """
    said = _Said(command=command, key="unsaid", by=LOCAL, on=None, acting_for=None, second=None)
    return _checked(said, _decoder(type(command))).command


@cache
def _decoder(kind: type[C]) -> Callable[[bytes], _Said[C]]:
    return msgspec.msgpack.Decoder(_Said[kind]).decode  # type: ignore[valid-type]  # made at run time


def _checked(said: _Said[C], decode_said: Callable[[bytes], _Said[C]]) -> _Said[C]:
    try:
        checked = decode_said(_plain(said))
    except (msgspec.ValidationError, OverflowError, UnicodeEncodeError) as error:
        raise invalid_field(error) from error
    # Nearly all commands are plain ASCII through and through; JSON shows it at one glance.
    shown_whole = _json(said)
    if not shown_whole.isascii() or b"\\" in shown_whole or b"\x7f" in shown_whole:
        _check_texts(checked.command, "")
        for field in ("key", "by", "second"):
            _check_texts(getattr(checked, field), field)
    return checked


def invalid_field(error: Exception) -> FieldInvalid:
    """A validation error of msgspec as a refusal with the field's path."""
    told, _, path = str(error).partition(" - at `$")
    field = path.strip("`.").removeprefix("command").lstrip(".")
    if (about := _ABOUT_A_FIELD.fullmatch(told)) is not None:
        named = shown(about[2])
        field = f"{field}.{named}" if field else named
        told = "a value" if about[1] == "missing required" else "no field of this name"
    if told == "Invalid base64 encoded string":
        told = "base64"
    return FieldInvalid(field=field or "$", expected=told.removeprefix("Expected "))


_ABOUT_A_FIELD = re.compile(r"Object (missing required|contains unknown) field `(.*)`")


def command_of(name: str, fields: Any) -> Command:
    """A command from plain data, as doors receive it. Refuses `CommandUnknown`, `FieldInvalid`."""
    kind = COMMANDS.get(name)
    if kind is None:
        raise CommandUnknown(command=shown(name), known=tuple(sorted(COMMANDS)))
    try:
        return msgspec.convert(fields, kind)
    except msgspec.ValidationError as error:
        raise invalid_field(error) from error


def fingerprint(
    command: Command, on: int | None, acting_for: str | None, second: str | None
) -> bytes:
    """What tells a repeated command from another one under the same key, 16 bytes."""
    content: Any = command
    if command.PERSONAL or command.COMPUTED:
        left_out = {*command.PERSONAL, *command.COMPUTED}
        plain = decode(encode(command), dict)
        content = {name: value for name, value in plain.items() if name not in left_out}
    return sha256(encode((command.NAME, content, on, acting_for, second))).digest()[:16]


def _check_texts(value: object, path: str) -> None:
    if isinstance(value, str):
        check_text(value, field=path)
    elif isinstance(value, msgspec.Struct):
        for field in value.__struct_fields__:
            _check_texts(getattr(value, field), f"{path}.{field}" if path else field)
    elif isinstance(value, tuple):
        for position, each in enumerate(value):
            _check_texts(each, f"{path}[{position}]")
    elif isinstance(value, dict):
        for name, each in value.items():
            _check_texts(name, path)
            _check_texts(each, f"{path}.{name}")
