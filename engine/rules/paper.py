"""What tellers may enter: figures that do not contradict each other.

papers issued >= returned = valid + blank + spoilt; nobody gets more papers than there are
votes in the room; and the marks counted fit on the valid papers.
"""

from collections import Counter

from engine.errors.poll import TallyInconsistent
from engine.errors.rules import OptionUnknown
from engine.rules.ballots import BallotKind, OptionId
from engine.rules.tally import PaperCount


def check_paper(
    count: PaperCount,
    *,
    options: tuple[OptionId, ...],
    ballot: BallotKind,
    marks_max: int,
    voters: int,
) -> None:
    """Refuse `TallyInconsistent` figures and votes for an `OptionUnknown`.

    `voters` is the weight entitled in the room, `marks_max` how many options one paper may mark.
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
    _check_votes(count, options, ballot, marks_max)


def _check_votes(
    count: PaperCount, options: tuple[OptionId, ...], ballot: BallotKind, marks_max: int
) -> None:
    seen = Counter((option, view) for option, view, _ in count.votes)
    by_option: Counter[OptionId] = Counter()
    for option, view, votes in count.votes:
        field = f"votes.{option}.{view}"
        if option not in options:
            raise OptionUnknown(option=option, known=tuple(sorted(options)))
        if seen[option, view] > 1:
            raise TallyInconsistent(field=field, value=seen[option, view], expected="once")
        if votes < 0:
            raise TallyInconsistent(field=field, value=votes, expected=">= 0")
        if ballot == "choice" and view != "for":
            raise TallyInconsistent(field=field, value=view, expected="for")
        by_option[option] += votes
    for option, votes in by_option.items():
        if votes > count.valid:
            raise TallyInconsistent(
                field=f"votes.{option}", value=votes, expected=f"<= {count.valid}"
            )
    if ballot == "choice" and by_option.total() > count.valid * marks_max:
        raise TallyInconsistent(
            field="votes", value=by_option.total(), expected=f"<= {count.valid * marks_max}"
        )
