"""A poll as rows for a spreadsheet: each option against each base, as it was decided."""

from collections.abc import Iterator
from typing import Any

COLUMNS = ("option", "name", "elected", "base", "written", "votes", "of", "needed", "passes")


def poll_sheet(answer: dict[str, Any]) -> Iterator[list[Any]]:
    """The rows: one for each base an option is measured against, one for an option that is not.

    While nothing is told of an open poll, the options stand alone.
    """
    outcome = answer["outcome"]
    for option in answer["options"]:
        told = [option["id"], option["name"]]
        if outcome is None:
            yield [*told, *[None] * (len(COLUMNS) - len(told))]
            continue
        told.append(option["id"] in outcome["winners"])
        figures = outcome["figures"].get(option["id"], {})
        measures = figures.get("measures", ())
        for base, written, votes, of, _, needed, passes in measures:
            yield [*told, base, written, votes, of, needed, passes]
        if not measures:
            yield [*told, None, None, figures.get("votes"), None, None, None]
