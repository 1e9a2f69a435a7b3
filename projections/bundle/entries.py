"""The entries of a bundle, event after event: their form, their order, and what they say.

Each leaf is hashed as it stands, taken apart, encoded again and compared. So is its event, which
is then placed into its stream, held against the state so far (votes, recount), and folded. The
single-file verifier does the same with another decoder (`msgpack`); tests hold both together.
"""

from collections.abc import Callable, Iterator
from itertools import groupby
from operator import attrgetter
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec

from engine.errors import DomainError
from engine.errors.ledger import ContentNotFound, EventUnknown, EventUnreadable
from engine.events.award import (
    DecisionReceived,
    Origin,
    ProposalReceived,
    ProposalResubmitted,
    SubmissionResent,
    SubmissionSent,
)
from engine.events.base import Event, Recorded
from engine.events.poll import BallotCast, WrittenOpinionReceived
from engine.events.season import LedgerOpened, MemberAdmitted
from engine.persistence.codec import UNREADABLE, Row, encode, hash_of_leaf, open_envelope
from engine.persistence.reading import with_content
from engine.values.ids import stream_id
from projections.bundle import stretch
from projections.bundle.findings import Report
from projections.bundle.parts import Parts
from projections.bundle.votes import Votes
from projections.replay import IMPOSSIBLE, checked
from projections.state import State, fold
from projections.tree import TILE, Tree

_Leaf = tuple[
    Literal[1], Annotated[bytes, msgspec.Meta(min_length=16, max_length=16)], int, str, bytes
]
_decode = msgspec.msgpack.Decoder(list[_Leaf]).decode


class Entries:
    """Takes tiles in, one after the other. `is_folding` ends where an event contradicts those
    before it: from there on only hashes and forms are checked.
    """

    def __init__(
        self,
        report: Report,
        ledger: UUID,
        tree: Tree,
        content: Callable[[bytes], bytes],
        withheld: dict[int, str],
    ) -> None:
        self.report = report
        self.tree = tree
        self.state = State()
        self.parts = Parts()
        self.votes = Votes()
        self.origins: list[tuple[int, Origin]] = []
        self.roots: list[tuple[int, int, bytes]] = []
        """Index, size and root that an event claims of this ledger."""
        self.is_folding = True
        self.ledger = ledger
        self._content = content
        self._withheld = withheld
        self._versions: dict[bytes, int] = {}
        self.at = 0
        for check in ("root", "events", "votes", "recount"):
            report.begin(check)

    def take(self, number: int, width: int, entries: bytes, hashes: bytes) -> None:
        """One tile of entries with its leaf hashes."""
        leaves, first = self._leaves(number, width, entries), number * TILE
        if len(hashes) != width * 32:
            self.report.find("root", "tile-wrong", member=f"tile/0 {number}", index=first)
            hashes = hashes.ljust(width * 32, b"\0")
        made = [hash_of_leaf(leaf) if leaf else b"" for leaf in leaves]
        if b"".join(made) != hashes:
            self._compare(first, made, hashes)
        self.tree.extend(made)
        for topic, same in groupby(self._rows(first, leaves), key=attrgetter("topic")):
            some = list(same)
            while (
                topic == BallotCast.TOPIC
                and self.is_folding
                and (taken := stretch.taken(self, some))
            ):
                some = some[taken:]
            for row in some:
                self._event(row)

    def _leaves(self, number: int, width: int, entries: bytes) -> list[bytes]:
        leaves: list[bytes] = []
        at, end = 0, len(entries)
        while len(leaves) < width and at + 2 <= end:
            stop = at + 2 + (entries[at] << 8) + entries[at + 1]
            if stop > end:
                break
            leaves.append(entries[at + 2 : stop])
            at = stop
        index, member = number * TILE + len(leaves), f"tile/entries {number}"
        if len(leaves) < width:
            self.report.find("root", "entries-cut-short", member=member, index=index)
            self.is_folding = False
        elif at != end:
            self.report.find("root", "entries-have-a-tail", member=member, index=index)
        return leaves

    def _compare(self, first: int, made: list[bytes], hashes: bytes) -> None:
        """Leaf hashes that differ; where an entry is withheld, the one that stands for it."""
        for place, each in enumerate(made):
            told = hashes[place * 32 : place * 32 + 32]
            if not each:
                made[place] = told
            elif each != told:
                self.report.find("root", "leaf-hash-differs", member="tile/0", index=first + place)

    def _rows(self, first: int, leaves: list[bytes]) -> list[Row]:
        """The entries taken apart; at once, unless one of them is not plain."""
        joined = b"".join(leaves)
        try:
            told = _decode(b"\xdd" + len(leaves).to_bytes(4) + joined) if all(leaves) else []
        except UNREADABLE:
            told = []
        if not told or self._withheld or not encode(told).endswith(joined):
            return list(self._one_by_one(first, leaves))
        return [
            Row(at, stream, version, topic, state)
            for at, (_, stream, version, topic, state) in enumerate(told, first)
        ]

    def _one_by_one(self, first: int, leaves: list[bytes]) -> Iterator[Row]:
        for index, leaf in enumerate(leaves, first):
            if not leaf:
                if index not in self._withheld:
                    self.report.find("events", "entry-missing", index=index)
                    self.is_folding = False
                continue
            if index in self._withheld:
                self.report.find("events", "entry-not-withheld", index=index)
            row = self._row(index, leaf)
            if row is None:
                self.is_folding = False
            else:
                yield row

    def _row(self, index: int, leaf: bytes) -> Row | None:
        try:
            told = _decode(b"\x91" + leaf)
        except UNREADABLE:
            told = []
        if told and encode(told[0]) == leaf:
            return Row(index, *told[0][1:])
        self.report.find("events", "leaf-unreadable", index=index)
        return None

    def _event(self, row: Row) -> None:
        self.report.checks["events"].count += 1
        try:
            envelope = open_envelope(row)
        except (EventUnknown, EventUnreadable) as refusal:
            self.report.find("events", refusal.code, index=row.index, **_facts(refusal))
            self.is_folding = False
            return
        if encode(envelope) != row.state:
            self.report.find("events", "event-not-canonical", index=row.index, topic=row.topic)
        if envelope.at < self.at:
            self.report.find("events", "time-goes-back", index=row.index)
        self.at = envelope.at
        event = envelope.data
        self._stream(row, event)
        if self.is_folding:
            self._fold(
                Recorded(
                    index=row.index,
                    at=envelope.at,
                    by=envelope.by,
                    key=envelope.cmd.key,
                    event=event,
                    on=envelope.on,
                    acting_for=envelope.acting_for,
                    second=envelope.second,
                )
            )

    def _stream(self, row: Row, event: Event) -> None:
        """Is the event in the stream that its own fields name, and the next one there."""
        if row.stream != stream_id(self.ledger, event.stream()):
            self.report.find("events", "stream-wrong", index=row.index, topic=row.topic)
        if isinstance(event, BallotCast | WrittenOpinionReceived):
            expected = self.votes.version(event.poll, event.member)
        else:
            expected = self._versions.get(row.stream, 0) + 1
            self._versions[row.stream] = row.version
        if row.version != expected and not (self._withheld and row.version > expected):
            self.report.find(
                "events",
                "stream-version-wrong",
                index=row.index,
                version=row.version,
                expected=expected,
            )

    def _fold(self, recorded: Recorded) -> None:
        index, event = recorded.index, recorded.event
        try:
            whole = with_content(recorded, self._content)
            self._check_place(index, event)
            for code, facts in self.votes.found(self.state, whole):
                self.report.find("votes", code, index=index, **facts)
            self.report.checks["votes"].count = self.votes.count
            check = checked(self.state, whole, self._content)
            if check is not None:
                self.report.checks["recount"].count += 1
                for each in check.differences:
                    self.report.find(
                        "recount",
                        "result-differs",
                        index=index,
                        subject=check.subject,
                        path=".".join(each.path),
                        was=_short(each.was),
                        becomes=_short(each.becomes),
                    )
            fold(self.state, whole)
            self.parts.take(index, event)
            self._claims(index, event)
        except ContentNotFound as refusal:
            self.report.find("content", "content-missing", index=index, **_facts(refusal))
            self.is_folding = False
        except (DomainError, *IMPOSSIBLE) as error:
            reason = error.code if isinstance(error, DomainError) else type(error).__name__
            self.report.find("events", "event-impossible", index=index, reason=reason)
            self.is_folding = False

    def _check_place(self, index: int, event: Event) -> None:
        if isinstance(event, LedgerOpened) != (index == 0):
            self.report.find("events", "opening-out-of-place", index=index)
        if isinstance(event, LedgerOpened) and event.ledger != self.ledger:
            self.report.find("events", "ledger-differs", index=index)
        known = self.state.ledger.roster.members
        if isinstance(event, MemberAdmitted) and event.member in known:
            self.report.find("events", "member-admitted-twice", index=index, member=event.member)

    def _claims(self, index: int, event: Event) -> None:
        """What the event says of the trees of this ledger and of others, to be compared later."""
        if isinstance(event, SubmissionSent | SubmissionResent):
            self.roots.append((index, event.size, event.root))
        elif isinstance(event, ProposalReceived | ProposalResubmitted | DecisionReceived):
            self.origins.append((index, event.origin))

    def claimed(self) -> Iterator[tuple[int, str]]:
        """Events that name a size and root of this ledger which it never had."""
        for index, size, root in self.roots:
            if not 0 < size <= index or self.tree.root(size) != root:
                yield index, "claimed-root-differs"


def _facts(refusal: DomainError) -> dict[str, Any]:
    return {name: _short(value) for name, value in refusal.facts.items() if name != "index"}


def _short(value: object) -> object:
    told = msgspec.to_builtins(value, enc_hook=str) if not isinstance(value, str) else value
    if isinstance(told, int | bool) or told is None:
        return told
    text = told if isinstance(told, str) else str(told)
    return text if len(text) <= 200 else text[:197] + "..."
