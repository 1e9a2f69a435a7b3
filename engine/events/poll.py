"""Polls and ballots: a question, its options, and one voter's answer.

A show of hands, an acclamation, a paper tally entered by tellers and an open electronic vote
are polls too; they differ in `method`.
"""

from typing import Literal, TypeAlias

import msgspec

from engine.events.base import ContentRef, Event, Sealed, Value
from engine.rules.ballots import Ballot, BallotKind
from engine.rules.rulebook import Method
from engine.rules.tally import Base, PaperCount
from engine.rules.ties import TieStep
from engine.values.ids import MeetingId, MemberId, PollId, Stream
from engine.values.numbers import Number, Weight
from engine.values.text import Code, Name, Text

FollowUp: TypeAlias = Literal["run-off", "repetition"]
"""How a poll goes on with the one before it."""


class PollOption(Value, frozen=True, kw_only=True):
    """One option; `candidate` where it stands for a member, `cost` in whole units of money where
    the poll shares out a budget.
    """

    id: Code
    label: Name | None = None
    candidate: MemberId | None = None
    cost: Number | None = None


class Subject(Value, frozen=True, kw_only=True):
    """What the poll decides: an award, the ranking, a motion, an office, or something else."""

    kind: Literal["award", "ranking", "motion", "office", "other"]
    id: Code | None = None


class Voter(msgspec.Struct, frozen=True, forbid_unknown_fields=True, array_like=True):
    """One line of the roll: a member, its weight, who holds its mandate, and how it takes part.

    A mandate acts while its giver is out of the room and its holder in it.
    """

    member: MemberId
    weight: Weight
    holder: MemberId | None
    part: Literal["present", "absent", "recused"]


class Roll(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The electorate, sorted by member. Large ones are kept as content."""

    voters: tuple[Voter, ...]


class PollOpened(Event, frozen=True, kw_only=True):
    """A poll takes ballots from here on. All that its count needs is fixed here.

    `roll` or, for large electorates, `roll_content` holds who may vote; `parameters` are the
    rule's, in full; `members` is the total weight entitled before recusals. A run-off or
    repetition names the poll `before` it.
    """

    TOPIC = "poll-opened"
    NEEDS = ("roll_content", Roll)
    ABOUT = ("poll", "poll")

    poll: PollId
    meeting: MeetingId | None = None
    subject: Subject
    question: Text
    method: Method
    ballot: BallotKind
    options: tuple[PollOption, ...]
    seats: Number
    rule: Code
    parameters: dict[str, str | int | bool]
    ties: tuple[TieStep, ...] = ()
    base: Base | None = None
    rulebook: int
    template: Code
    members: Number
    roll: Roll | None = None
    roll_content: ContentRef | None = None
    changes_allowed: bool = False
    written_allowed: bool = False
    recused_in_base: bool = False
    tellers_needed: Number = 0
    before: PollId | None = None
    before_is: FollowUp | None = None


class VoterArrived(Event, frozen=True, kw_only=True):
    """A member, or the holder of its mandate, came in while the poll was open: it may vote."""

    TOPIC = "voter-arrived"
    ABOUT = ("poll", "poll")

    poll: PollId
    member: MemberId


class VoterDeparted(Event, frozen=True, kw_only=True):
    """A member that had not voted left while the poll was open, or the holder of its mandate did.

    Where tellers count, nobody knows who has voted: there nobody departs from a poll.
    """

    TOPIC = "voter-departed"
    ABOUT = ("poll", "poll")

    poll: PollId
    member: MemberId


class VoterRecused(Event, frozen=True, kw_only=True):
    """A member that had not voted recused itself while the poll was open."""

    TOPIC = "voter-recused"
    ABOUT = ("poll", "poll")

    poll: PollId
    member: MemberId
    ground: Text


class BallotCast(Event, frozen=True, kw_only=True):
    """One member's answer, by name. A change, where the poll allows it, carries what it `was`;
    `holder` cast it under the member's mandate.
    """

    TOPIC = "ballot-cast"
    ABOUT = ("ballot", "poll", "member")

    poll: PollId
    member: MemberId
    ballot: Ballot
    was: Ballot | None = None
    holder: MemberId | None = None

    def stream(self) -> Stream:
        """The member's ballot in the poll: what `ABOUT` says, said outright, since most of a large
        ledger asks for it.
        """
        return ("ballot", self.poll, self.member)


class WrittenOpinionReceived(Event, frozen=True, kw_only=True):
    """The answer of an absent member, asked in writing."""

    TOPIC = "written-opinion-received"
    ABOUT = ("ballot", "poll", "member")

    poll: PollId
    member: MemberId
    ballot: Ballot


class TallyEntered(Event, frozen=True, kw_only=True):
    """What one teller counted: papers, or hands (then `issued` and `returned` are the room)."""

    TOPIC = "tally-entered"
    ABOUT = ("count", "poll", "teller")

    poll: PollId
    teller: Code
    count: PaperCount


class ObjectionRaised(Event, frozen=True, kw_only=True):
    """Somebody objects to an acclamation, which is then not unanimous; under the member's
    mandate, its `holder`.
    """

    TOPIC = "objection-raised"
    ABOUT = ("poll", "poll")

    poll: PollId
    member: MemberId
    reason: Text | None = None
    holder: MemberId | None = None


class PollClosed(Event, frozen=True, kw_only=True):
    """No ballot after this one. `tally` is what the tellers agreed on, where they counted."""

    TOPIC = "poll-closed"
    ABOUT = ("poll", "poll")

    poll: PollId
    tally: PaperCount | None = None


class PollVoided(Event, frozen=True, kw_only=True):
    """The poll counts for nothing; it may be repeated."""

    TOPIC = "poll-voided"
    ABOUT = ("poll", "poll")

    poll: PollId
    ground: Text
    authority: Name


class CastingVoteGiven(Event, frozen=True, kw_only=True):
    """The chair's order of tied options, best first, where the ladder has this step."""

    TOPIC = "casting-vote-given"
    ABOUT = ("poll", "poll")

    poll: PollId
    member: MemberId
    order: tuple[Code, ...]


class LotCommitted(Event, frozen=True, kw_only=True):
    """SHA-256 of the secret seed of a possible lot, fixed before anybody knows the ballots."""

    TOPIC = "lot-committed"
    ABOUT = ("poll", "poll")

    poll: PollId
    digest: bytes


class LotDrawn(Event, frozen=True, kw_only=True):
    """The seed is shown; anybody can draw the same order from it."""

    TOPIC = "lot-drawn"
    ABOUT = ("poll", "poll")

    poll: PollId
    seed: bytes


class OutcomeAnnounced(Event, frozen=True, kw_only=True):
    """The outcome, computed from the ledger as of `index` and read out by a person.

    `result` is the canonical result (without the trace) as content; a replay must compute the
    same bytes. `winners` and `undecided` stand here for readers.
    """

    TOPIC = "outcome-announced"
    ABOUT = ("poll", "poll")

    poll: PollId
    index: int
    rule: Code
    result: ContentRef
    winners: tuple[Code, ...]
    undecided: tuple[Code, ...] = ()
    announcer: Sealed | None = None
