"""What the columns of a ballot sheet are, by their headings: voters, weights, ranks, options."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from api.formats.table import Table
from engine.rules.ballots import OptionId

_VOTERS = frozenset(
    (
        *("voter", "voterid", "voters", "ballot", "ballotid", "ballotnumber", "id", "from"),
        *("timestamp", "votetime", "time", "date", "pollid", "email", "juror", "judge", "batch"),
        *("precinct", "precinctid", "castvoterecord", "ballotstyle"),
        *("cửtri", "mãcửtri", "mãphiếu", "thờigian", "họtên", "giámkhảo"),
    )
)
_WEIGHTS = frozenset(
    (
        *("count", "weight", "ballots", "multiplicity", "frequency", "times"),
        *("sốphiếu", "sốlượng", "trọngsố"),
    )
)
_CHANNELS = frozenset(("channel", "box", "stage", "kênh", "hòm", "vòng"))
_CHOICES = frozenset(("choice", "candidate", "option", "name", "to", "lựachọn", "ứngviên"))
_PLACES = frozenset(("rank", "ranking", "place", "position", "hạng", "thứhạng"))
_POINTS = frozenset(("points", "score", "mark", "điểm"))
_ORDINALS = dict(
    zip(
        ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"),
        range(1, 10),
        strict=True,
    )
)
_RANK = re.compile(
    r"(?P<before>rank|choice|preference|pref|hạng|lựachọn|nguyệnvọng)?"
    r"(?:(?P<number>\d{1,4})(?:st|nd|rd|th)?|(?P<ordinal>[a-z]{5,7}))"
    r"(?P<after>choice|rank|preference|pref)?"
)
_CONTEST_RANK = re.compile(
    r"(?P<before>.*?)(?:choice(?P<number>\d{1,2})(?:of\d{1,2})?(?:\(\d{1,4}\))?"
    r"|(?<!\d)(?P<nth>\d{1,2})(?:st|nd|rd|th)choice)(?P<after>.*)"
)
"""A rank under the name of its contest: `For Mayor Choice 1 (45)`, `1st Choice Mayor`."""


@dataclass(frozen=True, kw_only=True)
class Columns:
    """Where things stand in a row."""

    options: tuple[tuple[OptionId, int], ...]
    """(name, place) of every column that is nothing else."""
    weight: int | None = None
    channel: int | None = None
    ballot: int | None = None
    ranks: tuple[int, ...] = ()
    """Places of columns headed by ranks, the first rank first."""
    numbered: bool = False
    """Whether bare numbers head the ranks, which could as well be names of options."""
    marks: tuple[int, int] | None = None
    """(rank, choice) places of a table with one row a mark."""
    points: tuple[int, int] | None = None
    """(points, choice) places of a table with one row a mark."""


def columns_of(table: Table) -> Columns:
    """The columns of a table. Refuses two columns for one rank."""
    plain = [re.sub(r"[\s_\-#.]+", "", heading.casefold()) for heading in table.header]
    weight, channel = _first(plain, _WEIGHTS), _first(plain, _CHANNELS)
    voters = [place for place, name in enumerate(plain) if name in _VOTERS or not name]
    rest = [place for place in range(len(plain)) if place not in {weight, channel, *voters}]
    ballot = voters[0] if voters else None
    marks = _pair(plain, _PLACES) if ballot is not None else None
    points = _pair(plain, _POINTS) if ballot is not None else None
    worded, bare = _ranks(plain)
    if len(dict(worded)) < len(worded):
        raise table.lines.malformed(table.header_index, "rank-once")
    return Columns(
        options=tuple((table.header[place], place) for place in rest),
        weight=weight,
        channel=channel,
        ballot=ballot,
        ranks=_places(worded) or (_places(bare) if len(dict(bare)) == len(rest) else ()),
        numbered=not worded,
        marks=marks,
        points=points,
    )


def _first(plain: Sequence[str], words: Collection[str]) -> int | None:
    return next((place for place, name in enumerate(plain) if name in words), None)


def _pair(plain: Sequence[str], words: Collection[str]) -> tuple[int, int] | None:
    value, choice = _first(plain, words), _first(plain, _CHOICES)
    return None if value is None or choice is None else (value, choice)


def _ranks(plain: Sequence[str]) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """(rank, place) of columns headed in words (`rank 1`, `2nd choice`), and by bare numbers.

    Without any of the first, headings that tell the contest too (`Mayor 2nd Choice`) are heard.
    """
    worded: list[tuple[int, int]] = []
    bare: list[tuple[int, int]] = []
    for place, name in enumerate(plain):
        told = _RANK.fullmatch(name)
        rank = int(told["number"] or _ORDINALS.get(told["ordinal"], 0)) if told else 0
        if told and rank:
            (worded if told["before"] or told["after"] else bare).append((rank, place))
    return worded or _contest_ranks(plain), bare


def _contest_ranks(plain: Sequence[str]) -> list[tuple[int, int]]:
    """Ranks headed with a contest; two of them at least, else a name may just look like one."""
    found = [(_CONTEST_RANK.fullmatch(name), place) for place, name in enumerate(plain)]
    ranks = [(int(told["number"] or told["nth"]), place) for told, place in found if told]
    return ranks if len({rank for rank, _ in ranks}) > 1 else []


def _places(ranks: list[tuple[int, int]]) -> tuple[int, ...]:
    return tuple(place for _, place in sorted(ranks))
