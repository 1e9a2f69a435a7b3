"""The only way in: check a command, queue it for its ledger, give its verdict.

`Submitter.submit(ledger, command, …) -> Future[Verdict]`. The future raises the command's
refusal; nothing is recorded then. A command's fingerprint is the SHA-256 of its canonical
bytes without personal and computed fields, cut to 16 bytes: the log keeps no hash of a
person's name, and a retry is the same command although the ledger has grown.
"""

from collections.abc import Callable
from concurrent.futures import Future
from hashlib import sha256
from typing import Any
from uuid import UUID

import msgspec

from engine.aggregates.ledger import Ledger, evolve
from engine.commands.base import DECIDERS, Command, Context, Decision, Found
from engine.commands.registry import COMMANDS
from engine.commands.season import OpenLedger
from engine.errors.ledger import CommandUnknown, LedgerAlreadyOpen, LedgerNotFound
from engine.errors.values import FieldInvalid
from engine.events.base import Recorded
from engine.persistence.batch import Batch
from engine.persistence.codec import decode_row, encode
from engine.persistence.store import Store
from engine.persistence.writer import Verdict, Work, Writer
from engine.values.ids import Stream, stream_id
from engine.values.text import check_text, shown

LOCAL = "local"
"""The actor before sign-in exists."""
KEY_MAX = 200


class LedgerDeciding:
    """The deciders as the writer wants them."""

    def __init__(self, entropy: Callable[[int], bytes]) -> None:
        self._entropy = entropy

    def new(self) -> Ledger:
        """The state before the first event."""
        return Ledger()

    def evolve(self, state: Ledger, recorded: Recorded) -> None:
        """Fold one event in."""
        evolve(state, recorded)

    def decide(self, state: Ledger, work: Work, batch: Batch) -> Decision:
        """Decide a command under the lock."""

        def find(stream: Stream) -> Found | None:
            row = batch.newest(stream_id(batch.ledger, stream))
            if row is None:
                return None
            return Found(version=row.version, index=row.index, event=decode_row(row).event)

        opening = isinstance(work.command, OpenLedger)
        if state.index < 0 and not opening:
            raise LedgerNotFound(ledger=str(batch.ledger))
        if state.index >= 0 and opening:
            raise LedgerAlreadyOpen(ledger=work.command.slug)
        context = Context(
            now=batch.now,
            by=work.by,
            fresh=self._entropy(32),
            ledger=batch.ledger,
            find=find,
            on=work.on,
            acting_for=work.acting_for,
            second=work.second,
        )
        return DECIDERS[type(work.command)](state, work.command, context)


class Submitter:
    """A store with its writer. Close it to answer what waits and end the thread."""

    def __init__(
        self, store: Store, *, clock: Callable[[], int], entropy: Callable[[int], bytes]
    ) -> None:
        self.store = store
        self._writer = Writer(store, LedgerDeciding(entropy), clock=clock)

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
    ) -> "Future[Verdict]":
        """Queue a command under an idempotency key of its actor.

        Refuses at once what no state could allow: `FieldInvalid`, `TextNotNormalised`,
        `TextNotAllowed`, `QueueFull`; everything else comes from the future.
        """
        check_text(key, field="key")
        if not 1 <= len(key) <= KEY_MAX:
            raise FieldInvalid(field="key", value=shown(key), expected=f"1..{KEY_MAX} characters")
        checked = checked_command(command)
        work = Work(
            command=checked,
            key=key,
            fingerprint=fingerprint(checked, on, acting_for, second),
            by=by,
            on=on,
            acting_for=acting_for,
            second=second,
            streams=tuple(stream_id(ledger, stream) for stream in checked.looks_up()),
        )
        return self._writer.submit(ledger, work)

    def close(self) -> None:
        """Answer what waits and end."""
        self._writer.close()


def checked_command(command: Command) -> Command:
    """The command with every field checked against its type, and all text against NFC."""
    try:
        checked = msgspec.msgpack.decode(encode(command), type=type(command))
    except (msgspec.ValidationError, OverflowError, UnicodeEncodeError) as error:
        raise invalid_field(error) from error
    _check_texts(checked, "")
    return checked


def invalid_field(error: Exception) -> FieldInvalid:
    """A validation error of msgspec as a refusal with the field's path."""
    told, _, path = str(error).partition(" - at `$")
    return FieldInvalid(field=path.strip("`.") or "$", expected=told)


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
    left_out = {*command.PERSONAL, *command.COMPUTED}
    if left_out:
        fields = command.__struct_fields__
        content = {each: getattr(command, each) for each in fields if each not in left_out}
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
