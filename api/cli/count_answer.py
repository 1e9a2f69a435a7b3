"""The JSON of one count, whose schema is `docs/reference/outcome.schema.json`."""

from collections.abc import Iterable

from api.formats.ballot_file import BallotFile
from engine.rules.outcome import Outcome, Step
from engine.rules.ties import Ladder


def answer(outcome: Outcome, file: BallotFile, form: str, ladder: Ladder) -> dict[str, object]:
    """What was counted, how, and all that came out. Options are named as in the file."""
    return {
        "file": {
            "format": form,
            "title": file.title,
            "options": file.options,
            "withdrawn": file.withdrawn,
            "labels": {option: label for option, label in file.labels.items() if label},
            "notes": _steps(file.notes),
            "ballots": {"number": file.ballots_number, "different": file.ballots_different},
        },
        "rule": outcome.rule,
        "parameters": outcome.parameters,
        "seats": outcome.seats,
        "ladder": {
            "steps": ladder.steps,
            "seed": None if ladder.seed is None else ladder.seed.hex(),
            "casting": ladder.casting,
            "keys": ladder.keys,
        },
        "winners": outcome.winners,
        "ranking": outcome.ranking,
        "undecided": outcome.undecided,
        "figures": outcome.figures,
        "totals": outcome.totals,
        "ties": _steps(outcome.ties),
        "rounds": _steps(outcome.trace),
    }


def _steps(steps: Iterable[Step]) -> list[dict[str, object]]:
    return [{"code": step.code, "facts": step.facts} for step in steps]
