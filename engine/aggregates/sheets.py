"""Score sheets: what was marked, what is locked."""

import msgspec

from engine.events.sheet import Mark


class Entry(msgspec.Struct, kw_only=True):
    """A mark as it stands, the rulebook version it was made under, and its last index."""

    mark: Mark
    rulebook: int
    index: int


class Override(msgspec.Struct, kw_only=True):
    """Points set by an authority."""

    points: int
    was: int | None
    authority: str
    reason: str
    index: int


class Sheet(msgspec.Struct, kw_only=True):
    """One scorer's sheet for one candidate at one stage."""

    candidate: str
    stage: str
    scorer: str | None
    entries: dict[str, Entry] = {}
    submitted: int | None = None
    recheck: int | None = None


class Explanation(msgspec.Struct, kw_only=True):
    """A question about one criterion and its answer."""

    question: str | None = None
    asked: int | None = None
    text: str | None = None
    evidence: tuple[str, ...] = ()
    filed: int | None = None


class Sheets(msgspec.Struct, kw_only=True):
    """State of the score-sheet noun.

    `sheets` by `candidate/stage/scorer` (scorer empty: the body's own), `overrides` by
    `candidate/stage/criterion`, `unassigned` by candidate -> criterion -> index,
    `peers` by scorer -> candidates, `locked` stage -> index.
    """

    sheets: dict[str, Sheet] = {}
    overrides: dict[str, Override] = {}
    unassigned: dict[str, dict[str, int]] = {}
    explanations: dict[str, Explanation] = {}
    peers: dict[str, dict[str, int]] = {}
    locked: dict[str, int] = {}
