"""Nominations and score sheets as doors show them, one row a thing."""

from collections.abc import Mapping
from typing import Any, Literal

import msgspec

from api.answers_out import About, about
from api.house import House
from engine.aggregates.nominations import Nomination
from engine.rules.marks import Mark
from projections.answers import View


class BarOut(msgspec.Struct, frozen=True, kw_only=True):
    """A hold or ruling in force. `award` null: it concerns every award and the ranking."""

    candidate: str
    effect: Literal["hold", "ineligible"]
    ground: str
    authority: str
    note: str | None
    award: str | None
    index: int


class NominationsOut(About, frozen=True, kw_only=True):
    """Nominations, withdrawn ones too, and what stands against candidates."""

    rows: tuple[Nomination, ...]
    bars: tuple[BarOut, ...]


def nominations_out(house: House, view: View) -> NominationsOut:
    """The nomination noun."""
    nominations = view.state.ledger.nominations
    return NominationsOut(
        **about(house, view),
        rows=tuple(nominations.made.values()),
        bars=tuple(
            BarOut(candidate=candidate, **msgspec.structs.asdict(bar))
            for candidate, bars in nominations.bars.items()
            for bar in bars
        ),
    )


class MarkOut(msgspec.Struct, frozen=True, kw_only=True):
    """A mark as it stands, the rulebook version it was made under, and its last index."""

    mark: Mark
    rulebook: int
    index: int


class SheetOut(msgspec.Struct, frozen=True, kw_only=True):
    """One scorer's sheet. `submitted`: index since when it is closed; `recheck`: reopened."""

    candidate: str
    stage: str
    scorer: str | None
    submitted: int | None
    recheck: int | None
    marks: tuple[MarkOut, ...]


class OverrideOut(msgspec.Struct, frozen=True, kw_only=True):
    """Points set by an authority, in hundredths."""

    candidate: str
    stage: str
    criterion: str
    points: int
    was: int | None
    authority: str
    reason: str
    index: int


class QuestionOut(msgspec.Struct, frozen=True, kw_only=True):
    """The latest question about a criterion, and its answer once it is filed."""

    candidate: str
    criterion: str
    question: str
    asked: int
    text: str | None
    evidence: tuple[str, ...]
    filed: int | None


class SheetsOut(About, frozen=True, kw_only=True):
    """Every sheet. `unassigned`: candidate -> criterion -> index; `peers`: candidate -> scorer
    -> index; `locked`: stage -> index.
    """

    rows: tuple[SheetOut, ...]
    overrides: tuple[OverrideOut, ...]
    questions: tuple[QuestionOut, ...]
    unassigned: dict[str, dict[str, int]]
    peers: dict[str, dict[str, int]]
    locked: dict[str, int]


def sheets_out(house: House, view: View) -> SheetsOut:
    """The score-sheet noun."""
    sheets = view.state.ledger.sheets
    return SheetsOut(
        **about(house, view),
        rows=tuple(
            SheetOut(
                candidate=each.candidate,
                stage=each.stage,
                scorer=each.scorer,
                submitted=each.submitted,
                recheck=each.recheck,
                marks=tuple(
                    MarkOut(mark=entry.mark, rulebook=entry.rulebook, index=entry.index)
                    for entry in each.entries.values()
                ),
            )
            for each in sheets.sheets.values()
        ),
        overrides=_keyed(OverrideOut, ("candidate", "stage", "criterion"), sheets.overrides),
        questions=_keyed(QuestionOut, ("candidate", "criterion"), sheets.explanations),
        unassigned=sheets.unassigned,
        peers=sheets.peers,
        locked=sheets.locked,
    )


def _keyed(kind: Any, names: tuple[str, ...], told: Mapping[str, Any]) -> tuple[Any, ...]:
    """States under keys such as `U1/self/work` as rows that carry the parts of the key."""
    return tuple(
        kind(**dict(zip(names, key.split("/"), strict=True)), **msgspec.structs.asdict(each))
        for key, each in told.items()
    )
