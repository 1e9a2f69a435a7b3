"""PrefLib: ordered (.soc .soi .toc .toi) and categorical (.cat) preferences under a `#` header.

    # TITLE: Lead of the project
    # NUMBER ALTERNATIVES: 3
    # ALTERNATIVE NAME 1: Ada
    5: 1,{2,3}              five ballots: 1 over 2 and 3 alike
    2: {},{1,2,3}           in a .cat: nobody in category 1, all in category 2

`preflib_head` reads the header, and that of files from before 2022, which had no `#`;
`preflib_rows` reads files of strict orders at one go.
Source: N. Mattei and T. Walsh, "PrefLib: a library for preferences", ADT 2013; the format page
of PrefLib. `{}` in an order is a rank left out; a list of nothing is a blank ballot.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from api.formats.ballot_file import BallotFile, add, looked_up
from api.formats.errors import FormatCannotHold
from api.formats.preflib_head import Head
from api.formats.preflib_rows import strict_rows
from api.formats.text import Lines, whole
from engine.rules.ballots import Ballot, BallotKind, Choice, OptionId, Ranking, Scores, options_of
from engine.rules.tally import Tally

_GROUP = re.compile(r"\s*(?:\{([^{}]*)\}|([^{},]*))\s*(?:,|$)")
_NOBODY = "{}"
TYPES = ("soc", "soi", "toc", "toi", "cat")


class _Groups(dict[str, tuple[OptionId, ...]]):
    """What one item of a list names: `3` or `3,4` (from braces). Raises KeyError."""

    def __init__(self, names: tuple[OptionId, ...]) -> None:
        super().__init__({_NOBODY: ()})
        self.names = names

    def __missing__(self, item: str) -> tuple[OptionId, ...]:
        numbers = [whole(word.strip()) for word in item.split(",")]
        for number in numbers:
            if number is None or not 1 <= number <= len(self.names):
                raise KeyError(item)
        group = tuple(sorted(self.names[number - 1] for number in numbers if number))
        self[item] = group
        return group


def read(lines: Lines, wanted: Sequence[BallotKind] = ()) -> BallotFile:
    """Read a PrefLib file of any of the five types; the header's DATA TYPE tells `.cat`."""
    header = Head(lines)
    categorical = bool(header.categories) or header.fields.get("DATA TYPE", (0, ""))[1] == "cat"
    tally = Tally(options=header.names)
    counted = Counter([text for text in lines.lines[header.start :] if text and text[0] != "#"])
    rows = None if categorical else strict_rows(header, counted)
    if rows is None:
        _read_each(header, counted, tally, wanted if categorical else None)
    else:
        tally.ballots = rows
    return BallotFile(
        title=header.fields.get("TITLE", (0, ""))[1],
        options=header.names,
        tally=tally,
        notes=tuple(lines.notes),
    )


def _read_each(
    header: Head,
    counted: Mapping[str, int],
    tally: Tally,
    wanted: Sequence[BallotKind] | None,
) -> None:
    """The lines one by one; as categories, of which these kinds are wanted, if any are."""
    lines = header.lines
    groups = _Groups(header.names)
    for text, times in counted.items():
        if not (told := text.strip()) or told.startswith("#"):
            continue
        weight, mark, listed = told.partition(header.mark)
        number = whole(weight.strip())
        if not mark or not number:
            raise _line(header, text, "count-and-preference")
        items = _items(header, text, listed)
        try:
            order = looked_up(groups, items)
        except KeyError as wrong:
            raise lines.malformed(
                lines.lines.index(text, header.start),
                "option-number",
                str(wrong.args[0]),
                minimum=1,
                maximum=header.count,
            ) from None
        # Without braces every item is one option; then items are compared, not their parts.
        named = order if "{" not in listed else [o for group in order for o in group]
        if len(set(named)) < len(named):
            raise _line(header, text, "options-once")
        ballot = Ranking(order) if wanted is None else _categories(header, text, order, wanted)
        add(tally, ballot, number * times)


def _items(header: Head, text: str, listed: str) -> list[str]:
    if "{" not in listed and "}" not in listed:
        return listed.replace(" ", "").split(",") if listed.strip() else []
    items = []
    place = 0
    bare = listed.strip()
    while place < len(bare):
        group = _GROUP.match(bare, place)
        if group is None or (group[1] is None and not group[2].strip()):
            raise _line(header, text, "preference-list")
        items.append(group[2] if group[1] is None else group[1].strip() or _NOBODY)
        place = group.end()
    return items


def _line(header: Head, text: str, expected: str) -> Exception:
    lines = header.lines
    return lines.malformed(lines.lines.index(text, header.start), expected)


def _categories(
    header: Head,
    text: str,
    order: tuple[tuple[OptionId, ...], ...],
    wanted: Sequence[BallotKind],
) -> Ballot:
    """The ballot a list of categories stands for, best category first.

    Two categories are approval (the first is approved); more are grades, the last worth 0. A
    rule that reads only one of the kinds gets that one.
    """
    count = max(header.categories, 1)
    if len(order) > count:
        lines = header.lines
        raise lines.malformed(
            lines.lines.index(text), "categories-at-most", str(len(order)), maximum=count
        )
    kinds: tuple[BallotKind, ...] = ("choice", "scores") if count <= 2 else ("scores", "choice")
    kind = next((kind for kind in (*kinds, "ranking") if kind in wanted), kinds[0])
    if kind == "ranking":
        return Ranking(tuple(group for group in order if group))
    if kind == "choice":
        return Choice(order[0] if order else ())
    points = [(option, count - place) for place, group in enumerate(order, 1) for option in group]
    return Scores(tuple(sorted(points)))


def write(file: BallotFile) -> str:
    """The file as `.toi`. Refuses `FormatCannotHold` for what is not a strict or weak order."""
    numbers = {option: str(number) for number, option in enumerate(file.tally.options, 1)}
    rows = []
    for ballot, weight in file.tally.ballots.items():
        if not isinstance(ballot, Ranking):
            raise FormatCannotHold(format="toi", what="kind", found=type(ballot).__name__.lower())
        named = options_of(ballot)
        if len(set(named)) < len(named):
            raise FormatCannotHold(format="toi", what="repeated-option", found=" ".join(named))
        items = [",".join(numbers[option] for option in group) for group in ballot.groups]
        told = ",".join(
            item if len(group) == 1 else "{" + item + "}"
            for item, group in zip(items, ballot.groups, strict=True)
        )
        rows.append(f"{weight}: {told}")
    header = [
        f"# TITLE: {file.title}",
        "# DATA TYPE: toi",
        "# MODIFICATION TYPE: original",
        f"# NUMBER ALTERNATIVES: {len(numbers)}",
        f"# NUMBER VOTERS: {file.ballots_number}",
        f"# NUMBER UNIQUE ORDERS: {len(rows)}",
        *(f"# ALTERNATIVE NAME {number}: {name}" for name, number in numbers.items()),
    ]
    return "\n".join(header + rows) + "\n"
