"""What a disk may hold after the power was cut, given the calls that a process had made.

A call is certain once its file has been synced after it; a name (made, renamed, deleted) once its
folder has. Of what was not synced, each sector of 512 bytes was written or not, whatever the order
of the calls; names change in their order, as journalling file systems keep it. A write that a
sync failed on is written or not for good: no later sync brings it back, as Linux has it.
"""

import random
from collections.abc import Iterable
from pathlib import Path

from tests.faults.watching import Call

SECTOR = 512


class _File:
    """A file: what is certain, and what waits for a sync."""

    def __init__(self) -> None:
        self.certain = bytearray()
        self.waiting: list[Call] = []

    def sync(self) -> None:
        for call in self.waiting:
            _change(self.certain, call)
        self.waiting = []

    def lose(self, chance: random.Random, kept: float) -> None:
        """Keep of what waits as much as chance will have it."""
        for call in self.waiting:
            _change_in_part(self.certain, call, chance, kept)
        self.waiting = []


class Disk:
    """Files of one folder as the calls leave them."""

    def __init__(self, chance: random.Random, kept: float) -> None:
        self.chance = chance
        self.kept = kept
        self.files: dict[str, _File] = {}
        self.certain: dict[str, _File] = {}
        self.renamed: list[dict[str, _File]] = []

    def run(self, calls: Iterable[Call]) -> None:
        """Take calls in, in order."""
        for call in calls:
            if call.failed and call.what != "S":
                continue
            if call.what == "S":
                self._sync(call)
            elif call.what == "C":
                self._name({**self.files, call.path: _File()})
            elif call.what in "WT":
                self.files[call.path].waiting.append(call)
            elif call.path in self.files:
                files = dict(self.files)
                moved = files.pop(call.path)
                if call.what == "R":
                    files[call.data.decode()] = moved
                self._name(files)

    def cut(self, folder: Path) -> None:
        """The power is cut: write what is left of the files to a folder."""
        names = [self.certain, *self.renamed]
        left = names[self._of(len(names))]
        for path, file in left.items():
            file.lose(self.chance, self.kept)
            (folder / Path(path).name).write_bytes(file.certain)

    def _of(self, number: int) -> int:
        if self.kept in {0.0, 1.0}:
            return int(self.kept) * (number - 1)
        return self.chance.randrange(number)

    def _name(self, files: dict[str, _File]) -> None:
        self.files = files
        self.renamed.append(files)

    def _sync(self, call: Call) -> None:
        file = self.files.get(call.path)
        if file is not None and call.failed:
            file.lose(self.chance, self.kept)
        elif file is not None:
            file.sync()
        elif not call.failed:  # the folder
            self.certain, self.renamed = self.files, []


def _change(content: bytearray, call: Call) -> None:
    if call.what == "T":
        _resize(content, call.at)
        return
    _resize(content, max(len(content), call.at + len(call.data)))
    content[call.at : call.at + len(call.data)] = call.data


def _change_in_part(content: bytearray, call: Call, chance: random.Random, kept: float) -> None:
    if call.what == "T":
        if chance.random() < kept:
            _resize(content, call.at)
        return
    end = call.at + len(call.data)
    for begin in range(call.at - call.at % SECTOR, end, SECTOR):
        if chance.random() < kept:
            first, last = max(begin, call.at), min(begin + SECTOR, end)
            _resize(content, max(len(content), last))
            content[first:last] = call.data[first - call.at : last - call.at]


def _resize(content: bytearray, size: int) -> None:
    if len(content) > size:
        del content[size:]
    else:
        content.extend(bytes(size - len(content)))
