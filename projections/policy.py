"""Whom to trust: a policy names logs, witnesses, and how many of them must have signed.

The format is C2SP tlog-policy. A checkpoint is accepted if one of the logs signed it and its
cosignatures reach the quorum. A verifier brings a policy of its own; the one in a bundle says
only what the log's operator promises.
"""

import msgspec

from engine.errors.audit import KeyInvalid, NoteInvalid, PolicyInvalid
from projections.notes import LOG, WITNESS, Note, VerifierKey, read_key

POLICY_BYTES_MAX = 64 * 1024


class Group(msgspec.Struct, frozen=True):
    """So many of these must have witnessed."""

    needed: int
    members: tuple[str, ...]


class Policy(msgspec.Struct, frozen=True, kw_only=True):
    """Logs, witnesses and groups by name, and the quorum: one of those names, or `none`."""

    logs: tuple[VerifierKey, ...] = ()
    witnesses: dict[str, VerifierKey] = {}
    groups: dict[str, Group] = {}
    quorum: str = "none"

    def __str__(self) -> str:
        lines = [f"log {key}" for key in self.logs]
        lines += [f"witness {name} {key}" for name, key in self.witnesses.items()]
        lines += [
            f"group {name} {group.needed} {' '.join(group.members)}"
            for name, group in self.groups.items()
        ]
        return "\n".join([*lines, f"quorum {self.quorum}", ""])

    def cosigned(self, note: Note) -> tuple[str, ...]:
        """The names of witnesses whose signature the note bears. Refuses `NoteInvalid`."""
        return tuple(name for name, key in self.witnesses.items() if note.signed_by(key))

    def is_met(self, note: Note) -> bool:
        """Do the cosignatures reach the quorum. A false one counts as none."""
        return self.quorum == "none" or self._witnessed(self.quorum, note)

    def _witnessed(self, name: str, note: Note) -> bool:
        if name in self.witnesses:
            try:
                return note.signed_by(self.witnesses[name])
            except NoteInvalid:
                return False
        group = self.groups[name]
        return sum(self._witnessed(each, note) for each in group.members) >= group.needed

    def trusting(self, key: VerifierKey, needed: int | None = None) -> "Policy":
        """The policy with one more witness; `needed` of all of them make the quorum."""
        known = {name: each for name, each in self.witnesses.items() if each.public != key.public}
        witnesses = {**known, key.name: key}
        group = Group(min(needed or 1, len(witnesses)), tuple(witnesses))
        return Policy(
            logs=self.logs, witnesses=witnesses, groups={"witnesses": group}, quorum="witnesses"
        )


def read_policy(data: bytes) -> Policy:
    """A policy as it is written. Refuses `PolicyInvalid` with the line."""
    if len(data) > POLICY_BYTES_MAX:
        raise PolicyInvalid(line=0, reason=f"longer than {POLICY_BYTES_MAX} bytes")
    reading = _Reading()
    for number, line in enumerate(data.decode("utf-8", "surrogateescape").split("\n"), 1):
        words = line.split()
        if words and not words[0].startswith("#"):
            try:
                reading.take(words)
            except (KeyInvalid, ValueError) as error:
                reason = "no key" if isinstance(error, KeyInvalid) else str(error)
                raise PolicyInvalid(line=number, reason=reason) from None
    if reading.quorum is None:
        raise PolicyInvalid(line=0, reason="no quorum")
    return Policy(
        logs=tuple(reading.logs),
        witnesses=reading.witnesses,
        groups=reading.groups,
        quorum=reading.quorum,
    )


class _Reading:
    """What the lines so far say. `take` raises `ValueError` for one that cannot stand there."""

    def __init__(self) -> None:
        self.logs: list[VerifierKey] = []
        self.witnesses: dict[str, VerifierKey] = {}
        self.groups: dict[str, Group] = {}
        self.quorum: str | None = None

    def take(self, words: list[str]) -> None:
        match words:
            case ["log", key, *rest] if len(rest) <= 1:
                self.logs.append(_new(read_key(key, LOG), self.logs))
            case ["witness", name, key, *rest] if len(rest) <= 1:
                self._check_new(name)
                self.witnesses[name] = _new(read_key(key, WITNESS), self.witnesses.values())
            case ["group", name, count, *members] if members:
                self._check_new(name)
                self._group(name, count, members)
            case ["quorum", name] if self.quorum is None:
                if name != "none" and name not in {*self.witnesses, *self.groups}:
                    raise ValueError("the quorum is not named before")
                self.quorum = name
            case _:
                raise ValueError("not a line of a policy")

    def _group(self, name: str, count: str, members: list[str]) -> None:
        taken = [each for group in self.groups.values() for each in group.members]
        for each in members:
            if each not in {*self.witnesses, *self.groups}:
                raise ValueError("a member is not named before")
            if each in taken or members.count(each) > 1:
                raise ValueError("a member stands twice")
        needed = {"any": 1, "all": len(members)}.get(count)
        if needed is None:
            needed = int(count) if count.isdecimal() and count.isascii() else 0
        if not 1 <= needed <= len(members):
            raise ValueError("no number of members")
        self.groups[name] = Group(needed, tuple(members))

    def _check_new(self, name: str) -> None:
        if name == "none" or name in {*self.witnesses, *self.groups}:
            raise ValueError("the name is taken")


def _new(key: VerifierKey, known: object) -> VerifierKey:
    assert hasattr(known, "__iter__"), "a collection of keys"
    if any(each.public == key.public for each in known):
        raise ValueError("the key stands twice")
    return key
