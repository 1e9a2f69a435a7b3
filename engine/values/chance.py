"""Chance, drawn many times at once: to ask the system for each costs a call, and in a busy process the
interpreter.
"""

from collections import deque
from collections.abc import Callable


class Chance:
    """Random bytes, none of them given twice. Threads may draw at will; a forked process may not."""

    def __init__(self, entropy: Callable[[int], bytes], size: int, at_once: int) -> None:
        self._entropy = entropy
        self._size = size
        self._at_once = at_once
        self._drawn: deque[bytes] = deque()

    def draw(self) -> bytes:
        """As many bytes as this one gives."""
        while True:
            try:
                return self._drawn.popleft()
            except IndexError:
                size, drawn = self._size, self._entropy(self._size * self._at_once)
                self._drawn.extend(drawn[at : at + size] for at in range(0, len(drawn), size))
