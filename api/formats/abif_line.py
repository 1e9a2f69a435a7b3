"""One ballot line of ABIF after its count: marks, and what stands between them."""

import json
import re
from collections.abc import Sequence

import msgspec

from api.formats.ballot_file import looked_up
from api.formats.numbers import Decimals
from api.formats.text import OPTIONS_MAX, Lines
from engine.rules.ballots import OptionId

_MARK = re.compile(
    r"""\s*+(?:
          \[(?P<name>[^\[\]]*)\]
        | (?P<quoted>"(?:[^"\\]|\\.)*")
        | (?P<token>[^\s\[\]"=>,/#{}:*](?:[^\[\]"=>,/#{}:*]*[^\s\[\]"=>,/#{}:*])?)
        )\s*+(?:/\s*+(?P<points>[-.\w]++)\s*+)?(?P<between>[>=,]|$)""",
    re.VERBOSE,
)
_PLAIN = re.compile(r"[^\[\]\"/,#{}:*]*")


class Line(msgspec.Struct, frozen=True):
    """One distinct line: groups by its separators, the points it gives, how often it stands."""

    index: int
    groups: tuple[tuple[OptionId, ...], ...]
    points: tuple[tuple[OptionId, str], ...]
    weight: int
    listed: bool = False
    """Whether commas alone stand between the marks: then points order them, if any do."""


class Names:
    """Which option a token means: declared with `=`, named in brackets, or met on a ballot."""

    def __init__(self, lines: Lines) -> None:
        self.lines = lines
        self.tokens: dict[str, OptionId] = {}
        self.options: dict[OptionId, None] = {}
        self.declared = False

    def declare(self, index: int, token: str, name: str) -> None:
        """Take a line `=token:[name]` in."""
        self.declared = True
        if not name or not token or token in self.tokens or name in self.options:
            raise self.lines.malformed(index, "name-not-used-before", f"{token}: {name}")
        self.tokens[token] = name
        self._add(index, name)

    def option(self, index: int, token: str, *, bracketed: bool = False) -> OptionId:
        """The option of one mark. A bare token must be declared where any is."""
        if token in self.tokens:
            return self.tokens[token]
        if token not in self.options:
            if not token or (self.declared and not bracketed):
                raise self.lines.malformed(index, "declared-option", token)
            self._add(index, token)
        return token

    def _add(self, index: int, name: OptionId) -> None:
        self.options[name] = None
        if len(self.options) > OPTIONS_MAX:
            raise self.lines.malformed(index, "options-fewer", name, maximum=OPTIONS_MAX)


class _Groups(dict[str, tuple[OptionId, ...]]):
    """What stands between two `>` of a plain line: `A` or `A = B`. Remembered once worked out."""

    def __init__(self, names: Names) -> None:
        super().__init__()
        self.names = names
        self.index = 0

    def __missing__(self, text: str) -> tuple[OptionId, ...]:
        tokens = [token.strip() for token in text.split("=")]
        group = tuple(sorted(self.names.option(self.index, token) for token in tokens))
        self[text] = group
        return group


class Votes:
    """Reads ballot lines one by one; names and numbers met once are remembered."""

    def __init__(self, names: Names) -> None:
        self.lines = names.lines
        self.names = names
        self.decimals = Decimals()
        self._groups = _Groups(names)

    def read(self, index: int, text: str, weight: int) -> Line:
        """One ballot line. Refuses it if it is none, or names an option twice."""
        self._groups.index = index
        told = text.strip()
        plain = _PLAIN.fullmatch(told)
        if plain:
            groups = looked_up(self._groups, told.split(">")) if told else ()
            line = Line(index, groups, (), weight)
        else:
            line = self._marks(index, _without_remarks(told), weight)
        named: Sequence[object] = line.groups
        if not plain or "=" in told:
            named = [option for group in line.groups for option in group]
        if len(set(named)) < len(named):
            raise self.lines.malformed(index, "options-once")
        return line

    def _marks(self, index: int, text: str, weight: int) -> Line:
        groups: list[list[OptionId]] = []
        points: list[tuple[OptionId, str]] = []
        seen: set[str] = set()
        between, place = ">", 0
        while text.strip() and (between or place < len(text)):
            mark = _MARK.match(text, place)
            if mark is None:
                raise self.lines.malformed(index, "mark", text[place:].strip())
            option = self._option(index, mark)
            if between == ">":
                groups.append([])
            groups[-1].append(option)
            if mark["points"] is not None:
                if self.decimals[mark["points"]] is None:
                    raise self.lines.malformed(index, "points", mark["points"])
                points.append((option, mark["points"]))
            between, place = mark["between"], mark.end()
            seen.add(between)
        ranks = tuple(tuple(sorted(group)) for group in groups)
        return Line(index, ranks, tuple(sorted(points)), weight, listed=seen <= {",", ""})

    def _option(self, index: int, mark: re.Match[str]) -> OptionId:
        if mark["name"] is not None:
            return self.names.option(index, mark["name"].strip(), bracketed=True)
        if mark["quoted"] is not None:
            told = unquoted(self.lines, index, mark["quoted"])
            return self.names.option(index, told, bracketed=True)
        return self.names.option(index, mark["token"].strip())


def unquoted(lines: Lines, index: int, part: str) -> str:
    """The text of a JSON string, or the refusal of its line."""
    try:
        return str(json.loads(part)).strip()
    except ValueError:
        raise lines.malformed(index, "quoted-name", part) from None


def _without_remarks(text: str) -> str:
    """The marks alone: no `: {extended data}` after them, no comment."""
    quote = ""
    for place, character in enumerate(text):
        if quote:
            quote = "" if character == quote else quote
        elif character == "[":
            quote = "]"
        elif character == '"':
            quote = '"'
        elif character in "#{":
            return text[:place].rstrip().removesuffix(":") if character == "{" else text[:place]
    return text
