"""Tally sheets of the Debian project: one line a ballot, one rank character an option.

         Option 1--------->: Ada
       /  Option 2-------->: None of the Above
       |/
    V: 21       <digest of the voter's secret>

Ranks 1 to 9, then A to Z; `-` leaves an option unranked. Source: the published sheets of
vote.debian.org and devotee, which makes them.
"""

import re
from collections.abc import Sequence

from api.formats.ballot_file import BallotFile, add
from api.formats.text import Lines
from engine.rules.ballots import BallotKind, OptionId, Ranking
from engine.rules.tally import Tally

_OPTION = re.compile(r"[\s|/]*Option (\d{1,3})\s*-*>:\s*(.*\S)\s*")
_RANKS = "-123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
VOTE = "V:"


def read(lines: Lines, wanted: Sequence[BallotKind] = ()) -> BallotFile:
    """Read a tally sheet. Lines that are neither option nor vote are prose, and passed over."""
    names = _options(lines)
    tally = Tally(options=names)
    for told, (index, times) in _votes(lines).items():
        ranks = [_RANKS.find(character) for character in told]
        if len(ranks) != len(names) or -1 in ranks:
            raise lines.malformed(
                index, "rank-characters", told, minimum=len(names), maximum=len(names)
            )
        groups: dict[int, list[OptionId]] = {}
        for rank, name in zip(ranks, names, strict=True):
            if rank:
                groups.setdefault(rank, []).append(name)
        add(tally, Ranking(tuple(tuple(sorted(groups[rank])) for rank in sorted(groups))), times)
    return BallotFile(title="", options=names, tally=tally, notes=tuple(lines.notes))


def _options(lines: Lines) -> tuple[OptionId, ...]:
    names: list[OptionId] = []
    for index, text in enumerate(lines.lines):
        option = _OPTION.fullmatch(text) if "Option" in text else None
        if option is not None:
            if int(option[1]) != len(names) + 1 or option[2] in names:
                raise lines.malformed(index, "name-not-used-before", option[2])
            names.append(option[2])
    if not names:
        raise lines.malformed(0, "option-lines")
    return tuple(names)


def _votes(lines: Lines) -> dict[str, tuple[int, int]]:
    """Each distinct row of rank characters: the index of its first line, how often it stands."""
    votes: dict[str, tuple[int, int]] = {}
    for index, text in enumerate(lines.lines):
        if text.startswith(VOTE):
            words = text[len(VOTE) :].split()
            if not words:
                raise lines.malformed(index, "rank-characters")
            first, times = votes.get(words[0], (index, 0))
            votes[words[0]] = (first, times + 1)
    return votes
