"""Add what the golden files do not hold yet: `python -m tests.golden.add`. Nothing is overwritten.

    events/TOPIC-VERSION.json  examples of one event: stored bytes, leaf hash, decoded value.
                               A new event gets a file, a new field a further example.
    folds/N.json               a story with every event: its rows, their root, and the digest of
                               the state they fold into. A new event needs a new story; a raised
                               `FOLD_VERSION` gets its digest.

Until the first release a file may be deleted and made anew. Afterwards never: somebody's ledger
holds those bytes.
"""

import sys
import tempfile
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

import msgpack

from api.computing import Own, completed
from engine.commands.submit import Submitter
from engine.events.base import Event
from engine.events.registry import EVENTS
from engine.persistence.codec import Row, leaf_hash
from engine.persistence.sqlite_store import SQLiteStore
from projections.answers import Answers
from projections.state import FOLD_VERSION
from projections.tree import root_of_rows
from tests.golden.examples import examples
from tests.golden.folding import contents_of, digest_of
from tests.golden.kept import EVENTS_FOLDER, FOLDS_FOLDER, as_json, plain, read, row_of, write
from tests.golden.story import whole_story
from tests.golden.story_rules import BLOC


def add_examples(kind: type[Event]) -> None:
    """A file for an event without one; an example for a field without one."""
    path = EVENTS_FOLDER / f"{kind.TOPIC}-{kind.VERSION}.json"
    kept = read(path)["examples"] if path.exists() else {}
    shown = {name for each in kept.values() for name in each["value"]["data"]}
    missing = {*kind.__struct_fields__} - shown
    if kept and not missing:
        return
    for name, event in examples(kind):
        row = row_of(event, index=len(kept), full=name != "least")
        value = plain(msgpack.unpackb(row.state))
        if not path.exists() or missing & value["data"].keys():
            kept[f"later-{len(kept)}" if path.exists() else name] = {
                **as_json(row),
                "leaf_hash": leaf_hash(row).hex(),
                "value": value,
            }
    write(path, {"examples": kept})
    tell(f"added examples of {kind.TOPIC} {kind.VERSION}")


def add_fold() -> None:
    """A story for events that none tells yet, and the digest of a raised `FOLD_VERSION`."""
    told: set[tuple[str, int]] = set()
    for path in sorted(FOLDS_FOLDER.glob("*.json")):
        kept = read(path)
        told |= {(row["topic"], _version(row)) for row in kept["rows"]}
        digest = digest_of(kept)
        if kept["digests"].get(str(FOLD_VERSION), digest) != digest:
            sys.exit(f"{path.name} folds into another state: raise FOLD_VERSION first")
        if str(FOLD_VERSION) not in kept["digests"]:
            kept["digests"][str(FOLD_VERSION)] = digest
            write(path, kept)
            tell(f"added the digest of fold {FOLD_VERSION} to {path.name}")
    if told >= {*EVENTS}:
        return
    number = next(n for n in count(1) if not (FOLDS_FOLDER / f"{n}.json").exists())
    rows, contents = play_story()
    kept = {
        "rows": [as_json(row) for row in rows],
        "contents": [data.hex() for data in contents],
        "root": root_of_rows(rows).root.hex(),
        "digests": {},
    }
    kept["digests"][str(FOLD_VERSION)] = digest_of(kept)
    write(FOLDS_FOLDER / f"{number}.json", kept)
    tell(f"added story {number}: {len(rows)} events")


def _version(row: dict[str, Any]) -> int:
    version: int = msgpack.unpackb(bytes.fromhex(row["state"]))["v"]
    return version


def play_story() -> tuple[list[Row], list[bytes]]:
    """The rows of the bloc's ledger and their contents; the same each time."""
    times, chance = count(1_735_800_000_000_000, 1_000_000), count()
    ledgers = {name: UUID(bytes=sha256(name.encode()).digest()[:16]) for name, _ in whole_story()}
    with tempfile.TemporaryDirectory() as folder:
        store = SQLiteStore(Path(folder))
        submitter = Submitter(
            store,
            clock=lambda: next(times),
            entropy=lambda size: b"".join(
                sha256(next(chance).to_bytes(8, "big")).digest() for _ in range(size // 32)
            ),
        )
        answers = Answers(store)
        for number, (name, command) in enumerate(whole_story()):
            ledger = ledgers[name]
            whole = completed(Own(answers, ledger), command)
            submitter.submit(ledger, whole, key=f"story-{number}").result()
        rows = list(store.read(ledgers[BLOC]))
        contents = contents_of(rows, lambda digest: store.content(ledgers[BLOC], digest))
        submitter.close()
        store.close()
    return rows, contents


def tell(line: str) -> None:
    """One line for whoever runs this."""
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    for event in EVENTS.values():
        add_examples(event)
    add_fold()
