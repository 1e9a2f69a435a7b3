"""The answer to a what-if: two pictures, official and hypothetical, and where they differ."""

from collections.abc import Iterable, Sequence

import msgspec

from engine.aggregates.ledger import Ledger
from engine.events.base import Recorded
from projections.changes import compared
from projections.differences import Difference
from projections.picture import Picture, picture
from projections.ranking import Content
from projections.touching import Subject
from projections.whatif.paths import suppositions_of
from projections.whatif.retelling import Step, retold


class WhatIf(msgspec.Struct, frozen=True, kw_only=True):
    """What happened, and what would have. Plain data, and hypothetical: nothing in it can be
    recorded. `first` is the first event that would have been otherwise.
    """

    supposed: tuple[str, ...]
    official: Picture
    hypothetical: Picture
    differences: dict[Subject, tuple[Difference, ...]]
    steps: tuple[Step, ...]

    @property
    def first(self) -> int | None:
        """The first event that would have been otherwise; None: nothing would."""
        return self.steps[0].index if self.steps else None


def what_if(
    events: Iterable[Recorded], content: Content, ledger: Ledger, supposed: Sequence[str]
) -> WhatIf:
    """What these suppositions would have changed. `ledger` is the state after the events.

    Refuses what `suppositions_of` refuses.
    """
    suppositions = suppositions_of(ledger, supposed)
    told = retold(events, suppositions, content)
    official = picture(told.twin.official, content)
    hypothetical = picture(told.twin.state, told.twin.content)
    return WhatIf(
        supposed=tuple(supposed),
        official=official,
        hypothetical=hypothetical,
        differences=compared(official, hypothetical),
        steps=tuple(told.steps),
    )
