"""What a verifier brings along: a key from elsewhere, an earlier checkpoint, a policy of its own."""

import msgspec

from engine.errors.audit import KeyInvalid, NoteInvalid
from engine.values.text import shown
from projections.bundle.findings import Report
from projections.checkpoints import Checkpoint, checkpoint_of
from projections.notes import LOG, Note, VerifierKey, fingerprint, read_key
from projections.policy import Policy
from projections.rotations import Rotation, followed

_HEX = frozenset("0123456789abcdef")


class Trust(msgspec.Struct, frozen=True, kw_only=True):
    """`key`: the fingerprint (SHA-256) of the log's public key, from elsewhere."""

    key: str | None = None
    since: Note | None = None
    policy: Policy | None = None


def read_trusted(text: str) -> str:
    """The fingerprint that a text means: itself, however it is spaced, or that of a verifier key.

    Refuses `KeyInvalid`.
    """
    told = "".join(text.split()).lower().removeprefix("sha256:").replace(":", "")
    if len(told) == 64 and _HEX.issuperset(told):
        return told
    try:
        return read_key(text, LOG).fingerprint
    except KeyInvalid:
        expected = "a fingerprint of 64 hexadecimal digits, or NAME+ID+KEY"
        raise KeyInvalid(key=shown(text.strip()), expected=expected) from None


class Signers:
    """The keys of a log, as its bundle names them: the one in force, and those before it."""

    def __init__(self, key: VerifierKey, rotations: list[Rotation]) -> None:
        self.key = key
        self.rotations = rotations

    @property
    def publics(self) -> tuple[bytes, ...]:
        """Every public key that ever signed, the one in force first."""
        olds = (each.old for each in self.rotations)
        return tuple(dict.fromkeys((self.key.public, *olds)))

    def is_vouched_by(self, trusted: str) -> bool:
        """Is the key in force the trusted one, or one that took over from it, step by step."""
        for public in self.publics:
            if fingerprint(public) == trusted:
                return self.key.public in followed(public, self.rotations)
        return False

    def signed(self, note: Note, *, by: VerifierKey | None = None) -> bool:
        """Did the log sign this note: with the key in force, or (None) with any it has had."""
        keys = [by] if by else [VerifierKey(self.key.name, LOG, each) for each in self.publics]
        return any(list(map(note.signed_by, keys)))  # a false one of any is told


def check_checkpoint(
    report: Report, signers: Signers, told: Checkpoint, note: Note, trust: Trust
) -> None:
    """Who signed the checkpoint, and do the verifier's witnesses agree."""
    report.begin("signature").count += 1
    report.fingerprint = signers.key.fingerprint
    try:
        if not signers.signed(note, by=signers.key):
            report.find("signature", "checkpoint-not-signed", member="checkpoint")
    except NoteInvalid as refusal:
        reason = str(refusal.facts["reason"])
        report.find("signature", "signature-false", member="checkpoint", reason=reason)
    if told.origin != signers.key.name:
        report.find("signature", "origin-differs", member="checkpoint", origin=told.origin)
    if trust.key is not None:
        report.trusted = signers.is_vouched_by(trust.key)
        if not report.trusted:
            report.find(
                "signature",
                "key-not-trusted",
                member="log.vkey",
                key=trust.key,
                signed=signers.key.fingerprint,
            )
    if trust.policy is not None:
        report.begin("quorum").count += 1
        if not trust.policy.is_met(note):
            report.find("quorum", "quorum-not-met", member="checkpoint")


def check_since(report: Report, signers: Signers, since: Note, bundle: Checkpoint) -> int | None:
    """Is the checkpoint that was kept one of this log; the size to compare its root at."""
    told = checkpoint_of(since)
    try:
        signed = signers.signed(since)
    except NoteInvalid:
        signed = False
    if told.origin != bundle.origin or not signed:
        report.find("history", "since-not-of-this-log", origin=told.origin)
        return None
    if told.size > bundle.size:
        report.find("history", "since-is-larger", size=told.size, bundle=bundle.size)
        return None
    return told.size
