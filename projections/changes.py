"""What changed between two moments of a ledger, through which events and whom.

Two pictures are laid side by side; the events between them that touch a subject stand with its
differences. Ballots are told by their number: a poll's figures are told once it is closed, and
who voted how is in the timeline.
"""

from collections import Counter
from collections.abc import Iterable

import msgspec

from engine.aggregates.ledger import Ledger
from engine.persistence.codec import Row, open_envelope
from projections.differences import Difference, differences
from projections.picture import SECTIONS, Picture
from projections.touching import BALLOTS, Subject, covers, touched


class Changed(msgspec.Struct, frozen=True, kw_only=True):
    """One subject that is not as it was. `events`: indexes of what touched it in between."""

    section: str
    id: str
    differences: tuple[Difference, ...]
    """Their paths begin below the subject."""
    events: tuple[int, ...]


class Changes(msgspec.Struct, frozen=True, kw_only=True):
    """All that changed. `events` are the indexes of every event in between but ballots; of those
    `ballots` tells the number by poll; `by` counts events by who recorded them.
    """

    changed: tuple[Changed, ...]
    events: tuple[int, ...]
    ballots: dict[str, int]
    by: dict[str, int]


def changes(was: Picture, becomes: Picture, between: Iterable[Row], ledger: Ledger) -> Changes:
    """From one picture to a later one. `between` are the rows after the first moment up to the
    second, `ledger` the state at the second.
    """
    found = compared(was, becomes)
    through: dict[Subject, list[int]] = {subject: [] for subject in found}
    events: list[int] = []
    moving: list[int] = []
    ballots: Counter[str] = Counter()
    actors: Counter[str] = Counter()
    for row in between:
        envelope = open_envelope(row)
        actors[envelope.by] += 1
        if isinstance(envelope.data, BALLOTS):
            ballots[envelope.data.poll] += 1
            continue
        events.append(row.index)
        told = tuple(touched(envelope.data, ledger))
        if any(section == "ranking" for section, _ in told):
            moving.append(row.index)
        for subject, indexes in through.items():
            if covers(told, subject):
                indexes.append(row.index)
    return Changes(
        changed=tuple(
            Changed(
                section=subject[0],
                id=subject[1],
                differences=each,
                # Who moves up or down does so by what happened to the others too.
                events=tuple(moving if _moved(subject, each) else through[subject]),
            )
            for subject, each in found.items()
        ),
        events=tuple(events),
        ballots=dict(ballots),
        by=dict(sorted(actors.items())),
    )


def _moved(subject: Subject, lines: tuple[Difference, ...]) -> bool:
    return subject[0] == "ranking" and any(line.path == ("place",) for line in lines)


def compared(was: Picture, becomes: Picture) -> dict[Subject, tuple[Difference, ...]]:
    """The subjects that differ, in the order of the sections, with their differences."""
    found: dict[Subject, list[Difference]] = {}
    for section in SECTIONS:
        for each in differences(was[section], becomes[section]):
            subject, *path = each.path
            line = Difference(path=tuple(path), was=each.was, becomes=each.becomes)
            found.setdefault((section, subject), []).append(line)
    return {subject: tuple(lines) for subject, lines in found.items()}
