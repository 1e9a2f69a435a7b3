"""A new epoch is begun where there is a reason for one, and quotes what is known."""

from typing import Any

import pytest

from engine.commands.epoch import BeginEpoch
from engine.errors.ledger import EpochNotNeeded
from engine.errors.values import FieldInvalid
from engine.events.season import EpochBegun
from engine.persistence.store import Held
from tests.engine.bloc import SEASON
from tests.engine.scenario import Scenario

SIZE = 6
ROOT, OTHER = bytes(32), bytes(range(32))


def begun(held: Held | None, **told: Any) -> EpochBegun:
    """The event that beginning an epoch leads to, in a ledger of six events."""
    decision = Scenario(*SEASON, held=held).decide(BeginEpoch(reason="Disk failed", **told))
    (event,) = decision.events
    assert isinstance(event, EpochBegun)
    return event


def test_a_restored_copy_quotes_its_backup() -> None:
    event = begun(Held(reason="restored", size=SIZE, root=ROOT, made=7))

    assert event == EpochBegun(
        epoch=2,
        cause="restored",
        known_size=SIZE,
        known_root=ROOT,
        backup_made=7,
        reason="Disk failed",
    )


@pytest.mark.parametrize("cause", ["older", "other"])
def test_an_older_copy_quotes_what_was_seen(cause: Any) -> None:
    event = begun(Held(reason=cause, size=9))

    assert (event.cause, event.known_size, event.known_root) == (cause, 9, None)


def test_a_checkpoint_from_elsewhere_goes_before_what_the_store_knows() -> None:
    event = begun(Held(reason="restored", size=SIZE, root=ROOT), known_size=11, known_root=OTHER)

    assert (event.known_size, event.known_root) == (11, OTHER)


def test_a_larger_size_alone_has_no_root() -> None:
    event = begun(Held(reason="restored", size=SIZE, root=ROOT), known_size=11)

    assert (event.known_size, event.known_root) == (11, None)


def test_what_was_seen_is_not_talked_down() -> None:
    with pytest.raises(FieldInvalid) as refusal:
        begun(Held(reason="older", size=9), known_size=8)

    assert refusal.value.facts == {"field": "known_size", "value": 8, "expected": "9.."}


def test_a_root_needs_its_size() -> None:
    with pytest.raises(FieldInvalid) as refusal:
        begun(Held(reason="restored", size=SIZE), known_root=ROOT)

    assert refusal.value.facts["field"] == "known_size"


def test_whoever_knows_of_more_events_than_the_store_may_say_so() -> None:
    assert begun(None, known_size=SIZE + 1).cause == "told"


@pytest.mark.parametrize("told", [None, 1, SIZE])
def test_a_ledger_that_is_not_known_to_be_older_begins_no_epoch(told: int | None) -> None:
    with pytest.raises(EpochNotNeeded) as refusal:
        begun(None, known_size=told)

    assert refusal.value.facts == {"ledger": "bloc-2024", "size": SIZE, "known_size": told}


def test_epochs_are_counted() -> None:
    ledger = Scenario(*SEASON)

    for _ in range(2):
        ledger.decide(BeginEpoch(reason="Again", known_size=100), fold=True)

    assert ledger.ledger.season.epoch == 3
