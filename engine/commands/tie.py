"""What may break a tie: the chair's casting vote, and a lot whose seed was fixed before.

Which of them is asked, and in which order, is the poll's declared ladder (`engine.rules.ties`).
"""

from hashlib import sha256

from engine.aggregates.ledger import Ledger
from engine.aggregates.polls import Poll
from engine.commands.base import Command, Context, Decision, decided, decides
from engine.errors.poll import (
    CastingVoteNotAllowed,
    LotNotAllowed,
    OptionInvalid,
    VoterIsRecused,
)
from engine.events.poll import CastingVoteGiven, LotCommitted, LotDrawn
from engine.rules.lot import SEED_BYTES_MAX
from engine.values.ids import MemberId, PollId
from engine.values.text import Code


class GiveCastingVote(Command, frozen=True, kw_only=True):
    """The chair orders tied options, best first, once, after the close and before the outcome or a
    lot. The chair is the meeting's; without one, who holds the office.
    """

    NAME = "give-casting-vote"

    poll: PollId
    member: MemberId
    order: tuple[Code, ...]


@decides(GiveCastingVote)
def _(ledger: Ledger, command: GiveCastingVote, context: Context) -> Decision:
    poll = _poll(ledger, command.poll)
    poll.check_closed()
    reasons = {
        "not-in-ladder": "casting" not in poll.opened.ties,
        "not-the-chair": command.member not in _chairs(ledger, poll),
        "already-given": bool(poll.casting),
        "lot-drawn": poll.seed is not None,
    }
    for reason, so in reasons.items():
        if so:
            raise CastingVoteNotAllowed(poll=poll.id, reason=reason)
    ledger.roster.member(command.member)
    if ledger.polls.part(poll, command.member) == "recused":
        raise VoterIsRecused(poll=poll.id, member=command.member)
    options = {option.id for option in poll.opened.options}
    if not command.order or len(set(command.order)) < len(command.order):
        raise OptionInvalid(option=",".join(command.order), reason="twice")
    for option in command.order:
        if option not in options:
            raise OptionInvalid(option=option, reason="unknown")
    event = CastingVoteGiven(poll=poll.id, member=command.member, order=command.order)
    return decided(event)


def _chairs(ledger: Ledger, poll: Poll) -> tuple[str, ...]:
    """Who chaired the poll's meeting; where nobody is named, who holds the office."""
    meeting = ledger.meetings.meetings.get(poll.opened.meeting or "")
    if meeting is not None and meeting.chair is not None:
        return (meeting.chair,)
    return ledger.roster.holders("chair")


class CommitLot(Command, frozen=True, kw_only=True):
    """Fix the SHA-256 of a secret seed while the poll is open, for a lot that may be needed."""

    NAME = "commit-lot"

    poll: PollId
    digest: bytes


@decides(CommitLot)
def _(ledger: Ledger, command: CommitLot, context: Context) -> Decision:
    poll = _poll(ledger, command.poll)
    poll.check_open()
    if "lot" not in poll.opened.ties:
        raise LotNotAllowed(poll=poll.id, reason="not-in-ladder")
    if poll.lot_digest is not None:
        raise LotNotAllowed(poll=poll.id, reason="already-committed")
    if len(command.digest) != sha256().digest_size:
        raise LotNotAllowed(poll=poll.id, reason="not-sha256")
    return decided(LotCommitted(poll=poll.id, digest=command.digest))


class DrawLot(Command, frozen=True, kw_only=True):
    """Show the seed after the close: its SHA-256 must be the one committed."""

    NAME = "draw-lot"

    poll: PollId
    seed: bytes


@decides(DrawLot)
def _(ledger: Ledger, command: DrawLot, context: Context) -> Decision:
    poll = _poll(ledger, command.poll)
    poll.check_closed()
    if poll.lot_digest is None:
        raise LotNotAllowed(poll=poll.id, reason="not-committed")
    if poll.seed is not None:
        raise LotNotAllowed(poll=poll.id, reason="already-drawn")
    if not 1 <= len(command.seed) <= SEED_BYTES_MAX:
        raise LotNotAllowed(poll=poll.id, reason="seed-length")
    if sha256(command.seed).digest() != poll.lot_digest:
        raise LotNotAllowed(poll=poll.id, reason="seed-differs")
    return decided(LotDrawn(poll=poll.id, seed=command.seed))


def _poll(ledger: Ledger, poll: PollId) -> Poll:
    """The poll, while the season runs. Refuses `LedgerClosed`, `PollNotFound`."""
    ledger.season.check_running()
    return ledger.polls.poll(poll)
