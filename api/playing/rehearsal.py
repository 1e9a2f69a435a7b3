"""A rehearsal: every step decided in memory first, so that a season that would be refused in
the middle leaves nothing behind.
"""

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from uuid import UUID

from api.computing import Own, completed
from api.playing.season_file import SeasonFile, Step
from engine.commands.base import DECIDERS, LOCAL, Command, Context, Found, content_ref
from engine.commands.season import OpenLedger
from engine.commands.submit import checked_command
from engine.errors import DomainError
from engine.errors.ledger import LedgerSlugTaken
from engine.events.award import Origin
from engine.events.base import Event, Recorded
from engine.persistence.codec import decode_row
from engine.persistence.reading import with_content
from engine.persistence.store import Head
from engine.values.ids import Stream, new_ledger_id, stream_id
from projections.answers import Answers, View
from projections.state import State, fold

_NO_ROOT = bytes(32)


class StepRefused(DomainError):
    """A step of a season file would be refused. Facts: file, line, command, refusal, and its facts."""

    code = "step-refused"


class Stage:
    """The ledgers of a season as they would be: each rehearsed in memory, on top of what the
    store has.
    """

    def __init__(self, answers: Answers, *, now: int) -> None:
        self.answers = answers
        self.now = now
        self.known = {head.slug for head in answers.store.ledgers()}
        self._by_slug: dict[str, Rehearsal] = {}

    def open(self, command: OpenLedger) -> None:
        """Open a ledger that the store does not have. Refuses `LedgerSlugTaken`."""
        if command.slug in self.known | self._by_slug.keys():
            raise LedgerSlugTaken(slug=command.slug)
        rehearsal = Rehearsal(self, None)
        rehearsal.play(command)
        self._by_slug[command.slug] = rehearsal

    def ledger(self, name: str | UUID) -> "Rehearsal":
        """The ledger with this slug or id. Refuses `LedgerNotFound`."""
        for slug, rehearsal in self._by_slug.items():
            if name in (slug, rehearsal.ledger, str(rehearsal.ledger)):
                return rehearsal
        head = self.answers.store.head(name)
        rehearsal = self._by_slug[head.slug] = Rehearsal(self, head)
        return rehearsal


class Rehearsal(Own):
    """A ledger as it would be, in memory."""

    def __init__(self, stage: Stage, head: Head | None) -> None:
        super().__init__(stage.answers, head.id if head else new_ledger_id(os.urandom(16)))
        self._stage = stage
        self._head = head
        answers = stage.answers
        self._state = answers.rebuild(head.id, head.size - 1) if head else State()
        self._newest: dict[Stream, Found] = {}
        self._contents: dict[bytes, bytes] = {}

    def play(self, command: Command, step: Step | None = None) -> None:
        """Decide a command and fold its events. Raises its refusal."""
        ledger = self._state.ledger
        context = Context(
            now=max(self._stage.now, ledger.at),
            by=LOCAL,
            fresh=(ledger.index + 2).to_bytes(32, "big"),
            ledger=self.ledger,
            find=self._find,
            on=step.on if step else None,
            acting_for=step.acting_for if step else None,
            second=step.second if step else None,
        )
        whole = completed(self, checked_command(command))
        decision = DECIDERS[type(whole)](ledger, whole, context)
        self._contents.update((content_ref(data).digest, data) for data in decision.contents)
        for event in decision.events:
            self._fold(event, context.now)

    def _fold(self, event: Event, now: int) -> None:
        index = self._state.index + 1
        recorded = Recorded(index=index, at=now, by=LOCAL, key="", event=event)
        fold(self._state, with_content(recorded, self._content))
        before = self._find(event.stream())
        version = before.version + 1 if before else 1
        self._newest[event.stream()] = Found(version=version, index=index, event=event)

    @contextmanager
    def view(self) -> Iterator[View]:
        """The state so far."""
        opened = self._state.ledger.season.opened
        assert opened is not None, "a ledger begins with its opening"
        index = self._state.index
        head = Head(self.ledger, opened.slug, index + 1, self._stage.now)
        yield View(head=head, index=index, state=self._state, is_head=True, leaf=b"")

    def theirs(self, name: str | UUID) -> AbstractContextManager[View]:
        """Another ledger, as it would be."""
        return self._stage.ledger(name).view()

    def origin(self, view: View, index: int) -> Origin:
        """An event of another ledger; its leaf and root in their place, for nothing is stored."""
        return Origin(
            ledger=view.head.id,
            slug=view.head.slug,
            index=index,
            leaf=b"",
            size=view.index + 1,
            root=_NO_ROOT,
        )

    def name(self, view: View, member: str) -> tuple[str, bool]:
        """A member's name in another ledger; a person's stands in its place."""
        found = view.state.ledger.roster.members[member]
        return (found.name, False) if found.name else (member, True)

    def size_and_root(self) -> tuple[int, bytes]:
        """The size as it would be; a root in its place, for nothing is stored yet."""
        return self._state.index + 1, _NO_ROOT

    def _find(self, stream: Stream) -> Found | None:
        if stream in self._newest or self._head is None:
            return self._newest.get(stream)
        rows = self.answers.store.stream(self.ledger, stream_id(self.ledger, stream))
        if not rows:
            return None
        row = rows[-1]
        return Found(version=row.version, index=row.index, event=decode_row(row).event)

    def _content(self, digest: bytes) -> bytes:
        known = self._contents.get(digest)
        return known if known is not None else self.answers.store.content(self.ledger, digest)


def rehearse(answers: Answers, season: SeasonFile, done: set[str], *, now: int, file: str) -> None:
    """Refuse `StepRefused` if any step not yet recorded would be refused."""
    stage = Stage(answers, now=now)
    if season.opening.slug not in stage.known:
        stage.open(season.opening)
    for step in season.steps:
        if step.key in done:
            continue
        try:
            if isinstance(step.command, OpenLedger):
                stage.open(step.command)
            else:
                stage.ledger(step.ledger).play(step.command, step)
        except DomainError as refusal:
            raise refused(step, refusal, file) from refusal


def refused(step: Step, refusal: DomainError, file: str) -> StepRefused:
    """A step's refusal with the place where the step stands."""
    facts: dict[str, object] = {
        **refusal.facts,
        "file": file,
        "line": step.line,
        "command": step.command.NAME,
        "refusal": refusal.code,
    }
    return StepRefused(**facts)
