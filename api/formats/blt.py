"""BLT: ranked ballots as OpenSTV, OpaVote, Droop and the Scottish councils write them.

    4 2                     options, seats
    -2                      option 2 has withdrawn
    [nick a b c d]          Droop's options: nick, tie, withdrawn; others become notes
    3 1 3 4 0               three ballots: 1 over 3 over 4
    2 2=4 - 1 0             = ranked alike, - a rank left out
    (id7) 1 0               one ballot with an id of its own
    0                       end of the ballots
    "Ada" "Party"           names, quoted or not, each with a party or alone
    "Title"                 then a title, then further remarks

`# …` and `/* … */` are comments. A file may stand on fewer lines: then the numbers decide.
Source: Hill, Wichmann and Woodall, "Algorithm 123", The Computer Journal 30 (1987); OpaVote's
help; the wiki of jklundell/droop. `blt_head` reads what stands before and after the ballots.
"""

from collections import Counter
from collections.abc import Sequence

from api.formats.ballot_file import BallotFile, add, looked_up
from api.formats.blt_head import Names, Options, end_of_ballots, statements
from api.formats.errors import FormatCannotHold
from api.formats.text import OPTIONS_MAX, Lines, whole
from engine.rules.ballots import BallotKind, OptionId, Ranking
from engine.rules.tally import Tally

_GONE: tuple[OptionId, ...] = ("\0",)
"""Stands in for a rank of withdrawn options only; it is taken out, a rank left out stays."""


def read(lines: Lines, wanted: Sequence[BallotKind] = ()) -> BallotFile:
    """Read a BLT file. Every line that is not as above is refused by its number."""
    numbered = statements(lines)
    count, seats = _head(lines, numbered)
    options = Options(lines, count)
    first = options.read(numbered, start=1)
    last = end_of_ballots(lines, numbered, first)
    names = Names(lines, numbered[last + 1 :], count)
    tally = Tally(
        options=tuple(
            name for number, name in enumerate(names.names, 1) if number not in options.withdrawn
        )
    )
    ranks = _Ranks(names.names, options)
    counted = Counter([text for _, text in numbered[first:last]])
    _count(lines, numbered[first:last], counted, ranks, tally)
    return BallotFile(
        title=names.title,
        options=names.names,
        withdrawn=tuple(names.names[number - 1] for number in sorted(options.withdrawn)),
        seats=seats,
        tally=tally,
        tie_order=tuple(
            names.names[number - 1] for number in options.tie if number not in options.withdrawn
        ),
        labels=names.labels
        | {names.names[number - 1]: nick for nick, number in options.nicks.items()},
        notes=tuple(lines.notes),
    )


def _head(lines: Lines, numbered: list[tuple[int, str]]) -> tuple[int, int]:
    if not numbered:
        raise lines.malformed(0, "options-and-seats", "")
    index, text = numbered[0]
    head = text.split()
    if len(head) != 2:
        raise lines.malformed(index, "options-and-seats", text)
    count, seats = (lines.whole(index, word, "options-and-seats") for word in head)
    if count > OPTIONS_MAX:
        raise lines.malformed(index, "options-fewer", text, maximum=OPTIONS_MAX)
    return count, seats


class _Ranks(dict[str, tuple[OptionId, ...]]):
    """What one token of a ballot ranks. Unknown tokens are worked out once, then remembered."""

    def __init__(self, names: tuple[OptionId, ...], options: Options) -> None:
        super().__init__()
        self.names = names
        self.options = options

    def __missing__(self, mark: str) -> tuple[OptionId, ...]:
        if mark == "-":
            self[mark] = ()
            return ()
        numbers = [self.options.number(word) for word in mark.split("=")]
        if None in numbers or len(set(numbers)) < len(numbers):
            raise KeyError(mark)
        standing = [n for n in numbers if n is not None and n not in self.options.withdrawn]
        group = tuple(sorted(self.names[number - 1] for number in standing)) or _GONE
        self[mark] = group
        return group


def _count(
    lines: Lines,
    numbered: list[tuple[int, str]],
    counted: Counter[str],
    ranks: _Ranks,
    tally: Tally,
) -> None:
    withdrawn = bool(ranks.options.withdrawn)
    for text, times in counted.items():
        words = text.split()
        weight = 1 if words[0] == "1" else whole(words[0])
        if weight is None:
            weight = _weight(words)
        try:
            groups = looked_up(ranks, words[1:-1])
        except KeyError as wrong:
            raise lines.malformed(
                _index(numbered, text),
                "option-number",
                str(wrong.args[0]),
                minimum=1,
                maximum=len(ranks.names),
            ) from None
        if not weight:
            raise lines.malformed(_index(numbered, text), "ballot-weight", words[0], minimum=1)
        if words[-1] != "0" or len(words) < 2:
            raise lines.malformed(_index(numbered, text), "ballot-end", text)
        if withdrawn and _GONE in groups:
            groups = tuple(group for group in groups if group is not _GONE)
        add(tally, Ranking(groups), weight * times)


def _weight(words: list[str]) -> int:
    """How many ballots a word that is no whole number stands for; 0 where it is none.

    An id in brackets opens one ballot, and is taken off; `3.0` is three.
    """
    number, point, zeros = words[0].partition(".")
    if point and not zeros.strip("0"):
        return whole(number) or 0
    if not words[0].startswith("("):
        return 0
    while not words[0].endswith(")") and len(words) > 1:
        del words[0]
    return 1 if words[0].endswith(")") else 0


def _index(numbered: list[tuple[int, str]], text: str) -> int:
    """The index of the first line that says this."""
    return next(index for index, line in numbered if line == text)


def write(file: BallotFile) -> str:
    """The file as BLT. Refuses `FormatCannotHold` for what is not a ranking."""
    numbers = {option: str(number) for number, option in enumerate(file.options, 1)}
    rows = [f"{len(file.options)} {file.seats or 1}"]
    if file.withdrawn:
        rows.append(" ".join("-" + numbers[option] for option in file.withdrawn))
    if file.tie_order:
        rows.append("[tie " + " ".join(numbers[option] for option in file.tie_order) + "]")
    for ballot, weight in file.tally.ballots.items():
        if not isinstance(ballot, Ranking):
            raise FormatCannotHold(format="blt", what="kind", found=type(ballot).__name__.lower())
        ranks = ["=".join(numbers[option] for option in group) or "-" for group in ballot.groups]
        rows.append(" ".join([str(weight), *ranks, "0"]))
    rows.append("0")
    rows.extend(quoted(name) for name in (*file.options, file.title))
    return "\n".join(rows) + "\n"


def quoted(name: str) -> str:
    """A name in quotes, quotes inside it doubled."""
    return '"' + name.replace('"', '""') + '"'
