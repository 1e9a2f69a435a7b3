"""Replay: every recorded result of a ledger computed again, and compared byte by byte.

One pass over the events, as a store or a bundle holds them. Before an event that states a result
is folded, the result is computed from the state so far, under the rulebook and the rule versions
then in force. A record that nobody touched gives no difference.

    for check in replayed(recorded_events(rows, content), content, State()): ...
"""

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from engine.errors import DomainError
from engine.errors.replay import LedgerNotReplayable
from engine.events.base import Recorded
from projections.differences import Difference, differences
from projections.ranking import Content
from projections.recount import Pair, recounted
from projections.state import State, fold


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """One recorded result and what a recount makes of it.

    `topic` and `index` name its event, `subject` what it is about (`flag`, `flag/U2`). The sides
    of a difference are `was` as recorded and `becomes` as recomputed; none: they are equal.
    """

    topic: str
    subject: str
    index: int
    differences: tuple[Difference, ...] = ()

    @property
    def equal(self) -> bool:
        """Is the record what the recount gives."""
        return not self.differences


class Replay(msgspec.Struct, frozen=True, kw_only=True):
    """All checks of a ledger up to an index. `first` is where record and recount part."""

    index: int
    checks: tuple[Check, ...]

    @property
    def equal(self) -> bool:
        """Is every record what its recount gives."""
        return all(check.equal for check in self.checks)

    @property
    def first(self) -> int | None:
        """The first event at which they part; None where they never do."""
        return next((check.index for check in self.checks if not check.equal), None)


def replay(events: Iterable[Recorded], content: Content) -> Replay:
    """Every check of these events, from index 0 on."""
    state = State()
    checks = tuple(replayed(events, content, state))
    return Replay(index=state.index, checks=checks)


def replayed(events: Iterable[Recorded], content: Content, state: State) -> Iterator[Check]:
    """The checks of these events, one for each that states a result, in their order.

    `state` is the one before the first of them, and is folded on. Refuses
    `LedgerNotReplayable` where an event cannot follow those before it.
    """
    for recorded in events:
        check = checked(state, recorded, content)
        if check is not None:
            yield check
        folded(state, recorded)


def checked(state: State, recorded: Recorded, content: Content) -> Check | None:
    """One event's check; None where it states no result."""
    with_pair = _pair(state, recorded, content)
    if with_pair is None:
        return None
    event = recorded.event
    subject = "/".join(part for part in event.stream()[1:] if part)
    return Check(
        topic=event.TOPIC,
        subject=subject,
        index=recorded.index,
        differences=tuple(differences(*with_pair)),
    )


def _pair(state: State, recorded: Recorded, content: Content) -> Pair | None:
    try:
        return recounted(state, recorded, content)
    except DomainError as refusal:
        # What cannot be counted is no proof of what was recorded; the refusal says why.
        return {"refused": None}, {"refused": refusal.code}
    except IMPOSSIBLE as error:
        raise _not_replayable(recorded, error) from error


IMPOSSIBLE = (KeyError, AttributeError, AssertionError, ValueError, TypeError, IndexError)
"""What folding raises where events contradict those before them. The writer stores no such event
(decision 9), so these are a forger's or a damaged file's.
"""


def folded(state: State, recorded: Recorded) -> None:
    """Fold one event in. Refuses `LedgerNotReplayable` where it contradicts those before it."""
    if recorded.index != state.index + 1:
        raise _not_replayable(recorded, f"index {state.index + 1} was expected")
    try:
        fold(state, recorded)
    except (DomainError, *IMPOSSIBLE) as error:
        raise _not_replayable(recorded, error) from error


def _not_replayable(recorded: Recorded, reason: Any) -> LedgerNotReplayable:
    told = reason if isinstance(reason, str) else f"{type(reason).__name__}: {reason}"
    return LedgerNotReplayable(index=recorded.index, topic=recorded.event.TOPIC, reason=told)
