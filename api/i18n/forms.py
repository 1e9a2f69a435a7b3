"""How facts are written inside a sentence: numbers, lists, places, pairs."""

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction


def shown(value: object) -> str:
    """A fact as it stands; lists joined by commas, those inside them in brackets.

    >>> shown((("ada", 1), True))
    '(ada, 1), true'
    """
    if isinstance(value, tuple | list):
        return ", ".join(
            f"({shown(part)})" if isinstance(part, tuple | list) else shown(part) for part in value
        )
    return str(value).lower() if isinstance(value, bool) else str(value)


def groups(value: object) -> str:
    """Places, best first; or a path.

    >>> groups((("ada",), ("bob", "cy"))), groups(("ada", "bob"))
    ('ada > bob = cy', 'ada > bob')
    """
    return " > ".join(
        " = ".join(map(str, part)) if isinstance(part, tuple | list) else str(part)
        for part in _parts(value)
    )


def pairs(value: object) -> str:
    """Options with their values; several values of one option in brackets.

    >>> pairs((("ada", 12), ("bob", "7/2"), ("cy", ("1", "0"))))
    'ada 12, bob 7/2 (3.5), cy (1, 0)'
    """
    told = []
    for option, *values in _rows(value):
        if len(values) == 1 and not isinstance(values[0], tuple | list):
            told.append(f"{option} {decimal(values[0])}")
        else:
            listed = values[0] if len(values) == 1 else values
            told.append(f"{option} ({', '.join(map(decimal, _parts(listed)))})")
    return ", ".join(told)


def times(value: object) -> str:
    """Values with how often each was given.

    >>> times((("5", 2), ("7/2", 1)))
    '5 × 2, 7/2 (3.5) × 1'
    """
    return ", ".join(f"{decimal(row[0])} × {shown(row[1])}" for row in _rows(value))


def rows(value: object) -> str:
    """Options, each with values and how often each was given.

    >>> rows((("ada", (("5", 2),)), ("bob", (("0", 1),))))
    'ada: 5 × 2; bob: 0 × 1'
    """
    return "; ".join(f"{row[0]}: {times(row[1])}" for row in _rows(value))


def arrows(value: object) -> str:
    """From one to the other.

    >>> arrows((("1.0", "0.5"), ("ada", "bob")))
    '1.0 → 0.5, ada → bob'
    """
    return ", ".join(" → ".join(map(str, row)) for row in _rows(value))


def duels(value: object) -> str:
    """Pairs of options with what each has against the other.

    >>> duels((("ada", "bob", 3, 1),))
    'ada – bob 3 : 1'
    """
    return ", ".join(
        f"{row[0]} – {row[1]} {shown(row[2])} : {shown(row[3])}" for row in _rows(value, 4)
    )


def outwards(value: object) -> str:
    """Two grades at each distance from the middle.

    >>> outwards(((0, 2, 2), (1, 0, 3)))
    '0: 2 – 2, 1: 0 – 3'
    """
    return ", ".join(
        f"{shown(row[0])}: {shown(row[1])} – {shown(row[2])}" for row in _rows(value, 3)
    )


def decimal(value: object) -> str:
    """A number as told, and a fraction with its decimal value, rounded half up to four places.

    >>> decimal("97/3"), decimal("-7/2"), decimal("12.50"), decimal("none")
    ('97/3 (≈ 32.3333)', '-7/2 (-3.5)', '12.50', 'none')
    """
    told = shown(value)
    try:
        exact = Fraction(told) if "/" in told else None
    except (ValueError, ZeroDivisionError):
        exact = None
    if exact is None:
        return told
    scaled = (abs(exact) * 10_000 * 2 + 1) // 2
    digits = f"{scaled // 10_000}.{scaled % 10_000:04}".rstrip("0").rstrip(".")
    about = "" if Fraction(scaled, 10_000) == abs(exact) else "≈ "
    return f"{told} ({about}{'-' if exact < 0 else ''}{digits})"


def _parts(value: object) -> Sequence[object]:
    return value if isinstance(value, tuple | list) else (value,)


def _rows(value: object, width: int = 2) -> Iterator[Sequence[object]]:
    """The rows of a table; what is none is a row of itself. Short rows are filled up with nothing,
    so that words never raise.
    """
    for part in _parts(value):
        row = _parts(part)
        yield (*row, *[""] * (width - len(row)))


FORMS: dict[str, Callable[[object], str]] = {
    "groups": groups,
    "pairs": pairs,
    "times": times,
    "rows": rows,
    "arrows": arrows,
    "duels": duels,
    "outwards": outwards,
    "number": decimal,
}
"""What may stand after the colon of a fact."""
