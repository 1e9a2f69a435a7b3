"""A season file: who, under which rules, and what happened, in order.

    suyton: 1
    ledger: {slug: …, title: …, body: {…}, season: …, time_zone: …, disclosure: …}
    happened:
      - admit-member:
          - {member: U1, name: Unit 1}
          - {member: U2, name: Unit 2}
      - launch-movement: {movement: m1, title: …}
        on: 2024-02-01T08:00+07:00

Each step names one command and gives its fields, or a list of such; `on` is the claimed time
of what is taken from paper. Steps of another ledger stand in a group of their own, as where a
council answers a bloc; `open-ledger` opens one that is not there yet:

      - in: bloc-of-nine
        happened:
          - receive-decision: {…}

Every field is checked before anything is played.
"""

from typing import Any

import msgspec
import yaml

from api.rulebook_file import rulebook_of
from api.yaml_errors import FileFieldMissing
from api.yaml_nodes import below, entries, items, read, read_struct, refuse, unknown
from api.yaml_text import place, root_of
from engine.commands.base import Command
from engine.commands.registry import COMMANDS
from engine.commands.season import OpenLedger
from engine.values.numbers import Micros
from engine.values.text import Code

FORMAT = "1"
ENVELOPE: dict[str, tuple[str, Any]] = {
    "on": ("on", Micros),
    "for": ("acting_for", Code),
    "with": ("second", Code),
}


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One command of the file, with the line it stands on."""

    ledger: str
    """Slug of the ledger the step goes to."""
    key: str
    line: int
    command: Command
    on: int | None = None
    acting_for: str | None = None
    second: str | None = None


class SeasonFile(msgspec.Struct, frozen=True, kw_only=True):
    """A season as written: its opening, then every step in order."""

    opening: OpenLedger
    steps: tuple[Step, ...]


def read_season(text: str | bytes, *, file: str) -> SeasonFile:
    """The season of a file, every field checked.

    Refuses what `root_of` and `read_struct` refuse, and `RulebookFileInvalid`.
    """
    root = root_of(text, file=file)
    fields = {name: (key, value) for name, key, value in entries(root, "")}
    for name, (key, _) in fields.items():
        if name not in ("suyton", "ledger", "happened"):
            raise unknown(key, name, ("suyton", "ledger", "happened"))
    for name in ("suyton", "ledger", "happened"):
        if name not in fields:
            raise FileFieldMissing(**place(root), field=name, expected=_EXPECTED[name])
    version = fields["suyton"][1]
    if not isinstance(version, yaml.ScalarNode) or version.value != FORMAT:
        refuse(version, "suyton", FORMAT)
    opening = read_struct(fields["ledger"][1], OpenLedger, "ledger")
    steps: list[Step] = []
    reader = _Reader(opening.slug, steps)
    reader.happened(fields["happened"][1], "happened", opening.slug)
    return SeasonFile(opening=opening, steps=tuple(steps))


_EXPECTED = {"suyton": FORMAT, "ledger": "mapping", "happened": "list"}


class _Reader:
    """Steps in the order they are met, numbered through the file."""

    def __init__(self, slug: str, steps: list[Step]) -> None:
        self._slug = slug
        self._steps = steps

    def happened(self, node: yaml.Node, path: str, ledger: str) -> None:
        """All steps of a list."""
        for at, step in items(node, path):
            names = {name: value for name, _, value in entries(step, at)}
            if "in" in names or "happened" in names:
                self._group(step, at)
            else:
                self._step(step, at, ledger)

    def _group(self, node: yaml.Node, path: str) -> None:
        found: dict[str, yaml.Node] = {}
        for name, key, value in entries(node, path):
            if name not in ("in", "happened"):
                raise unknown(key, below(path, name), ("in", "happened"))
            found[name] = value
        for name, expected in (("in", "slug"), ("happened", "list")):
            if name not in found:
                raise FileFieldMissing(**place(node), field=below(path, name), expected=expected)
        ledger = read(found["in"], Code, below(path, "in"))
        self.happened(found["happened"], below(path, "happened"), ledger)

    def _step(self, node: yaml.Node, path: str, ledger: str) -> None:
        told: dict[str, Any] = {}
        commands: list[tuple[str, yaml.Node]] = []
        for name, key, value in entries(node, path):
            if name in ENVELOPE:
                field, kind = ENVELOPE[name]
                told[field] = read(value, kind, below(path, name))
            elif name in COMMANDS and not commands:
                commands.append((name, value))
            else:
                known = tuple(ENVELOPE) if commands else (*sorted(COMMANDS), *ENVELOPE)
                raise unknown(key, below(path, name), known)
        if not commands:
            raise FileFieldMissing(**place(node), field=path, expected="command")
        name, value = commands[0]
        at = below(path, name)
        if told and COMMANDS[name] is OpenLedger:
            # A ledger is opened here and now; the claimed times begin inside it.
            key = next(key for _, key, _ in entries(node, path) if key.value in ENVELOPE)
            raise unknown(key, below(path, key.value), (name,))
        for each, one in (
            items(value, at) if isinstance(value, yaml.SequenceNode) else [(at, value)]
        ):
            self._steps.append(
                Step(
                    ledger=ledger,
                    key=f"play:{self._slug}:{len(self._steps) + 1:05d}",
                    line=one.start_mark.line + 1,
                    command=_command(one, COMMANDS[name], each),
                    **told,
                )
            )


def _command(node: yaml.Node, kind: type[Command], path: str) -> Command:
    """A command's fields; what a door computes cannot be written."""
    for name, key, value in entries(node, path):
        if name in kind.COMPUTED:
            fields = [each.encode_name for each in msgspec.structs.fields(kind)]
            writable = tuple(each for each in fields if each not in kind.COMPUTED)
            raise unknown(key, below(path, name), writable)
        if name == "rulebook" and isinstance(value, yaml.MappingNode):
            rulebook_of(value, below(path, name))  # refuses contradictions, with their line
    command: Command = read_struct(node, kind, path)
    return command
