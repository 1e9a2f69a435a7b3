"""A stretch of the log that is nothing but first ballots, as columns, poll by poll.

Most of a large ledger is ballots. Folding a stretch of them at once gives what folding them one
after the other gives, without making an object of each.
"""

from collections.abc import Mapping, Sequence

import msgspec

from engine.rules.ballots import Ballot
from engine.values.ids import MemberId, PollId


class Ballots(msgspec.Struct, frozen=True, gc=False):
    """Ballots in the order of their indexes, none of them a change; `index` is that of the last.

    `ballots` are keys into `kinds`, which holds each different ballot once. `counts` says how many
    there are of each, in the order in which they come first.
    """

    poll: PollId
    index: int
    members: Sequence[MemberId]
    ballots: Sequence[bytes]
    counts: Mapping[bytes, int]
    kinds: Mapping[bytes, Ballot]


class Stretch(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The ballots of a stretch that ends at `index`; `at` is the server time of the last one."""

    index: int
    at: int
    polls: Sequence[Ballots]

    @property
    def first(self) -> int:
        """The index of the first one."""
        return self.index + 1 - sum(len(each.members) for each in self.polls)
