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
    """Where two plain values differ. Maps are compared key by key, beside nothing too;
    everything else is compared whole.

    >>> [each.path for each in differences({"a": {"x": 1, "y": 2}}, {"a": {"x": 1, "y": 3}})]
    [('a', 'y')]
    """
    if was == becomes:
        return  # most often; one comparison of the whole is quicker than one of each part
    one, other = ({} if side is None else side for side in (was, becomes))
    if (one or other) and isinstance(one, Mapping) and isinstance(other, Mapping):
        for key in [*one, *(key for key in other if key not in one)]:
            yield from differences(one.get(key), other.get(key), (*path, str(key)))
    else:
        yield Difference(path=path, was=was, becomes=becomes)
