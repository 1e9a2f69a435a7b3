"""One stage of scoring as the ledger holds it: whose sheets are complete, under which rulebook.

Decisions (lock, unlock, override) and standings ask the same functions, so a stage that can be
locked can be ranked.
"""

from collections.abc import Iterator, Mapping
from typing import TypeAlias

import msgspec

from engine.aggregates.awards import Ranked
from engine.aggregates.ledger import Ledger
from engine.aggregates.sheets import Sheet
from engine.errors.scores import RulebooksMixed
from engine.rules.marks import Mark, Terms, terms
from engine.rules.rulebook import Rulebook
from engine.rules.scoring import Barred, Scored

ByScorer: TypeAlias = Mapping[str, Sheet]
"""Sheets of one candidate at one stage; the key is the scorer, empty for its own or the body's."""


class Unfinished(msgspec.Struct, frozen=True, kw_only=True):
    """What keeps a stage from being locked: sheets never begun, and begun but not submitted.

    Named by candidate, or `candidate/scorer` where peers mark.
    """

    missing: tuple[str, ...]
    unsubmitted: tuple[str, ...]


def sheets_at(ledger: Ledger, stage: str) -> dict[str, dict[str, Sheet]]:
    """The sheets that a stage asks for, begun or not, by candidate and scorer, sorted.

    Candidates are the members that are ranked now; peers those assigned and still of the body.
    """
    current = ledger.roster.current()
    found: dict[str, dict[str, Sheet]] = {}
    for candidate in sorted(ledger.roster.ranked()):
        scorers: list[str | None] = [None]
        if stage == "peer":
            peers = ledger.sheets.peers.get(candidate, {})
            scorers = [scorer for scorer in sorted(peers) if scorer in current]
        found[candidate] = {
            scorer or "": ledger.sheets.sheet(candidate, stage, scorer) for scorer in scorers
        }
    return found


def complete_at(ledger: Ledger, stage: str) -> dict[str, dict[str, Sheet]]:
    """Candidates whose sheets of the stage were all submitted, with them."""
    return {
        candidate: sheets
        for candidate, sheets in sheets_at(ledger, stage).items()
        if sheets and all(sheet.submitted is not None for sheet in sheets.values())
    }


def unfinished_at(ledger: Ledger, stage: str) -> Unfinished:
    """What a lock would leave unfinished.

    A candidate without a bar needs its sheets submitted. One on hold may stand again, so what
    was begun for it is finished too; nothing need be begun. One ruled ineligible needs nothing.
    """
    missing: list[str] = []
    unsubmitted: list[str] = []
    for candidate, sheets in sheets_at(ledger, stage).items():
        bar = ledger.nominations.bar(candidate)
        if bar is None and not sheets:
            missing.append(candidate)
        for scorer, sheet in sheets.items():
            named = f"{candidate}/{scorer}" if scorer else candidate
            if sheet.submitted is not None or (bar is not None and bar.effect == "ineligible"):
                continue
            if sheet.entries:
                unsubmitted.append(named)
            elif bar is None:
                missing.append(named)
    return Unfinished(missing=tuple(missing), unsubmitted=tuple(unsubmitted))


def scored_at(ledger: Ledger, stage: str, *, own: str | None = None) -> Scored:
    """The stage as the rules of standings read it: complete sheets, under one rulebook.

    Refuses `RulebooksMixed` where candidates without a bar were scored under versions whose
    criteria differ; equal criteria (names aside) are one rulebook, the newest of them. With
    `own` the view is that of one candidate: its sheets count as they stand, complete or not,
    beside those of the others under the same criteria, and nothing is refused.
    """
    sheets = complete_at(ledger, stage)
    if own is None:
        version = _common_version(ledger, stage, sheets)
    else:
        sheets[own] = sheets_at(ledger, stage)[own]
        version = _newest(ledger, sheets[own])
    rulebook = _rulebook(ledger, version)
    kept = {
        candidate: each
        for candidate, each in sheets.items()
        if candidate == own or _alike(_rulebook(ledger, _newest(ledger, each)), rulebook)
    }
    return Scored(
        stage=stage,
        version=version,
        rulebook=rulebook,
        sheets={
            candidate: {
                scorer: marks_under(ledger, sheet, rulebook) for scorer, sheet in each.items()
            }
            for candidate, each in kept.items()
        },
        missing=tuple(sorted(set(ledger.roster.ranked()) - set(kept))),
        overrides={candidate: _overrides(ledger, candidate, stage) for candidate in kept},
        unassigned=ledger.sheets.unassigned_at(stage),
        bars=_bars(ledger),
    )


def _overrides(ledger: Ledger, candidate: str, stage: str) -> dict[str, int]:
    overrides = ledger.sheets.overrides_of(candidate, stage)
    return {criterion: override.points for criterion, override in overrides.items()}


def _bars(ledger: Ledger) -> dict[str, Barred]:
    bars = {candidate: ledger.nominations.bar(candidate) for candidate in ledger.roster.ranked()}
    return {
        candidate: Barred(effect=bar.effect, ground=bar.ground, authority=bar.authority)
        for candidate, bar in bars.items()
        if bar is not None
    }


def marks_under(ledger: Ledger, sheet: Sheet, rulebook: Rulebook) -> dict[str, Mark]:
    """The marks of a sheet that this rulebook can read: made under the same terms."""
    unread = {*outdated_in(ledger, sheet, rulebook)}
    leaves = rulebook.leaves()
    return {
        criterion: entry.mark
        for criterion, entry in sheet.entries.items()
        if criterion in leaves and criterion not in unread
    }


def outdated_in(ledger: Ledger, sheet: Sheet, rulebook: Rulebook) -> tuple[str, ...]:
    """Criteria of the rulebook that the sheet marks under a version with other terms for them."""
    versions = {entry.rulebook for entry in sheet.entries.values()}
    then = {version: _terms(_rulebook(ledger, version)) for version in versions}
    return tuple(
        criterion
        for criterion, now in _terms(rulebook).items()
        if criterion in sheet.entries
        and then[sheet.entries[criterion].rulebook].get(criterion) != now
    )


def _terms(rulebook: Rulebook) -> dict[str, Terms]:
    return {criterion: terms(leaf) for criterion, leaf in rulebook.leaves().items()}


def adopted_from(ledger: Ledger, stage: str) -> Ranked | None:
    """The ranking that was adopted from the scores of this stage, if one was."""
    for ranking in ledger.awards.rankings:
        if ranking.basis == "scores" and _ranked_stage(ledger, ranking.as_of) == stage:
            return ranking
    return None


def _ranked_stage(ledger: Ledger, index: int) -> str:
    """The stage that the rulebook in force at this index ranks."""
    versions = ledger.rulebooks.versions
    in_force = max(version for version, each in versions.items() if each.index <= index)
    return versions[in_force].rulebook.ranking.stage


def _common_version(ledger: Ledger, stage: str, sheets: Mapping[str, Mapping[str, Sheet]]) -> int:
    pairs = {
        (version, candidate)
        for candidate, each in sheets.items()
        if ledger.nominations.bar(candidate) is None
        for version in _versions(each)
    }
    versions = sorted({version for version, _ in pairs}) or [ledger.rulebooks.version]
    newest = _rulebook(ledger, versions[-1])
    if not all(_alike(_rulebook(ledger, version), newest) for version in versions):
        raise RulebooksMixed(
            stage=stage,
            versions=tuple(versions),
            candidates=tuple(
                (version, tuple(sorted(name for each, name in pairs if each == version)))
                for version in versions
            ),
        )
    return versions[-1]


def _versions(sheets: ByScorer) -> Iterator[int]:
    return (sheet.version for sheet in sheets.values())


def _newest(ledger: Ledger, sheets: ByScorer) -> int:
    return max(_versions(sheets), default=0) or ledger.rulebooks.version


def _rulebook(ledger: Ledger, version: int) -> Rulebook:
    """A version on record; before any is adopted the question itself is refused."""
    adopted = ledger.rulebooks.versions.get(version)
    return ledger.rulebooks.current if adopted is None else adopted.rulebook


def _alike(one: Rulebook, other: Rulebook) -> bool:
    """Do both score alike: the same tree of criteria, names aside."""
    return one is other or [*map(terms, one.criteria)] == [*map(terms, other.criteria)]
