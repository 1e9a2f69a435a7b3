"""What every reader returns: a tally whose options are named as in the file, and what else it said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import TypeVar

from engine.rules.ballots import Ballot, OptionId
from engine.rules.outcome import Step
from engine.rules.tally import Tally

K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True, kw_only=True)
class BallotFile:
    """One ballot file, read.

    `options` are all names in the file's order, the withdrawn among them; `tally.options` leaves
    the withdrawn out, and so do its ballots. `seats` is what the file says, or None.
    """

    title: str
    options: tuple[OptionId, ...]
    tally: Tally
    withdrawn: tuple[OptionId, ...] = ()
    seats: int | None = None
    tie_order: tuple[OptionId, ...] = ()
    """An order for ties that the file declares, best first."""
    labels: Mapping[OptionId, str] = field(default_factory=dict)
    """What else the file calls an option: a project's name, a candidate's short token."""
    offers: Mapping[str, str] = field(default_factory=dict)
    """Values the file states for parameters of a rule: `budget`, `costs`."""
    notes: tuple[Step, ...] = ()
    """What a reader decided or left aside, as codes and facts."""

    @property
    def ballots_number(self) -> int:
        """How many ballots the file holds, by weight, those of channels among them."""
        return sum(sum(box.values()) for box in self._boxes())

    @property
    def ballots_different(self) -> int:
        """How many different ballots the file holds."""
        return sum(map(len, self._boxes()))

    def _boxes(self) -> tuple[Mapping[Ballot, int], ...]:
        return (self.tally.ballots, *self.tally.channels.values())


def looked_up(mapping: Mapping[K, V], keys: Sequence[K]) -> tuple[V, ...]:
    """The values of these keys, in order: the quickest way there is for twenty of them."""
    if len(keys) < 2:
        return tuple(mapping[key] for key in keys)
    found: tuple[V, ...] = itemgetter(*keys)(mapping)
    return found


def add(tally: Tally, ballot: Ballot, weight: int) -> None:
    """Take a ballot in. Like `Tally.add`, but hashes a ballot met for the first time only once."""
    ballots = tally.ballots
    assert isinstance(ballots, dict), "ballots are read one by one, or all in rows"
    known = len(ballots)
    before = ballots.setdefault(ballot, weight)
    if len(ballots) == known:
        ballots[ballot] = before + weight
