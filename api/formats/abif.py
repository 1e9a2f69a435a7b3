"""ABIF: ballots a person can read and type, ranked or scored.

    {title: "Lead of the project"}
    =A:[Ada Lovelace]       a token and the name it stands for
    27: A > B = C           twenty-seven ballots: A over B and C alike
    12: A/5, B/3, C/0       scores (with > and = between them, ranks too)
    3:                      three blank ballots

Source: the drafts of electorama/abif (grammar 0.02, its test files). A ballot may name options
that no line declares, unless some are declared; then a bare token must be one of them.
"""

import json
from collections import Counter
from collections.abc import Sequence

from api.formats.abif_line import Line, Names, Votes, unquoted
from api.formats.ballot_file import BallotFile, add
from api.formats.numbers import Decimals
from api.formats.text import Lines, whole
from engine.rules.ballots import Ballot, BallotKind, Choice, Ranking, Scores
from engine.rules.tally import Tally

TYPES: dict[str, BallotKind] = {
    "ranked": "ranking",
    "rated": "scores",
    "score": "scores",
    "star": "scores",
    "range": "scores",
    "choose_many": "choice",
    "approval": "choice",
    "choose_one": "choice",
    "plurality": "choice",
}
"""What the metadata `ballot_type` says of the ballots; other words say nothing."""


def read(lines: Lines, wanted: Sequence[BallotKind] = ()) -> BallotFile:
    """Read an ABIF file. Ballots become a kind the rule wants, where they can be either."""
    meta: dict[str, str] = {}
    names = Names(lines)
    votes: dict[str, int] = {}
    counted: Counter[str] = Counter()
    for index, text in enumerate(lines.lines):
        told = text.strip()
        if not told or told[0] == "#":
            continue
        if told[0].isdigit():
            votes.setdefault(told, index)
            counted[told] += 1
        elif told.startswith("ABIF") and ":" not in told:
            continue
        elif told[0] == "{":
            _metadata(lines, index, told, meta)
        else:
            _declaration(lines, index, told, names)
    reader = Votes(names)
    ballots = [_vote(reader, votes[told], told, times) for told, times in counted.items()]
    decimals = reader.decimals
    kind = _kind(meta.get("ballot_type", ""), ballots, wanted)
    places = decimals.places if kind == "scores" else 0
    tally = Tally(options=tuple(names.options), unit=(1, 10**places))
    for line in ballots:
        add(tally, _ballot(lines, line, kind, decimals, places), line.weight)
    return BallotFile(
        title=meta.get("title", ""),
        options=tally.options,
        tally=tally,
        seats=whole(meta.get("seats", "")),
        labels={name: token for token, name in names.tokens.items()},
        notes=tuple(lines.notes),
    )


def _vote(reader: Votes, index: int, told: str, times: int) -> Line:
    number, colon, listed = told.partition(":")
    weight = whole(number.strip())
    if not colon or not weight:
        raise reader.lines.malformed(index, "count-and-ballot")
    return reader.read(index, listed, weight * times)


def _metadata(lines: Lines, index: int, told: str, meta: dict[str, str]) -> None:
    body, brace, remark = told[1:].rpartition("}")
    key, colon, value = body.partition(":")
    remark = remark.strip()
    if not brace or not colon or (remark and not remark.startswith("#")):
        raise lines.malformed(index, "metadata")
    value = value.strip()
    if value.startswith('"'):
        value = unquoted(lines, index, value)
    meta.setdefault(key.strip().strip('"'), value)


def _declaration(lines: Lines, index: int, told: str, names: Names) -> None:
    bare = told.removeprefix("=").strip()
    if bare.startswith('"'):
        end = bare.find('"', 1) + 1
        token, rest = unquoted(lines, index, bare[:end]), bare[end:].lstrip()
    else:
        token, rest = bare.partition(":")[0].strip(), bare[bare.find(":") :]
    name = rest.removeprefix(":").strip()
    if not rest.startswith(":") or not name:
        raise lines.malformed(index, "abif-line")
    if name.startswith("["):
        inside, bracket, remark = name[1:].partition("]")
        if not bracket or (remark.strip() and not remark.strip().startswith("#")):
            raise lines.malformed(index, "bracket-closed")
        names.declare(index, token, inside.strip())
    else:
        names.declare(index, token, unquoted(lines, index, name) if name[0] == '"' else name)


def _kind(told: str, ballots: Sequence[Line], wanted: Sequence[BallotKind]) -> BallotKind:
    """What the ballots are: as the file says or shows, turned to what a rule wants if it can be.

    Scores can be read as ranks (they order), and marks alike can be read as approvals.
    """
    scored = any(line.points for line in ballots)
    kind: BallotKind = TYPES.get(told, "scores" if scored else "ranking")
    bare = any(line.groups and not line.points for line in ballots)
    if kind == "scores" and bare and "ranking" in wanted:
        # A line without points still ranks.
        return "ranking"
    if kind == "scores" and ballots and not scored:
        kind = "ranking" if any(line.groups for line in ballots) else kind
    if kind in wanted or not wanted:
        return kind
    if "ranking" in wanted and kind == "scores":
        return "ranking"
    if "scores" in wanted and scored:
        return "scores"
    if "choice" in wanted and all(_approves(line) for line in ballots):
        return "choice"
    return kind


def _approves(line: Line) -> bool:
    if line.points:
        return all(points in ("0", "1") for _, points in line.points)
    return len(line.groups) <= 1


def _ballot(lines: Lines, line: Line, kind: BallotKind, decimals: Decimals, places: int) -> Ballot:
    points = line.points
    if kind == "choice":
        if not _approves(line):
            raise lines.malformed(line.index, "marks-alike")
        if points:
            return Choice(tuple(option for option, told in points if told == "1"))
        return Choice(line.groups[0] if line.groups else ())
    if kind == "scores":
        if line.groups and not points:
            raise lines.malformed(line.index, "points")
        return Scores(tuple((option, decimals.points(told, places)) for option, told in points))
    if points and line.listed:
        return Ranking(_by_points(line, decimals))
    return Ranking(line.groups)


def _by_points(line: Line, decimals: Decimals) -> tuple[tuple[str, ...], ...]:
    """Ranks from points alone, most first; what has no points is not ranked."""
    places = decimals.places
    groups: dict[int, list[str]] = {}
    for option, told in line.points:
        groups.setdefault(decimals.points(told, places), []).append(option)
    return tuple(tuple(groups[points]) for points in sorted(groups, reverse=True))


def dumped(text: str) -> str:
    """Text as a JSON string with its own letters."""
    return json.dumps(text, ensure_ascii=False)
