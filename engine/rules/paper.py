"""What tellers may enter: figures that do not contradict each other.

papers issued >= returned = valid + blank + spoilt; nobody gets more papers than there are
votes in the room; and the marks counted fit on the valid papers. Of hands none is spoilt.
"""

from collections import Counter
from collections.abc import Mapping

import msgspec

from engine.errors.poll import TallyInconsistent
from engine.errors.rules import OptionUnknown
from engine.rules.ballots import BallotKind, OptionId
from engine.rules.parameters import Value
from engine.rules.tally import PaperCount


class Paper(msgspec.Struct, frozen=True, kw_only=True):
    """What one paper may bear: marks in all, and on one option. Opinions are one view an option."""

    kind: BallotKind
    options: tuple[OptionId, ...]
    marks_max: int
    each_max: int = 1


def paper_of(
    rule: str,
    kind: BallotKind,
    options: tuple[OptionId, ...],
    *,
    seats: int,
    parameters: Mapping[str, Value],
) -> Paper:
    """The papers of a poll under a rule that counts paper, as the rule itself would read them.

    >>> paper_of("choose-1", "choice", ("a", "b", "c"), seats=2, parameters={"marks_max": 0})
    Paper(kind='choice', options=('a', 'b', 'c'), marks_max=2, each_max=1)
    """

    def told(name: str, otherwise: int) -> int:
        return int(parameters.get(name, 0)) or otherwise

    each = 1
    match rule.rpartition("-")[0]:
        case "plurality":
            most = 1
        case "block":
            most = seats
        case "choose" | "limited":
            most = told("marks_max", seats)
        case "approval":
            most = told("marks_max", len(options))
        case "nominations":
            most = told("cap", len(options))
            each = most if parameters.get("repeats") == "each" else 1
        case "cumulative":
            most = told("points", seats)
            each = told("points_each", most)
        case _:  # opinions, and rules to come: a view of every option
            most = len(options)
    return Paper(kind=kind, options=options, marks_max=most, each_max=each)


def check_paper(count: PaperCount, paper: Paper, *, voters: int, hands: bool) -> None:
    """Refuse `TallyInconsistent` figures and votes for an `OptionUnknown`.

    `voters` is the weight entitled in the room; `hands` says that hands were counted, not papers.
    """
    for name in ("issued", "returned", "valid", "spoilt", "blank"):
        if getattr(count, name) < 0:
            raise TallyInconsistent(field=name, value=getattr(count, name), expected=">= 0")
    if count.issued > voters:
        raise TallyInconsistent(field="issued", value=count.issued, expected=f"<= {voters}")
    if count.returned > count.issued:
        raise TallyInconsistent(
            field="returned", value=count.returned, expected=f"<= {count.issued}"
        )
    told = count.valid + count.spoilt + count.blank
    if told != count.returned:
        raise TallyInconsistent(field="valid+spoilt+blank", value=told, expected=count.returned)
    if hands and count.spoilt:
        raise TallyInconsistent(field="spoilt", value=count.spoilt, expected=0)
    _check_votes(count, paper)


def _check_votes(count: PaperCount, paper: Paper) -> None:
    seen = Counter((option, view) for option, view, _ in count.votes)
    by_option: Counter[OptionId] = Counter()
    for option, view, votes in count.votes:
        field = f"votes.{option}.{view}"
        if option not in paper.options:
            raise OptionUnknown(option=option, known=tuple(sorted(paper.options)))
        if seen[option, view] > 1:
            raise TallyInconsistent(field=field, value=seen[option, view], expected="once")
        if votes < 0:
            raise TallyInconsistent(field=field, value=votes, expected=">= 0")
        if paper.kind != "opinions" and view != "for":
            raise TallyInconsistent(field=field, value=view, expected="for")
        by_option[option] += votes
    most = count.valid * paper.each_max
    for option, votes in by_option.items():
        if votes > most:
            raise TallyInconsistent(field=f"votes.{option}", value=votes, expected=f"<= {most}")
    most = count.valid * paper.marks_max
    if by_option.total() > most:
        raise TallyInconsistent(field="votes", value=by_option.total(), expected=f"<= {most}")
