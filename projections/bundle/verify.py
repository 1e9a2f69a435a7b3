"""Verifies a bundle in one pass: who signed, what was signed, what it says, what follows from it.

The order of checks is `findings.CHECKS`. A failure names the member of the archive and the index of
the event. Memory holds the folded state, an eighth of a byte an event, and the tile at hand.
"""

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec

from engine.errors import DomainError
from engine.errors.audit import BundleForeign, BundleFuture
from engine.persistence.codec import UNREADABLE, hash_of_leaf
from projections.bundle import layout
from projections.bundle.derived import derived
from projections.bundle.entries import Entries
from projections.bundle.export import upper_tiles
from projections.bundle.findings import Report
from projections.bundle.manifest import Manifest, manifest_of, read_manifest, written
from projections.bundle.opened import Opened
from projections.bundle.signed import pem_of
from projections.bundle.trust import Signers, Trust, check_checkpoint, check_since
from projections.bundle.ustar import ArchiveBroken
from projections.checkpoints import Checkpoint, read_checkpoint
from projections.notes import LOG, WITNESS, Note, VerifierKey, read_key, read_note
from projections.policy import read_policy
from projections.rotations import Rotation, read_rotation
from projections.tree import Tree

CHECKPOINTS_MAX = 100_000
Progress = Callable[[int, int], None]


def verify(
    path: Path,
    trust: Trust | None = None,
    *,
    others: Sequence[Path] = (),
    progress: Progress | None = None,
) -> Report:
    """Verify the bundle at a path, and what it says of the other bodies' bundles given.

    Refuses `BundleUnreadable`, `BundleForeign`, `BundleFuture`.
    """
    with Opened(path) as opened:
        verification = Verification(opened, trust or Trust(), progress)
        report = verification.run()
        if others:
            _against(report, verification.entries, others)
    report.end()
    return report


def _against(report: Report, entries: "Entries | None", others: Sequence[Path]) -> None:
    """Hold what this ledger says of others' events against their own bundles."""
    report.begin("others")
    for path in others:
        with Opened(path) as opened:
            other = Verification(opened, Trust(), None)
            told = other.run()
            if not told.is_sound:
                report.find("others", "other-not-sound", member=path.name)
                continue
            for index, origin in entries.origins if entries else ():
                if str(origin.ledger) != told.ledger or other.entries is None:
                    continue
                report.checks["others"].count += 1
                tree = other.entries.tree
                fits = 0 <= origin.index < origin.size <= tree.size
                if not fits or tree.root(origin.size) != origin.root:
                    report.find("others", "other-root-differs", member=path.name, index=index)
                elif tree.subtree(origin.index, origin.index + 1) != hash_of_leaf(origin.leaf):
                    report.find("others", "other-event-differs", member=path.name, index=index)


class Verification:
    """One bundle being verified."""

    def __init__(self, opened: Opened, trust: Trust, progress: Progress | None) -> None:
        self.opened = opened
        self.report = Report(bundle=opened.name)
        self.entries: Entries | None = None
        self._trust = trust
        self._progress = progress or (lambda _done, _total: None)

    def run(self) -> Report:
        """Verify it. What breaks the archive ends the verification; everything else is noted."""
        self.report.begin("archive")
        try:
            self.opened.reader.begin()
            self._run()
        except ArchiveBroken as broken:
            self.report.find("archive", broken.code, member=broken.member, **broken.facts)
        self.report.checks["archive"].count = self.opened.count
        return self.report

    def _run(self) -> None:
        self.manifest = self._manifest()
        for name in layout.TEXTS:
            self.opened.digest(name)
        checkpoint, note = self._checkpoint()
        self.report.note = note
        earlier = self._earlier()
        signers, cosigners = self._signers()
        self.report.cosigned = cosigners(note)
        check_checkpoint(self.report, signers, checkpoint, note, self._trust)
        for name in (layout.ENCODING, layout.SCHEMA, layout.VECTORS, layout.ALONE):
            self.opened.digest(name)
        self._contents()
        privates = self._privates()
        self.entries = self._entries()
        self._tree(self.entries, checkpoint, signers, earlier)
        if self.entries.is_folding:
            self._follows(self.entries, checkpoint, privates)
        else:
            while self.opened.ahead not in (None, layout.SUMS):
                self.opened.digest(str(self.opened.ahead))
        self._sums(signers)
        if self.opened.ahead is not None:
            raise ArchiveBroken("member-not-expected", self.opened.ahead, expected="the end")

    def _manifest(self) -> Manifest:
        data = self.opened.take(layout.MANIFEST)
        try:
            told: Manifest | Any = read_manifest(data)
        except UNREADABLE:
            told = None
        if not isinstance(told, Manifest):
            form = told.get("format") if isinstance(told, dict) else None
            if isinstance(form, str) and form.startswith("suyton-bundle/"):
                facts = {"format": form[:40], "known": layout.FORMATS}
                raise BundleFuture(file=self.opened.name, **facts)
            raise BundleForeign(file=self.opened.name, reason=f"{layout.MANIFEST} says so")
        report = self.report
        report.format, report.ledger, report.slug = told.format, str(told.ledger), told.slug
        report.origin, report.size, report.root = told.origin, told.size, told.root
        report.disclosure = told.disclosure
        report.withheld = sum(len(each.indexes) for each in told.withheld)
        if self.opened.reader.top != layout.top_of(told.slug, told.size):
            report.find("archive", "folder-differs", member=layout.MANIFEST)
        if told.disclosure not in layout.LEVELS or written(told) != data:
            report.find("derived", "manifest-differs", member=layout.MANIFEST)
        return told

    def _checkpoint(self) -> tuple[Checkpoint, Note]:
        data = self.opened.take(layout.CHECKPOINT)
        try:
            told, note = read_checkpoint(data)
        except DomainError as refusal:
            self.report.find("signature", refusal.code, member=layout.CHECKPOINT)
            stated = Checkpoint(self.manifest.origin, self.manifest.size, b"")
            return stated, Note(stated.text, ())
        if str(note).encode() != data:
            self.report.find("signature", "note-invalid", member=layout.CHECKPOINT)
        return told, note

    def _earlier(self) -> list[tuple[str, Note]]:
        notes: list[tuple[str, Note]] = []
        for name in self.opened.under("checkpoints", "[0-9]{12}"):
            if len(notes) >= CHECKPOINTS_MAX:
                raise ArchiveBroken("member-not-expected", name, expected="fewer checkpoints")
            data = self.opened.take(name)
            try:
                told, note = read_checkpoint(data)
            except DomainError as refusal:
                self.report.find("history", refusal.code, member=name)
                continue
            if name != layout.checkpoint_path(told.size) or (notes and name <= notes[-1][0]):
                self.report.find("history", "checkpoint-out-of-place", member=name)
            notes.append((name, note))
        return notes

    def _signers(self) -> tuple[Signers, Callable[[Note], tuple[str, ...]]]:
        found = self._read(layout.LOG_KEY, lambda data: read_key(data.decode(), LOG))
        key = found or VerifierKey(self.manifest.origin, LOG, bytes(32))
        if self.opened.take(layout.LOG_PEM) != pem_of(key):
            self.report.find("signature", "key-differs", member=layout.LOG_PEM)
        policy = self._read(layout.POLICY, read_policy)
        self._read(
            layout.WITNESSES,
            lambda data: [read_key(line, WITNESS) for line in data.decode().splitlines()],
        )
        if policy is not None and [each.public for each in policy.logs] != [key.public]:
            self.report.find("signature", "key-differs", member=layout.POLICY)
        rotations: list[Rotation] = []
        for name in self.opened.under("rotations", "[0-9]{4}"):
            told = self._read(name, lambda data: read_rotation(read_note(data)))
            follows = not rotations or (told is not None and told.old == rotations[-1].new)
            number = len(rotations) + 1
            if told is None or not follows or name != layout.rotation_path(number):
                self.report.find("signature", "rotation-out-of-place", member=name)
            else:
                rotations.append(told)
        if rotations and rotations[-1].new != key.public:
            self.report.find("signature", "rotation-out-of-place", member=layout.LOG_KEY)

        def cosigned(note: Note) -> tuple[str, ...]:
            with suppress(DomainError):
                return policy.cosigned(note) if policy is not None else ()
            self.report.find("signature", "signature-false", member=layout.CHECKPOINT)
            return ()

        return Signers(key, rotations), cosigned

    def _read(self, name: str, read: Callable[[bytes], Any]) -> Any:
        data = self.opened.take(name)
        try:
            return read(data)
        except (DomainError, UnicodeDecodeError) as error:
            code = error.code if isinstance(error, DomainError) else "note-invalid"
            self.report.find("signature", code, member=name)
            return None

    def _contents(self) -> None:
        checked = self.report.begin("content")
        for name in self.opened.under("content", "[0-9a-f]{64}"):
            member = self.opened.expect(name)
            digest = self.opened.digest(name)
            if name != layout.content_path(digest) or digest in self.opened.contents:
                self.report.find("content", "content-differs", member=name)
            self.opened.contents[digest] = member
            checked.count += 1

    def _privates(self) -> dict[bytes, tuple[bytes, str]]:
        if self.manifest.disclosure != layout.AUDITOR:
            return {}
        rows: dict[bytes, tuple[bytes, str]] = {}
        for number, line in enumerate(self.opened.take(layout.PRIVATE).splitlines()):
            try:
                told = msgspec.json.decode(line, type=dict[str, str])
                rows[bytes.fromhex(told["ref"])] = (bytes.fromhex(told["salt"]), told["value"])
            except (*UNREADABLE, KeyError, ValueError):
                self.report.find(
                    "content", "private-unreadable", member=layout.PRIVATE, line=number
                )
        return rows

    def _entries(self) -> Entries:
        manifest = self.manifest
        withheld = {index: each.poll for each in manifest.withheld for index in each.indexes}
        tree = Tree(self.opened.leaves)
        entries = Entries(self.report, manifest.ledger, tree, self.opened.content, withheld)
        with _collector_at_rest():
            for number, width in layout.tile_widths(manifest.size):
                entries.take(number, width, *self.opened.take_tile(number, width))
                self._progress(number * layout.TILE + width, manifest.size)
        for name, data in upper_tiles(tree.blocks):
            if self.opened.take(name) != data:
                self.report.find("root", "tile-wrong", member=name)
        return entries

    def _tree(
        self,
        entries: Entries,
        checkpoint: Checkpoint,
        signers: Signers,
        earlier: list[tuple[str, Note]],
    ) -> None:
        report, tree = self.report, entries.tree
        report.checks["root"].count = tree.size
        told = (self.manifest.origin, self.manifest.size, self.manifest.root)
        if told != (checkpoint.origin, checkpoint.size, checkpoint.root.hex()):
            report.find("root", "manifest-differs", member=layout.MANIFEST)
        if tree.size != checkpoint.size or tree.root() != checkpoint.root:
            report.find("root", "root-differs", member=layout.CHECKPOINT)
        history = report.begin("history")
        for name, note in earlier:
            self._extends(tree, signers, name, note)
            history.count += 1
        since = self._trust.since
        if since is not None:
            size = check_since(report, signers, since, checkpoint)
            if size is not None:
                self._extends(tree, signers, "--since", since)
                history.count += 1
        for index, code in entries.claimed():
            report.find("history", code, index=index)

    def _extends(self, tree: Tree, signers: Signers, name: str, note: Note) -> None:
        told, _ = read_checkpoint(str(note).encode())
        try:
            signed = signers.signed(note)
        except DomainError:
            signed = False
        if not signed or told.origin != self.manifest.origin:
            self.report.find("history", "checkpoint-not-signed", member=name)
        if not 0 < told.size <= tree.size or tree.root(told.size) != told.root:
            self.report.find("history", "history-differs", member=name, size=told.size)

    def _follows(
        self,
        entries: Entries,
        checkpoint: Checkpoint,
        privates: dict[bytes, tuple[bytes, str]],
    ) -> None:
        """Everything that follows from the entries: content, persons, manifest, derived files."""
        manifest, report = self.manifest, self.report
        left_out = layout.LEFT_OUT.get(manifest.disclosure, ())
        expected = dict(entries.parts.contents_at(left_out))
        if list(expected) != list(self.opened.contents):
            report.find("content", "content-not-what-events-name")
        for digest, size in expected.items():
            member = self.opened.contents.get(digest)
            if member is not None and member.size != size:
                report.find("content", "content-differs", member=member.name)
        report.checks["content"].count += len(privates)
        for ref, (salt, value) in privates.items():
            if sha256(salt + value.encode()).digest() != entries.parts.sealed.get(ref):
                report.find("content", "private-differs", member=layout.PRIVATE, ref=ref.hex())
        self._check_manifest(entries, checkpoint)
        checked = report.begin("derived")
        for each in derived(entries.state):
            self._check_derived(each.name, each.data)
            checked.count += 1

    def _check_manifest(self, entries: Entries, checkpoint: Checkpoint) -> None:
        opened = entries.state.ledger.season.opened
        told = self.manifest
        open_polls = {poll: list(indexes) for poll, indexes in entries.parts.open_polls.items()}
        expected = manifest_of(
            ledger=told.ledger,
            slug=opened.slug if opened else "",
            checkpoint=checkpoint,
            level=told.disclosure if told.disclosure in layout.LEVELS else layout.PUBLIC,
            withheld={each.poll: list(each.indexes) for each in told.withheld},
            program=told.program,
        )
        season = entries.state.ledger.season
        named = None if opened is None else (opened.body.id, opened.slug, str(season.epoch))
        if told != expected or named is None or told.origin != "/".join(named):
            self.report.find("derived", "manifest-differs", member=layout.MANIFEST)
        for each in told.withheld:
            since = entries.state.ledger.polls.polls.get(each.poll)
            ordered = list(each.indexes) == sorted(set(each.indexes))
            late = since is not None and each.indexes[:1] > (since.index,)
            if each.poll not in open_polls or not ordered or not late:
                self.report.find("events", "withheld-without-ground", poll=each.poll)
        for poll, indexes in open_polls.items():
            for index in indexes:
                self.report.find("events", "entry-not-withheld", index=index, poll=poll)

    def _check_derived(self, name: str, data: Callable[[], Any]) -> None:
        if name.startswith("results/"):
            told = _without_trace(self.opened.take(name))
            if told is None or told != _without_trace(b"".join(data())):
                self.report.find("derived", "derived-differs", member=name)
            return
        expected = sha256()
        for chunk in data():
            expected.update(chunk)
        if self.opened.digest(name) != expected.digest():
            self.report.find("derived", "derived-differs", member=name)

    def _sums(self, signers: Signers) -> None:
        checked = self.report.begin("sums")
        checked.count = self.opened.count
        expected = self.opened.sums.digest()
        member = self.opened.expect(layout.SUMS)
        sums = self.opened.take(member.name, size_max=layout.TEXT_BYTES_MAX * 4)
        if sha256(sums).digest() != expected:
            self.report.find("sums", "sums-differ", member=layout.SUMS)
        signature = self.opened.take(layout.SUMS_SIGNATURE, size_max=64)
        if not signers.key.verifies(signature, sums):
            self.report.find("sums", "sums-not-signed", member=layout.SUMS_SIGNATURE)


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Folding makes no cycles, and a large state would be walked through for nothing."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _without_trace(data: bytes) -> Any:
    try:
        told = msgspec.json.decode(data)
    except UNREADABLE:
        return None
    if isinstance(told, dict):
        told.pop("trace", None)
    return told
