"""From a form to a ballot: one kind of field for each kind of ballot, without any script.

`view:OPTION` takes for, against or abstain; `mark` is repeated once for each option marked, and
`times:OPTION` says how often where marks may be heaped; `rank:OPTION` takes a number, equal ones
rank alike; `points:OPTION` takes whole points. What would spoil a ballot is refused here, while
the voter can still put it right.
"""

from collections.abc import Mapping
from typing import Literal

import msgspec
from starlette.datastructures import FormData

from api.errors import BallotWouldBeSpoilt
from engine.errors.values import FieldInvalid
from engine.events.poll import PollOpened
from engine.rules.ballots import Ballot, Choice, Opinions, Ranking, Scores, View
from engine.values.text import shown

VIEWS: tuple[View, ...] = ("for", "against", "abstain")


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """What the form of a poll's ballot looks like. `most`: marks or points at most, if bounded."""

    kind: Literal["opinions", "choice", "heap", "ranking", "scores"]
    most: int | None = None
    each: int | None = None


def form_of(opened: PollOpened) -> Form:
    """The form for this poll."""
    parameters = opened.parameters
    if opened.ballot == "choice":
        if "points" in parameters:  # marks may be heaped on one option
            each = int(parameters.get("points_each", 0)) or None
            return Form(kind="heap", most=int(parameters["points"]) or None, each=each)
        if "marks_max" in parameters:
            return Form(kind="choice", most=int(parameters["marks_max"]) or opened.seats)
        return Form(kind="choice", most=1 if opened.rule.startswith("plurality") else None)
    if opened.ballot == "scores":
        most = parameters.get("score_max")
        if most is None and "grades" in parameters:
            most = int(parameters["grades"]) - 1
        return Form(kind="scores", each=None if most is None else int(most))
    return Form(kind=opened.ballot)


def ballot_of(opened: PollOpened, form: FormData) -> Ballot:
    """The ballot that a form says. Refuses `FieldInvalid` and `BallotWouldBeSpoilt`."""
    options = [option.id for option in opened.options]
    told = form_of(opened)
    match told.kind:
        case "opinions":
            return Opinions(tuple(_views(options, form)))
        case "choice":
            marks = tuple(str(mark) for mark in form.getlist("mark"))
            _check_most(len(marks), told.most)
            return Choice(marks)
        case "heap":
            times = _numbers("times", options, form)
            _check_most(sum(times.values()), told.most)
            return Choice(tuple(option for option, n in times.items() for _ in range(n)))
        case "ranking":
            return Ranking(_groups(_numbers("rank", options, form)))
        case "scores":
            return Scores(tuple(_numbers("points", options, form).items()))


def _views(options: list[str], form: FormData) -> list[tuple[str, View]]:
    views: list[tuple[str, View]] = []
    for option in options:
        said = form.get(f"view:{option}")
        if said in VIEWS:
            views.append((option, said))
        elif said:
            raise FieldInvalid(field=option, value=shown(str(said)), expected=VIEWS)
    return views


def _numbers(name: str, options: list[str], form: FormData) -> dict[str, int]:
    """The whole numbers that were filled in, by option."""
    numbers: dict[str, int] = {}
    for option in options:
        said = str(form.get(f"{name}:{option}") or "").strip()
        if said.isdecimal() and len(said) <= 6:
            numbers[option] = int(said)
        elif said:
            raise FieldInvalid(field=option, value=shown(said), expected="0, 1, 2, …")
    return numbers


def _groups(ranks: Mapping[str, int]) -> tuple[tuple[str, ...], ...]:
    """Options by their numbers, smallest first; what has no number stays unranked."""
    numbers = sorted({*ranks.values()})
    return tuple(
        tuple(option for option, rank in ranks.items() if rank == number) for number in numbers
    )


def _check_most(marks: int, most: int | None) -> None:
    if most is not None and marks > most:
        raise BallotWouldBeSpoilt(marks=marks, marks_max=most)
