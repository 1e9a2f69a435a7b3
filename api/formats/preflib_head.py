"""What stands before the preferences of a PrefLib file, in either of its two shapes.

Since 2022 a header of `#` lines; before that, bare lines:

    3                       number of alternatives
    1,Ada                   their numbers and names
    2,Bob
    3,Cy
    6,6,2                   voters, sum of the counts, different preferences
    4,1,{2,3}               preferences: a comma stands where a colon does today

Source: the format page of PrefLib; N. Mattei and T. Walsh, ADT 2013, for the older shape.
"""

import re

from api.formats.text import OPTIONS_MAX, Lines, whole
from engine.rules.ballots import OptionId

_FIELD = re.compile(r"#\s*([^:]*?)\s*:\s*(.*?)\s*")
_NAMES = "ALTERNATIVE NAME "


class Head:
    """The alternatives by number, the fields by name, and where the preferences begin."""

    def __init__(self, lines: Lines) -> None:
        self.lines = lines
        self.fields: dict[str, tuple[int, str]] = {}
        self.start = 0
        """Index of the first line that may hold a preference."""
        self.mark = ":"
        """What stands between the count of a preference and its list."""
        told: dict[int, tuple[int, str]] = {}
        first = next((i for i, text in enumerate(lines.lines) if text.strip()), 0)
        if whole(lines.lines[first].strip()) is None:
            self._fields(told)
            self.count = self._number("NUMBER ALTERNATIVES", len(told))
        else:
            self.count = self._options(first, lines.lines[first].strip())
            self._bare(told, first)
        self.categories = self._number("NUMBER CATEGORIES", 0)
        self.names = self._named(told)

    def _fields(self, told: dict[int, tuple[int, str]]) -> None:
        for index, text in enumerate(self.lines.lines):
            field = _FIELD.fullmatch(text.strip()) if "#" in text else None
            if field is None:
                continue
            name, value = field[1].upper(), field[2]
            if name.startswith(_NAMES):
                number = self.lines.whole(
                    index, name.removeprefix(_NAMES).strip(), "alternative-number"
                )
                told[number] = (index, value)
            else:
                self.fields.setdefault(name, (index, value))

    def _bare(self, told: dict[int, tuple[int, str]], first: int) -> None:
        """The older shape: as many lines of names as the first line says, and one of sums."""
        rows = [(i, text.strip()) for i, text in enumerate(self.lines.lines) if text.strip()]
        place = next(place for place, (index, _) in enumerate(rows) if index == first) + 1
        for index, text in rows[place : place + self.count]:
            number, comma, name = text.partition(",")
            if not comma:
                raise self.lines.malformed(index, "alternative-line")
            told[self.lines.whole(index, number.strip(), "alternative-number")] = (
                index,
                name.strip().removeprefix('"').removesuffix('"').strip(),
            )
        sums = rows[place + self.count : place + self.count + 1]
        if not sums or len(_wholes(sums[0][1])) != 3:
            raise self.lines.malformed(sums[0][0] if sums else rows[-1][0], "sums-line")
        self.start = sums[0][0] + 1
        self.mark = ","

    def _number(self, field: str, otherwise: int) -> int:
        if field not in self.fields:
            return otherwise
        return self._options(*self.fields[field])

    def _options(self, index: int, value: str) -> int:
        number = self.lines.whole(index, value)
        if number > OPTIONS_MAX:
            raise self.lines.malformed(index, "options-fewer", value, maximum=OPTIONS_MAX)
        return number

    def _named(self, names: dict[int, tuple[int, str]]) -> tuple[OptionId, ...]:
        if not names:
            if not self.count:
                raise self.lines.malformed(0, "header-alternatives")
            self.lines.note("file-without-names", options=self.count)
            return tuple(str(number) for number in range(1, self.count + 1))
        seen: set[str] = set()
        for number, (index, name) in names.items():
            if not 1 <= number <= self.count:
                raise self.lines.malformed(
                    index, "alternative-number", str(number), minimum=1, maximum=self.count
                )
            if not name or name in seen:
                raise self.lines.malformed(index, "name-not-used-before" if name else "name", name)
            seen.add(name)
        if len(names) < self.count:
            index = max(index for index, _ in names.values())
            raise self.lines.malformed(
                index, "names", str(len(names)), minimum=self.count, maximum=self.count
            )
        return tuple(names[number][1] for number in range(1, self.count + 1))


def _wholes(text: str) -> list[int]:
    """The whole numbers of a list of nothing else; none where there is anything else."""
    numbers = [whole(part.strip()) for part in text.split(",")]
    return [number for number in numbers if number is not None] if None not in numbers else []
