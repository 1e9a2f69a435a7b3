"""BLT around the ballots: comments, statements, Droop's options, names and title."""

import re

from api.formats.text import Lines, whole

# A quoted text ends before a space or the end, so a row of nothing but quotes is read one way.
_TEXT = r'"[^"]*(?:""[^"]*)*"'
_QUOTED = re.compile(_TEXT)
_QUOTED_ROW = re.compile(rf"{_TEXT}(?:\s+{_TEXT})*")
_COMMENT_MARK = re.compile(r'"|\n|/\*|\*/')
_NAME_IN_COMMENT = re.compile(r"#\s*ALTERNATIVE NAME (\d{1,9}):\s*(.*\S)")
_WORD = re.compile(rf"{_TEXT}|\[[^\]]*\]|\([^)]*\)|\S+")
_OPENINGS = ("(", *"0123456789")
"""How a ballot begins."""


def statements(lines: Lines) -> list[tuple[int, str]]:
    """The lines that say something, without comments, each with its index.

    A file on fewer lines than usual is taken apart into the lines it would usually have.
    """
    rows = _without_blocks(lines.text).split("\n") if "/*" in lines.text else lines.lines
    told = [(index, stripped) for index, row in enumerate(rows) if (stripped := row.strip())]
    if "#" in lines.text:
        told = [(index, row) for index, text in told if (row := _without_comment(text))]
    if told and len(told[0][1].split()) > 2:
        return _apart(told)
    return told


def _without_blocks(text: str) -> str:
    """Comments between /* and */ (they nest) become the line ends they hold."""
    kept: list[str] = []
    depth, quoted, place = 0, False, 0
    for mark in _COMMENT_MARK.finditer(text):
        if depth == 0:
            kept.append(text[place : mark.start()])
            place = mark.start()
        if mark[0] == "\n":
            quoted = False
            kept.append("\n" if depth else "")
        elif mark[0] == '"' and depth == 0:
            quoted = not quoted
        elif mark[0] == "/*" and not quoted:
            depth += 1
        elif mark[0] == "*/" and depth:
            depth -= 1
            place = mark.end()
    return "".join(kept) + ("" if depth else text[place:])


def _without_comment(text: str) -> str:
    if "#" not in text:
        return text
    if text.startswith('"'):
        return text if _QUOTED_ROW.fullmatch(text) else _cut_after_quotes(text)
    # A name without quotes may hold a # of its own; a comment stands after a space.
    return re.split(r"(?:^|\s)#", text, maxsplit=1)[0].strip()


def _cut_after_quotes(text: str) -> str:
    closed = _QUOTED_ROW.match(text)
    if closed and re.match(r"\s+#", text[closed.end() :]):
        return closed[0]
    return text


def _apart(told: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """The words of a file in one row, put on the lines they would usually have."""
    words = [(index, word[0]) for index, text in told for word in _WORD.finditer(text)]
    rows = [(words[0][0], " ".join(word for _, word in words[:2]))]
    place = 2
    while place < len(words) and words[place][1].startswith(("-", "[")):
        rows.append(words[place])
        place += 1
    while place < len(words) and words[place][1] != "0":
        start = place
        place += 1
        while place < len(words) and words[place][1] != "0":
            place += 1
        place += 1
        rows.append((words[start][0], " ".join(word for _, word in words[start:place])))
    return rows + words[place:]


class Options:
    """Withdrawals and Droop's options, which stand between the head and the ballots."""

    def __init__(self, lines: Lines, count: int) -> None:
        self.lines = lines
        self.count = count
        self.withdrawn: set[int] = set()
        self.nicks: dict[str, int] = {}
        self.tie: list[int] = []

    def number(self, word: str) -> int | None:
        """The option a word of a ballot names, by number or nickname; None if it names none."""
        number = whole(word) if word not in self.nicks else self.nicks[word]
        return number if number is not None and 1 <= number <= self.count else None

    def read(self, numbered: list[tuple[int, str]], start: int) -> int:
        """Read the options from this statement on; gives the first statement after them."""
        for place in range(start, len(numbered)):
            index, text = numbered[place]
            if text.startswith("["):
                self._option(index, text)
            elif text.startswith("-"):
                self._withdrawn(index, [self._minus(index, word) for word in text.split()])
            else:
                return place
        return len(numbered)

    def _minus(self, index: int, word: str) -> str:
        if not word.startswith("-"):
            raise self.lines.malformed(index, "withdrawn-number", word, minimum=1)
        return word[1:]

    def _withdrawn(self, index: int, words: list[str]) -> None:
        self.withdrawn.update(self._numbers(index, words))

    def _numbers(self, index: int, words: list[str]) -> list[int]:
        numbers = []
        for word in words:
            number = self.number(word)
            if number is None:
                raise self.lines.malformed(
                    index, "option-number", word, minimum=1, maximum=self.count
                )
            numbers.append(number)
        return numbers

    def _option(self, index: int, text: str) -> None:
        if not text.endswith("]"):
            raise self.lines.malformed(index, "bracket-closed", text)
        words = text[1:-1].split()
        match words[:1]:
            case ["nick"]:
                self._nick(index, words[1:])
            case ["tie"]:
                self.tie = self._numbers(index, words[1:])
                if len(set(self.tie)) != len(self.tie):
                    raise self.lines.malformed(index, "options-once", text)
            case ["withdrawn"]:
                self._withdrawn(index, words[1:])
            case _:
                self.lines.note("file-option", line=index + 1, text=text[1:-1].strip())

    def _nick(self, index: int, nicks: list[str]) -> None:
        if len(nicks) != self.count or len(set(nicks)) != len(nicks):
            raise self.lines.malformed(
                index, "nick-for-each", " ".join(nicks), minimum=self.count, maximum=self.count
            )
        if any(whole(nick) is not None or "=" in nick or nick == "-" for nick in nicks):
            raise self.lines.malformed(index, "nick-not-a-number", " ".join(nicks))
        self.nicks = {nick: number for number, nick in enumerate(nicks, 1)}


def end_of_ballots(lines: Lines, numbered: list[tuple[int, str]], first: int) -> int:
    """The statement `0` that ends the ballots."""
    for place in range(first, len(numbered)):
        if numbered[place][1] == "0":
            return place
    rest = numbered[first:] or numbered[-1:]
    index, text = next((one for one in rest if not one[1].startswith(_OPENINGS)), rest[-1])
    raise lines.malformed(index, "end-of-ballots", text)


class Names:
    """Names and title, which stand after the ballots.

    Where no names stand, `# ALTERNATIVE NAME n:` comments or else the numbers themselves name
    the options. A missing title is empty text. `labels` are the parties that follow the names.
    """

    def __init__(self, lines: Lines, numbered: list[tuple[int, str]], count: int) -> None:
        self.labels: dict[str, str] = {}
        rows = [_parts(index, text) for index, text in numbered]
        if count > 1 and len(rows) >= count and all(len(row) == 2 for row in rows[:count]):
            # One line an option: its name, then its party.
            self.labels = {row[0][1]: row[1][1] for row in rows[:count]}
            rows[:count] = [row[:1] for row in rows[:count]]
        elif numbered and numbered[0][1] == "0" and any(text[0] == '"' for _, text in numbered):
            raise lines.malformed(numbered[0][0], "name", "0")
        told = [part for row in rows for part in row]
        if len(told) < count and (commented := _from_comments(lines, count)):
            told = [*commented, *told]
        if not told and count:
            lines.note("file-without-names", options=count)
            told = [(0, str(number)) for number in range(1, count + 1)]
        if len(told) < count:
            index = numbered[-1][0]
            raise lines.malformed(index, "names", str(len(told)), minimum=count, maximum=count)
        seen: set[str] = set()
        for index, name in told[:count]:
            if not name:
                raise lines.malformed(index, "name", name)
            if name in seen:
                raise lines.malformed(index, "name-not-used-before", name)
            seen.add(name)
        self.names = tuple(name for _, name in told[:count])
        self.title = told[count][1] if len(told) > count else ""
        for index, remark in told[count + 1 :]:
            lines.note("file-remark", line=index + 1, text=remark)


def _from_comments(lines: Lines, count: int) -> list[tuple[int, str]]:
    """The names in comments, if every option has one there."""
    found: dict[int, tuple[int, str]] = {}
    for index, text in enumerate(lines.lines):
        named = _NAME_IN_COMMENT.fullmatch(text.strip()) if text.lstrip().startswith("#") else None
        if named:
            found[int(named[1])] = _parts(index, named[2])[0]
    if set(found) != set(range(1, count + 1)):
        return []
    return [found[number] for number in range(1, count + 1)]


def _parts(index: int, text: str) -> list[tuple[int, str]]:
    if _QUOTED_ROW.fullmatch(text):
        return [(index, part[1:-1].replace('""', '"').strip()) for part in _QUOTED.findall(text)]
    if len(text) > 1 and text[0] == text[-1] == '"':
        return [(index, text[1:-1].strip())]
    return [(index, text)]
