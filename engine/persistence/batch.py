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
        self.size = writing.size
        """Events in the ledger with those of the batch; the next index."""
        self._writing = writing
        self._rows: list[Row] = []
        self._commands: list[CommandRow] = []
        self._contents: dict[bytes, bytes] = {}
        self._privates: list[Private] = []
        self._streams: dict[Stream, tuple[bytes, Row | None]] = {}
        """The id of each stream asked for, and its newest event, stored or of this batch."""
        self._accepted: dict[tuple[str, str], CommandRow] = {}

    def look_up(self, works: Sequence[Work]) -> None:
        """Fetch what the batch's commands will ask for, at once."""
        ids = {each: stream_id(self.ledger, each) for work in works for each in work.streams}
        found, self._accepted = self._writing.look_up(
            list(ids.values()), [(work.by, work.key) for work in works]
        )
        self._streams = {stream: (id_, found.get(id_)) for stream, id_ in ids.items()}

    def command(self, by: str, key: str) -> CommandRow | None:
        """The accepted command with this key, stored or of this batch."""
        return self._accepted.get((by, key))

    def newest(self, stream: Stream) -> Row | None:
        """The newest event of a stream, stored or of this batch."""
        if stream not in self._streams:
            self._look_up_late(stream)
        return self._streams[stream][1]

    def _look_up_late(self, stream: Stream) -> None:
        id_ = stream_id(self.ledger, stream)
        self._streams[stream] = id_, self._writing.look_up([id_], [])[0].get(id_)

    def add(self, work: Work, decision: Any) -> list[Recorded]:
        """Number a command's events and keep all of them for the commit, or none.

        Refuses `EventTooLarge`, `ContentTooLarge`, and `LedgerNotFound` if a ledger's first
        event is not its opening.
        """
        events = decision.events
        if not events:
            return []
        contents = {_digest(data): data for data in decision.contents} if decision.contents else {}
        first = self.size
        mark = CommandMark(work.key, work.fingerprint)
        fresh: list[tuple[Recorded, Stream, bytes]] = []
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
            recorded = recorded_as(index, envelope)
            if event.NEEDS is not None:
                recorded = self._whole(recorded, contents)
            stream = event.stream()
            if stream not in self._streams:
                self._look_up_late(stream)
            fresh.append((recorded, stream, encode_event(event, envelope)))
        if first == 0:
            self._open(events[0])
        # Nothing is refused from here on.
        for recorded, stream, state in fresh:
            id_, before = self._streams[stream]
            version = before.version + 1 if before else 1
            row = Row(recorded.index, id_, version, recorded.event.TOPIC, state)
            self._rows.append(row)
            self._streams[stream] = id_, row
        self.size += len(fresh)
        if isinstance(events[0], EpochBegun):
            self.held, self.is_new_epoch = None, True
        if contents:
            self._contents.update(contents)
        if decision.privates:
            self._privates += decision.privates
        accepted = CommandRow(work.by, work.key, work.fingerprint, first, len(fresh))
        self._commands.append(accepted)
        self._accepted[work.by, work.key] = accepted
        return [recorded for recorded, _, _ in fresh]

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

    def _whole(self, recorded: Recorded, contents: dict[bytes, bytes]) -> Recorded:
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
