"""The library as its own documentation uses it: an aggregate a ballot, saved one at a time."""

from collections import Counter
from typing import Any
from uuid import UUID, uuid4

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event

from api.bench.frame import seconds

TOGETHER = 100
VIEWS = ("for", "against", "abstain")


class StockBallot(Aggregate):
    """A ballot as the library's own documentation would model it."""

    @event("Cast")
    def __init__(self, poll: str, member: str, view: str) -> None:
        self.poll = poll
        self.member = member
        self.view = view


class Stock:
    """An application of the library over a store of its own."""

    def __init__(self, settings: dict[str, str]) -> None:
        self._application: Application[UUID] = Application(settings)

    def record(self, ballots: int) -> float:
        """Ballots a second, each saved before the next."""

        def work() -> None:
            for number in range(ballots):
                self._application.save(_ballot(number))

        return ballots / seconds(work)

    def fill(self, ballots: int) -> None:
        """Store ballots some at a time, so that there is something to read. Thousands in one save
        hang on PostgreSQL: client and server each wait for the other to read.
        """
        for first in range(0, ballots, TOGETHER):
            self._application.save(*map(_ballot, range(first, min(first + TOGETHER, ballots))))

    def replayed(self) -> float:
        """Events a second: every notification selected, mapped to its event, applied, tallied."""
        count = 0
        tally: Counter[str] = Counter()

        def work() -> None:
            nonlocal count
            recorder, mapper = self._application.recorder, self._application.mapper
            start: int | None = 1
            while start is not None:
                page = recorder.select_notifications(start=start, limit=5_000)
                for notification in page:
                    told: Any = mapper.to_domain_event(notification)
                    ballot: Any = told.mutate(None)
                    tally[ballot.view] += 1
                count += len(page)
                start = page[-1].id + 1 if page else None

        taken = seconds(work)
        return count / taken

    def close(self) -> None:
        """Give everything back."""
        self._application.close()


def _ballot(number: int) -> StockBallot:
    return StockBallot(poll="p", member=uuid4().hex, view=VIEWS[number % 3])
