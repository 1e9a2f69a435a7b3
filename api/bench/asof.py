"""As of any moment: a poll's figures as they stood at an index, from the nearest snapshot, against
a replay from 0 to the same index.

The ledger has a million events and ten thousand members, so that the state is as large as it may
become. The same indexes, spread over the whole log, are asked of both.
"""

from statistics import median

from api.bench.frame import Row, rates, row, seconds
from api.bench.hall import LEDGER, fill, furnish
from api.bench.place import place_of
from api.house import House
from projections.outcomes import tally_of
from projections.state import State

MEMBERS = 10_000
POLLS = 100
MOMENTS = 24
FROM_ZERO = 3
"""How many of the moments are asked of a replay from 0 in each round."""
MILLISECONDS = 100.0


def measure(data: str = "") -> list[Row]:
    """The rows `asof` and `asof-slowest`."""
    with place_of(data) as place, House(place.address) as house:
        furnish(house, MEMBERS)
        for number in range(0, POLLS, 10):
            fill(house, [f"p{each}" for each in range(number, min(number + 10, POLLS))], MEMBERS)
        return asked(house)


def asked(house: House, prefix: str = "", *, rounds: int = 3) -> list[Row]:
    """The rows, of a ledger that is there."""
    ledger = house.id_of(LEDGER)
    with house.answers.view(ledger):
        pass  # caught up, which keeps the snapshots
    size = house.store.head(ledger).size
    moments = [size * (2 * at + 1) // (2 * MOMENTS) for at in range(MOMENTS)]
    few = moments[MOMENTS // (2 * FROM_ZERO) :: MOMENTS // FROM_ZERO]
    taken: list[float] = []

    def at_moment(index: int) -> None:
        with house.answers.view(ledger, index) as view:
            figures(view.state)

    def ours() -> float:
        each = [seconds(lambda: at_moment(index)) for index in moments]  # noqa: B023  # at once
        taken.extend(each)
        return len(each) / sum(each)

    def from_zero() -> float:
        each = [
            seconds(lambda: figures(house.answers.rebuild(ledger, index, snapshots=False)))  # noqa: B023
            for index in few
        ]
        return len(each) / sum(each)

    measured = rates(ours, from_zero, rounds=rounds)
    worst = max(median(taken[at::MOMENTS]) for at in range(MOMENTS)) * 1_000
    return [
        row(f"{prefix}asof", measured, target=20, unit="answers/s", against="replay from 0"),
        row(
            f"{prefix}asof-slowest",
            ((worst,), (MILLISECONDS,)),
            target=1,
            unit="ms",
            against="100 ms, median of its rounds",
            better="lower",
        ),
    ]


def figures(state: State) -> dict[str, int]:
    """What was cast in the newest poll, option by option of it for and against."""
    newest = next(reversed(state.ledger.polls.polls), None)
    if newest is None:
        return {}
    return {str(ballot): votes for ballot, votes in tally_of(state, newest).whole.items()}
