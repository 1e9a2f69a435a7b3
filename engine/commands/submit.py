"""The only way in: check a command, queue it for its ledger, give its verdict.

`Submitter.submit(ledger, command, …) -> Promise`. The promise raises the command's
refusal; nothing is recorded then. A command's fingerprint is the SHA-256 of its canonical
bytes without personal and computed fields, cut to 16 bytes: the log keeps no hash of a
person's name, and a retry is the same command although the ledger has grown.
"""

import re
from collections.abc import Callable, Sequence
from functools import cache
from hashlib import sha256
from typing import Annotated, Any, Generic, TypeVar
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

KEY_MAX = 200
ACTOR_MAX = 64

_json = msgspec.json.Encoder().encode

C = TypeVar("C", bound=Command)


class _Said(msgspec.Struct, Generic[C], frozen=True, array_like=True, gc=False):
    """A command, and what a door says beside it. Its canonical bytes are what is checked, and what
    a fingerprint is made of.
    """

    name: str
    command: C
    on: Micros | None
    acting_for: MemberId | None
    second: Annotated[str, msgspec.Meta(min_length=1, max_length=ACTOR_MAX)] | None


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
        _check_length("key", key, KEY_MAX)
        if by is not LOCAL:
            _check_length("by", by, ACTOR_MAX)
        checked, told = _checked(_Said(command.NAME, command, on, acting_for, second), key, by)
        work = Work(
            command=checked,
            key=key,
            fingerprint=_fingerprint(checked, told),
            by=by,
            on=on,
            acting_for=acting_for,
            second=second,
            streams=checked.looks_up(),
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
    return _checked(_Said(command.NAME, command, None, None, None))[0]


@cache
def _decoder(kind: type[C]) -> Callable[[bytes], _Said[C]]:
    return msgspec.msgpack.Decoder(_Said[kind]).decode  # type: ignore[valid-type]  # made at run time


def _checked(said: _Said[C], key: str = "", by: str = "") -> tuple[C, bytes]:
    """The command, sound, and the canonical bytes of all that is said."""
    try:
        told = encode(said)
        command = _decoder(type(said.command))(told).command
        shown_whole = _json((said, key, by))
    except (msgspec.ValidationError, OverflowError, TypeError, UnicodeEncodeError) as error:
        raise invalid_field(error, _Said.__struct_fields__) from error
    # Nearly all commands are plain ASCII through and through; JSON shows it at one glance.
    if not shown_whole.isascii() or _BACKSLASH in shown_whole or _DELETE in shown_whole:
        _check_texts(command, "")
        for field, text in (("key", key), ("by", by), ("second", said.second)):
            _check_texts(text, field)
    return command, told


_BACKSLASH, _DELETE = b"\\\x7f"


def _check_length(field: str, name: object, longest: int) -> None:
    if not isinstance(name, str) or not 0 < len(name) <= longest:
        raise FieldInvalid(field=field, expected=f"text of 1 to {longest} characters")


def invalid_field(error: Exception, places: Sequence[str] = ()) -> FieldInvalid:
    """A validation error of msgspec as a refusal with the field's path. `places` names what stands
    where, if what was checked was written without names; a command's name stays unsaid.
    """
    told, _, path = str(error).partition(" - at `$")
    field = path.strip("`.")
    if places and (place := _PLACE.match(field)) is not None:
        field = places[int(place[1])] + field[place.end() :]
        field = field.removeprefix("command").lstrip(".")
    if (about := _ABOUT_A_FIELD.fullmatch(told)) is not None:
        named = shown(about[2])
        field = f"{field}.{named}" if field else named
        told = "a value" if about[1] == "missing required" else "no field of this name"
    if told == "Invalid base64 encoded string":
        told = "base64"
    return FieldInvalid(field=field or "$", expected=told.removeprefix("Expected "))


_PLACE = re.compile(r"\[(\d+)\]")
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
    return _fingerprint(command, encode(_Said(command.NAME, command, on, acting_for, second)))


def _fingerprint(command: Command, told: bytes) -> bytes:
    if command.PERSONAL or command.COMPUTED:
        left_out = {*command.PERSONAL, *command.COMPUTED}
        name, plain, *beside = decode(told, list)
        content = {field: value for field, value in plain.items() if field not in left_out}
        told = encode((name, content, *beside))
    return sha256(told).digest()[:16]


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
