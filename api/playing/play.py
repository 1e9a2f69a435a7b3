"""Playing a season file: rehearsed in memory, then command by command through the one way in.

Every step has an idempotency key made of its place in the file, so playing again appends
nothing, and a file that goes on after what was played before continues there.
"""

from collections.abc import Callable

import msgspec

from api.house import House, now_micros
from api.playing.rehearsal import StepRefused, refused, rehearse
from api.playing.season_file import SeasonFile, Step
from engine.commands.base import LOCAL
from engine.commands.season import OpenLedger
from engine.commands.submit import checked_command, fingerprint
from engine.errors import DomainError
from engine.errors.ledger import CommandKeyReused
from engine.persistence.writer import Verdict


class Played(msgspec.Struct, frozen=True, kw_only=True):
    """What playing did: commands recorded now, commands that were recorded before, and how
    many events the ledger has. `others` are the other ledgers that steps went to.
    """

    ledger: str
    ledger_id: str
    recorded: int
    repeated: int
    events: int
    others: tuple[str, ...] = ()


def play_season(
    house: House,
    season: SeasonFile,
    *,
    file: str,
    progress: Callable[[int, int], None] | None = None,
) -> Played:
    """Play a season into the ledger of its slug, opened if there is none.

    Refuses `StepRefused` before anything is recorded.
    """
    done = _rehearsed(house, season, file)
    opening = house.open_ledger(season.opening, key=f"play:{season.opening.slug}:00000")
    recorded = 0 if opening.repeated else 1
    for number, step in enumerate(season.steps, 1):
        if step.key not in done:
            recorded += not _carry_out(house, step, file).repeated
        if progress is not None:
            progress(number, len(season.steps))
    return Played(
        ledger=season.opening.slug,
        ledger_id=str(opening.ledger),
        recorded=recorded,
        repeated=len(season.steps) + 1 - recorded,
        events=house.store.head(opening.ledger).size,
        others=tuple(sorted({_goes_to(step) for step in season.steps} - {season.opening.slug})),
    )


def _rehearsed(house: House, season: SeasonFile, file: str) -> set[str]:
    """Rehearse what is not recorded yet, and the keys of what is. Refuses `StepRefused`.

    Another process may play the same file: what it records meanwhile is refused as done already
    in this rehearsal, which then begins again without it.
    """
    done = _done(house, season, file)
    while True:
        try:
            rehearse(house.answers, season, done, now=now_micros(), file=file)
        except StepRefused:
            before, done = done, _done(house, season, file)
            if done == before:
                raise
        else:
            return done


def _carry_out(house: House, step: Step, file: str) -> Verdict:
    try:
        if isinstance(step.command, OpenLedger):
            return house.open_ledger(step.command, key=step.key)
        return house.carry_out(
            step.ledger,
            step.command,
            key=step.key,
            on=step.on,
            acting_for=step.acting_for,
            second=step.second,
        )
    except DomainError as refusal:
        raise refused(step, refusal, file) from refusal


def _done(house: House, season: SeasonFile, file: str) -> set[str]:
    """Keys of steps recorded before. Refuses one that was recorded with another content."""
    heads = {head.slug: head.id for head in house.store.ledgers()}
    done: set[str] = set()
    for slug in {_goes_to(step) for step in season.steps} & set(heads):
        steps = [step for step in season.steps if _goes_to(step) == slug]
        accepted = house.store.commands(heads[slug], [(LOCAL, step.key) for step in steps])
        for step in steps:
            row = accepted.get((LOCAL, step.key))
            command = checked_command(step.command)
            told = fingerprint(command, step.on, step.acting_for, step.second)
            if row is not None and row.fingerprint != told:
                raise refused(step, CommandKeyReused(key=step.key), file)
        done |= {key for _, key in accepted}
    return done


def _goes_to(step: Step) -> str:
    return step.command.slug if isinstance(step.command, OpenLedger) else step.ledger
