"""Two values side by side: every place where they differ, by its path.

The one comparison behind replays (recorded and recomputed), `diff` (then and now) and what-ifs
(official and hypothetical).
"""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """One place where two values differ; None: there is nothing on that side."""

    path: tuple[str, ...]
    was: Any
    becomes: Any


def differences(was: Any, becomes: Any, path: tuple[str, ...] = ()) -> Iterator[Difference]:
    """Where two plain values differ. Maps are compared key by key, everything else whole.

    >>> [each.path for each in differences({"a": {"x": 1, "y": 2}}, {"a": {"x": 1, "y": 3}})]
    [('a', 'y')]
    """
    if isinstance(was, Mapping) and isinstance(becomes, Mapping):
        for key in [*was, *(key for key in becomes if key not in was)]:
            yield from differences(was.get(key), becomes.get(key), (*path, str(key)))
    elif was != becomes:
        yield Difference(path=path, was=was, becomes=becomes)
