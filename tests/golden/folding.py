"""From the rows of a golden story to the digest of the state they fold into."""

from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256
from typing import Any

from engine.persistence.codec import Row, decode_row
from engine.persistence.reading import needed_content
from projections.state import State, digest, fold_rows
from tests.golden.kept import as_row


def contents_of(rows: Iterable[Row], content: Callable[[bytes], bytes]) -> list[bytes]:
    """The contents that folding these rows needs, each once."""
    needed = {
        reference.digest: content(reference.digest)
        for row in rows
        if (reference := needed_content(decode_row(row))) is not None
    }
    return list(needed.values())


def digest_of(kept: Mapping[str, Any]) -> str:
    """The digest of the state that a kept story folds into now."""
    contents = [bytes.fromhex(data) for data in kept["contents"]]
    by_digest = {sha256(data).digest(): data for data in contents}
    state = State()
    fold_rows(state, map(as_row, kept["rows"]), by_digest.__getitem__)
    return digest(state)
