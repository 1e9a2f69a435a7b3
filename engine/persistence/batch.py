"""What one commit will hold: rows, commands, contents, private rows, as they are decided.

A batch answers look-ups as if its own events were stored already, so that two ballots of one
voter, or a command and its repetition, meet each other inside one commit.
"""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any
from uuid import UUID

from engine.errors.ledger import LedgerNotFound
from engine.errors.values import ContentTooLarge
from engine.events.base import Event, Recorded
from engine.events.season import EpochBegun, LedgerOpened
from engine.persistence.codec import CommandMark, Envelope, Row, encode_event, recorded_as
from engine.persistence.reading import with_content
from engine.persistence.store import CommandRow, Held, Private, Writing
from engine.persistence.work import Work
from engine.values.ids import Stream, stream_id

CONTENT_BYTES_MAX = 64 * 1024 * 1024


class Batch:
    """The appends of one transaction to one ledger."""

    def __init__(
        self, *, ledger: UUID, writing: Writing, now: int, held: Held | None = None
    ) -> None:
        self.ledger = ledger
        self.now = now
        self.held = held
        """Why nothing but a new epoch may follow; none once it has begun."""
        self.is_new_epoch = False
        self._writing = writing
        self._rows: list[Row] = []
        self._commands: list[CommandRow] = []
        self._contents: dict[bytes, bytes] = {}
        self._privates: list[Private] = []
        self._newest: dict[Stream, Row | None] = {}
        self._ids: dict[Stream, bytes] = {}
        self._accepted: dict[tuple[str, str], CommandRow] = {}

    @property
    def size(self) -> int:
        """Events in the ledger with those of the batch; the next index."""
        return self._writing.size + len(self._rows)

    def look_up(self, works: Sequence[Work]) -> None:
        """Fetch what the batch's commands will ask for, at once."""
        wanted = [stream for work in works for stream in work.streams]
        self._ids = {stream: stream_id(self.ledger, stream) for stream in wanted}
        found, self._accepted = self._writing.look_up(
            list(self._ids.values()), [(work.by, work.key) for work in works]
        )
        self._newest = {stream: found.get(id_) for stream, id_ in self._ids.items()}

    def command(self, by: str, key: str) -> CommandRow | None:
        """The accepted command with this key, stored or of this batch."""
        return self._accepted.get((by, key))

    def newest(self, stream: Stream) -> Row | None:
        """The newest event of a stream, stored or of this batch."""
        if stream not in self._newest:
            id_ = self._ids[stream] = stream_id(self.ledger, stream)
            self._newest[stream] = self._writing.look_up([id_], [])[0].get(id_)
        return self._newest[stream]

    def add(self, work: Work, decision: Any) -> list[Recorded]:
        """Number a command's events and keep all of them for the commit, or none.

        Refuses `EventTooLarge`, `ContentTooLarge`, and `LedgerNotFound` if a ledger's first
        event is not its opening.
        """
        events = decision.events
        if not events:
            return []
        contents = {_digest(data): data for data in decision.contents}
        first = self.size
        rows: list[Row] = []
        newest: dict[Stream, Row] = {}
        recorded: list[Recorded] = []
        mark = CommandMark(work.key, work.fingerprint)
        for index, event in enumerate(events, first):
            envelope = Envelope(
                v=event.VERSION,
                at=self.now,
                by=work.by,
                cmd=mark,
                data=event,
                on=work.on,
                acting_for=work.acting_for,
                second=work.second,
            )
            stream = event.stream()
            before = newest.get(stream) or self.newest(stream)
            version = before.version + 1 if before else 1
            state = encode_event(event, envelope)
            row = Row(index, self._ids[stream], version, event.TOPIC, state)
            rows.append(row)
            newest[stream] = row
            recorded.append(self._recorded(index, envelope, contents))
        if first == 0:
            self._open(events[0])
        # Nothing is refused from here on.
        if isinstance(events[0], EpochBegun):
            self.held, self.is_new_epoch = None, True
        self._newest.update(newest)
        self._rows += rows
        if contents:
            self._contents.update(contents)
        if decision.privates:
            self._privates += decision.privates
        accepted = CommandRow(work.by, work.key, work.fingerprint, first, len(rows))
        self._commands.append(accepted)
        self._accepted[work.by, work.key] = accepted
        return recorded

    def _open(self, opened: Event) -> None:
        if not isinstance(opened, LedgerOpened):
            raise LedgerNotFound(ledger=str(self.ledger))
        self._writing.open(opened.slug, self.now)

    @property
    def last(self) -> Row | None:
        """The last event of the batch."""
        return self._rows[-1] if self._rows else None

    def store(self) -> None:
        """Hand everything to the open append."""
        if self._rows:
            self._writing.insert(self._rows, self._commands, self._contents.items(), self._privates)

    def _recorded(
        self, index: int, envelope: Envelope[Any], contents: dict[bytes, bytes]
    ) -> Recorded:
        recorded = recorded_as(index, envelope)
        if envelope.data.NEEDS is None:
            return recorded
        return with_content(recorded, lambda digest: self._content(digest, contents))

    def _content(self, digest: bytes, contents: dict[bytes, bytes]) -> bytes:
        for known in (contents, self._contents):
            if digest in known:
                return known[digest]
        return self._writing.content(digest)


def _digest(data: bytes) -> bytes:
    if len(data) > CONTENT_BYTES_MAX:
        raise ContentTooLarge(size=len(data), size_max=CONTENT_BYTES_MAX)
    return sha256(data).digest()
