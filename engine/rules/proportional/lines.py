"""Numbers that grow in equal steps, and for how many steps a comparison of them holds."""

from typing import TypeAlias

Line: TypeAlias = tuple[int, int]
"""A number that grows in steps: its value now, and what each further step adds."""


def steps_alike(line: Line, *, strict: bool) -> int | None:
    """For how many steps a number stays at least 0 (`strict`: above 0); none: for ever.

    It must be so now.

    >>> steps_alike((7, -3), strict=False), steps_alike((6, -3), strict=True)
    (2, 1)
    """
    value, more = line
    return None if more >= 0 else (value - strict) // -more


def fewer(first: int | None, second: int | None) -> int | None:
    """The smaller of two bounds, where none is no bound."""
    if first is None or second is None:
        return second if first is None else first
    return min(first, second)
