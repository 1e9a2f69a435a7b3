"""Runs the voting process with its file calls watched, and reads what was written down.

The library that stands between is compiled from `file_calls.c` when it is first needed; where
there is no C compiler, its tests are skipped and say so.
"""

import os
import shutil
import struct
import subprocess
import sys
from base64 import b64decode
from pathlib import Path

import msgspec
import pytest

from projections.checkpoints import read_checkpoint
from projections.notes import Note
from tests.faults.checking import Told

ROOT = Path(__file__).parents[2]
SOURCE = Path(__file__).with_name("file_calls.c")
_HEAD = struct.Struct("<cBHIQ")


class Call(msgspec.Struct, frozen=True):
    """One call that changes a file: C create, W write, T truncate, S sync, R rename, U unlink."""

    what: str
    failed: bool
    path: str
    at: int
    data: bytes
    end: int
    """The size of the trace with this call in it."""


class Watched(msgspec.Struct, frozen=True):
    """A run: its calls in order, what the voters were told, and when they were told it."""

    folder: Path
    calls: tuple[Call, ...]
    told: Told
    positions: dict[str, int]
    """Key -> size of the trace when its acknowledgement was there."""
    signed: list[tuple[int, Note]]
    """Size of the trace when a checkpoint had been signed, and the checkpoint."""
    codes: set[str]
    """Of all refusals, also of those after which nobody knows."""
    ended: int

    def signed_at(self, end: int) -> list[Note]:
        """What had been signed when the trace had this size."""
        return [note for position, note in self.signed if position <= end]

    def acked_at(self, end: int) -> dict[str, int]:
        """What had been acknowledged when the trace had this size."""
        return {key: first for key, first in self.told.acked.items() if self.positions[key] <= end}


def library(folder: Path) -> Path:
    """The library to be loaded before others."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None or not sys.platform.startswith("linux"):
        pytest.skip("no C compiler here, or no Linux: file calls cannot be watched")
    made = folder / "file_calls.so"
    subprocess.run(
        [compiler, "-shared", "-fPIC", "-O1", "-o", made, SOURCE, "-ldl", "-pthread"], check=True
    )
    return made


def watch(
    shim: Path,
    folder: Path,
    *,
    polls: int,
    members: int,
    pragmas: tuple[str, ...] = (),
    **environment: str,
) -> Watched:
    """Let a process vote in a new store in this folder."""
    trace, store = folder / "trace", folder / "store"
    store.mkdir(parents=True)
    ran = subprocess.run(
        [sys.executable, "-m", "tests.faults.voter", store, str(polls), str(members), *pragmas],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "LD_PRELOAD": str(shim),
            "FAULTS_FOLDER": str(store.resolve()),
            "FAULTS_TRACE": str(trace),
            "FAULTS_AUDIT": str(folder / "audit"),
            **environment,
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    told = Told(
        sent={
            f"P{at}-U{number}": (f"P{at}", f"U{number}")
            for at in range(polls)
            for number in range(1, members + 1)
        }
    )
    positions: dict[str, int] = {}
    signed: list[tuple[int, Note]] = []
    codes: set[str] = set()
    for line in ran.stdout.splitlines():
        key, first, *rest = line.split()
        if key == "signed":
            signed.append((int(rest[0]), read_checkpoint(b64decode(first))[1]))
        elif first == "!":
            codes.add(rest[0])
            if rest[1:] == ["nothing"]:
                told.refused[key] = rest[0]
        elif first != "done":
            told.answer(key, int(first))
            positions[key] = int(rest[0])
    assert ran.returncode == 0 or "FAULTS_FAIL_AT" in environment, ran.stderr
    return Watched(store, tuple(read_calls(trace)), told, positions, signed, codes, ran.returncode)


def read_calls(trace: Path) -> list[Call]:
    """What was written down, in order."""
    data, at, calls = trace.read_bytes(), 0, []
    while at < len(data):
        what, failed, path, size, offset = _HEAD.unpack_from(data, at)
        at += _HEAD.size
        name = data[at : at + path].decode()
        at += path + size
        content = data[at - size : at]
        calls.append(Call(what.decode(), bool(failed), name, offset, content, at))
    return calls
