"""Drawing by lot that anybody can repeat with a pocket tool.

Given a seed (any bytes, at most 255) and the tied options, sorted by their UTF-8 bytes:
block i is SHA-256("suyton-lot-1" ‖ seed length as one byte ‖ seed ‖ i as 8 bytes, big endian);
each block is read as one whole number N below 2**256. Fisher-Yates from the end: for k = n-1
down to 1 the next number chooses j in 0..k as N mod (k+1), unless N is at or above the largest
multiple of k+1 below 2**256: then the block is passed over and the next one is used. Positions
j and k change places; the result is the order, best first.

>>> drawn_order(b"seed", ("a", "b", "c"))
('b', 'c', 'a')
"""

from collections.abc import Iterator, Sequence
from hashlib import sha256

SEED_BYTES_MAX = 255
"""The seed's length is written in one byte."""

_DOMAIN = b"suyton-lot-1"
_SPACE = 1 << 256


def drawn_order(seed: bytes, options: Sequence[str]) -> tuple[str, ...]:
    """The options in drawn order, the same for the same seed and set of options."""
    assert len(seed) <= SEED_BYTES_MAX, "the seed's length is written in one byte"
    order = sorted(options, key=lambda option: option.encode())
    numbers = _numbers(seed)
    for last in range(len(order) - 1, 0, -1):
        chosen = _below(last + 1, numbers)
        order[chosen], order[last] = order[last], order[chosen]
    return tuple(order)


def _numbers(seed: bytes) -> Iterator[int]:
    block = 0
    while True:
        told = _DOMAIN + bytes([len(seed)]) + seed + block.to_bytes(8, "big")
        yield int.from_bytes(sha256(told).digest(), "big")
        block += 1


def _below(bound: int, numbers: Iterator[int]) -> int:
    fair = _SPACE - _SPACE % bound
    return next(number for number in numbers if number < fair) % bound
