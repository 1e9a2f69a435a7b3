"""From bytes to the items of a stream: lines of JSON, or MessagePack values one after the other.

A line that cannot be read is refused by its number and spoils no other. MessagePack has no ends of lines:
what cannot be read there ends the stream. A last line without its line feed is read if it is whole.
"""

from collections.abc import Iterator
from typing import Any, Literal, NamedTuple, Protocol, TypeAlias

import msgpack
import msgspec

from api.bulk.errors import LineUnreadable

ITEM_BYTES_MAX = 24 * 1024 * 1024
"""Of one line or value: an attachment of 16 MiB in base64, and what stands beside it."""

Form: TypeAlias = Literal["ndjson", "msgpack"]


class Item(NamedTuple):
    """One line, counted from 1, and what it says; or why that cannot be read."""

    line: int
    said: dict[str, Any] | LineUnreadable


class Items(Protocol):
    """A stream on its way in."""

    def feed(self, data: bytes) -> Iterator[Item]:
        """The items that these bytes complete."""

    def end(self) -> Iterator[Item]:
        """What is left at the end."""


def items_of(form: Form) -> Items:
    """A reader of this form."""
    return Lines() if form == "ndjson" else Values()


class Lines:
    """JSON, one object a line. Empty lines are counted and left out."""

    def __init__(self) -> None:
        self._rest = bytearray()
        self._line = 0
        self._too_long = False

    def feed(self, data: bytes) -> Iterator[Item]:
        """The lines that end here."""
        *ended, rest = data.split(b"\n")
        for part in ended:
            self._add(part)
            yield from self._taken()
        self._add(rest)

    def end(self) -> Iterator[Item]:
        """A last line without an end."""
        if self._rest or self._too_long:
            yield from self._taken(cut=True)

    def _add(self, part: bytes) -> None:
        if len(self._rest) + len(part) > ITEM_BYTES_MAX:
            self._too_long = True
            self._rest.clear()
        if not self._too_long:
            self._rest += part

    def _taken(self, *, cut: bool = False) -> Iterator[Item]:
        data, too_long = bytes(self._rest), self._too_long
        self._rest.clear()
        self._too_long = False
        self._line += 1
        if too_long:
            yield Item(self._line, LineUnreadable(reason="too-long"))
        elif data.strip():
            yield Item(self._line, _decoded(data, cut=cut))


def _decoded(data: bytes, *, cut: bool) -> dict[str, Any] | LineUnreadable:
    try:
        said = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return LineUnreadable(reason="cut" if cut else "not-json")
    return said if isinstance(said, dict) else LineUnreadable(reason="not-an-object")


class Values:
    """MessagePack values, one after the other; bytes may be bytes."""

    def __init__(self) -> None:
        self._unpacker = msgpack.Unpacker(max_buffer_size=ITEM_BYTES_MAX * 2, strict_map_key=False)
        self._line = 0
        self._fed = 0
        self._whole = 0
        """Bytes up to the end of the last whole value."""
        self._broken = False

    def feed(self, data: bytes) -> Iterator[Item]:
        """The values that end here; none after one that cannot be read."""
        if self._broken:
            return
        self._fed += len(data)
        reason = "not-msgpack"
        try:
            self._unpacker.feed(data)
            for said in self._unpacker:
                self._line += 1
                self._whole = self._unpacker.tell()
                whole = isinstance(said, dict) and all(isinstance(name, str) for name in said)
                yield Item(self._line, said if whole else LineUnreadable(reason="not-an-object"))
            if self._fed - self._whole <= ITEM_BYTES_MAX:
                return
            reason = "too-long"
        except (ValueError, msgpack.UnpackException, RecursionError):
            pass
        self._broken = True
        yield Item(self._line + 1, LineUnreadable(reason=reason))

    def end(self) -> Iterator[Item]:
        """A last value that does not end."""
        if not self._broken and self._fed > self._whole:
            yield Item(self._line + 1, LineUnreadable(reason="cut"))
