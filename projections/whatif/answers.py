"""An answer of a voter, as a person writes it on one line."""

from collections.abc import Collection

from engine.rules.ballots import Ballot, BallotKind, Choice, Opinions, Ranking, Scores, normal

VIEWS = ("for", "against", "abstain")
BLANK = "blank"


def read_ballot(text: str, kind: BallotKind, options: Collection[str]) -> Ballot | None:
    """The answer in normal form; None where it cannot be read, or names what is no option.

    >>> read_ballot("for", "opinions", ("a", "b"))
    Opinions(views=(('a', 'for'), ('b', 'for')))
    >>> read_ballot("a>c=b", "ranking", ("a", "b", "c"))
    Ranking(groups=(('a',), ('b', 'c')))
    """
    if text == BLANK:
        return _blank(kind)
    ballot = _READERS[kind](text, options)
    return None if ballot is None else normal(ballot)


def _blank(kind: BallotKind) -> Ballot:
    kinds = {"opinions": Opinions, "choice": Choice, "ranking": Ranking, "scores": Scores}
    blank: Ballot = kinds[kind](())
    return blank


def _opinions(text: str, options: Collection[str]) -> Ballot | None:
    if text in VIEWS:
        return Opinions(tuple((option, text) for option in options))  # type: ignore[misc]
    pairs = [part.strip().rpartition(":") for part in text.split(",")]
    views = tuple((option, view) for option, _, view in pairs)
    known = all(option in options and view in VIEWS for option, view in views)
    once = len({option for option, _ in views}) == len(views)
    return Opinions(views) if known and once else None  # type: ignore[arg-type]


def _choice(text: str, options: Collection[str]) -> Ballot | None:
    marks = tuple(part.strip() for part in text.split(","))
    return Choice(marks) if all(mark in options for mark in marks) else None


def _ranking(text: str, options: Collection[str]) -> Ballot | None:
    groups = tuple(tuple(part.strip() for part in group.split("=")) for group in text.split(">"))
    named = [option for group in groups for option in group]
    known = all(option in options for option in named) and len(set(named)) == len(named)
    return Ranking(groups) if known else None


def _scores(text: str, options: Collection[str]) -> Ballot | None:
    pairs = [part.strip().rpartition(":") for part in text.split(",")]
    known = all(option in options and points.isdecimal() for option, _, points in pairs)
    once = len({option for option, _, _ in pairs}) == len(pairs)
    if not (known and once):
        return None
    return Scores(tuple((option, int(points)) for option, _, points in pairs))


_READERS = {"opinions": _opinions, "choice": _choice, "ranking": _ranking, "scores": _scores}
