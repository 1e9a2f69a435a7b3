"""What coming, going and giving mandates mean for the quorum and for polls that are open.

A mandate acts while its giver is out of the room and its holder in it. Who may vote in an open
poll is read from the poll's own events, so every change of it is recorded there too. Where tellers
count, nobody knows who has voted: there nobody departs from a poll, and nobody joins one once the
first count is entered.
"""

from collections.abc import Collection, Mapping, Sequence

from engine.aggregates.ledger import Ledger
from engine.aggregates.meetings import Meeting
from engine.aggregates.polls import Poll
from engine.aggregates.quorum import quorum_found, quorum_rule
from engine.commands.base import Context
from engine.errors.meeting import QuorumNotCounted, QuorumNotMet
from engine.errors.poll import (
    AlreadyVoted,
    CountingBegun,
    ProxyHolderVotes,
    ProxyNotActing,
    VoterAbsent,
)
from engine.events.base import Event
from engine.events.poll import VoterArrived, VoterDeparted
from engine.rules.ballot_rule_check import COUNTED_BY_TELLERS
from engine.rules.rulebook import BallotRule
from engine.values.ids import MeetingId, MemberId, PollId


def sitting(ledger: Ledger, meeting: MeetingId) -> Meeting:
    """The meeting, if it sits. Refuses `LedgerClosed`, `MeetingNotFound`, `MeetingNotOpen`."""
    ledger.season.check_running()
    found = ledger.meetings.meeting(meeting)
    found.check_open()
    return found


def moved(
    ledger: Ledger,
    meeting: Meeting,
    members: Sequence[MemberId],
    context: Context,
    *,
    present: Collection[str],
    recused: Collection[str] = (),
) -> list[Event]:
    """The events of open polls that follow when members move and then these are `present`.

    They concern the members and whoever gave them a mandate. `recused` are polls in which the
    members recuse themselves with this command.
    """
    events: list[Event] = []
    for poll in ledger.polls.open_at(meeting.id):
        if poll.entered:
            continue
        out = members if poll.id in recused else ()
        holders = ledger.polls.electorate(poll).holder
        givers = sorted(giver for giver, holder in holders.items() if holder in members)
        for voter in dict.fromkeys((*members, *givers)):
            if voter not in out and voted_at(poll, voter, context) is None:
                events.extend(_followed(ledger, poll, voter, present, out))
    return events


def _followed(
    ledger: Ledger,
    poll: Poll,
    voter: str,
    present: Collection[str],
    out: Collection[str],
) -> list[Event]:
    part = ledger.polls.part(poll, voter)
    if part not in ("present", "absent"):
        return []
    holder = ledger.polls.electorate(poll).holder.get(voter)
    there = voter in present or _acts(ledger, poll, holder, present, out)
    if there and part == "absent":
        return [VoterArrived(poll=poll.id, member=voter)]
    counted = poll.opened.method in COUNTED_BY_TELLERS
    if not there and part == "present" and (out or not counted):
        return [VoterDeparted(poll=poll.id, member=voter)]
    return []


def _acts(
    ledger: Ledger, poll: Poll, holder: str | None, present: Collection[str], out: Collection[str]
) -> bool:
    """Whether the holder of a mandate can use it in the poll: in the room, and not recused."""
    if holder is None or holder not in present or holder in out:
        return False
    return ledger.polls.part(poll, holder) in ("present", "absent")


def taking_part_in(
    ledger: Ledger, meeting: Meeting, member: MemberId, candidate: MemberId, context: Context
) -> tuple[PollId, ...]:
    """Open polls on the candidate in which the member takes part and has not voted.

    Refuses `AlreadyVoted`, and `CountingBegun` where a teller's count is on record.
    """
    concerned: list[str] = []
    for poll in ledger.polls.open_at(meeting.id):
        on_candidate = any(each.candidate == candidate for each in poll.opened.options)
        if not on_candidate or ledger.polls.part(poll, member) not in ("present", "absent"):
            continue
        voted = voted_at(poll, member, context)
        if voted is not None:
            raise AlreadyVoted(poll=poll.id, member=member, index=voted)
        if poll.entered:
            entered = tuple(sorted(poll.entered))
            raise CountingBegun(poll=poll.id, member=member, entered=entered)
        concerned.append(poll.id)
    return tuple(concerned)


def voted_at(poll: Poll, member: str, context: Context) -> int | None:
    """The index of the member's ballot, written opinion or objection; None without one."""
    if member in poll.objections:
        return poll.objections[member]
    found = context.find(("ballot", poll.id, member))
    return None if found is None else found.index


def check_casts(ledger: Ledger, poll: Poll, member: MemberId, holder: MemberId | None) -> None:
    """Refuse unless the member votes itself now, or this holder of its mandate for it.

    Refuses `MemberNotFound`, `VoterAbsent`, `ProxyHolderVotes`, `ProxyNotActing`.
    """
    ledger.roster.member(member)
    acting = _acting(ledger, poll, member)
    if holder == acting:
        return
    if acting is None:
        raise ProxyNotActing(poll=poll.id, member=member, holder=holder)
    raise ProxyHolderVotes(poll=poll.id, member=member, holder=acting)


def _acting(ledger: Ledger, poll: Poll, member: MemberId) -> MemberId | None:
    """The holder whose mandate acts for the member now; None: it votes itself."""
    if poll.opened.meeting is None:
        return None
    present = ledger.meetings.meeting(poll.opened.meeting).present
    if member in present:
        return None
    holder = ledger.polls.electorate(poll).holder.get(member)
    if holder is None or not _acts(ledger, poll, holder, present, ()):
        raise VoterAbsent(poll=poll.id, member=member)
    ledger.roster.member(holder)
    return holder


def quorum_again(
    ledger: Ledger,
    meeting: Meeting,
    *,
    present: Collection[str] | None = None,
    proxies: Mapping[str, str] | None = None,
) -> list[Event]:
    """A new finding where a quorum that was counted is lost or won by who moved."""
    before, rule = meeting.quorum, quorum_rule(ledger)
    if before is None or rule is None:
        return []
    found = quorum_found(
        ledger,
        meeting,
        rule,
        present=meeting.present if present is None else present,
        proxies=meeting.proxies if proxies is None else proxies,
    )
    return [found] if found.met != before.met else []


def check_quorate(ledger: Ledger, meeting: Meeting) -> None:
    """Refuse to decide without a quorum, where the rulebook asks for one.

    It must have been found, and still be there: weights and members may have changed since.
    Refuses `QuorumNotCounted`, `QuorumNotMet`.
    """
    rule = quorum_rule(ledger)
    if rule is None:
        return
    found = meeting.quorum
    if found is None:
        raise QuorumNotCounted(meeting=meeting.id)
    now = quorum_found(ledger, meeting, rule, present=meeting.present, proxies=meeting.proxies)
    for each in (found, now):
        if not each.met:
            raise QuorumNotMet(
                meeting=meeting.id, present=each.present, base=each.base, needed=each.needed
            )


def waits_for_writing(ledger: Ledger, template: BallotRule) -> bool:
    """Is the quorum of such a poll found at its close, with the answers that came in writing?"""
    rule = quorum_rule(ledger)
    return rule is not None and rule.written_count and template.written


def check_quorate_in_writing(ledger: Ledger, poll: Poll) -> None:
    """Refuse to close a poll before those in the room and those who wrote are enough.

    By the rulebook the poll was opened under, of its own electorate. Refuses `QuorumNotMet`.
    """
    rulebook = ledger.rulebooks.versions[poll.opened.rulebook].rulebook
    rule, template = rulebook.quorum, rulebook.ballot(poll.opened.template)
    assert template is not None, "a poll is opened under a template of its rulebook"
    if rule is None or not (rule.written_count and template.written and template.quorum):
        return
    meeting = ledger.meetings.meeting(poll.opened.meeting or "")
    there = {*meeting.present}
    if rule.proxies_count:
        there |= {giver for giver, holder in meeting.proxies.items() if holder in meeting.present}
    weight = ledger.polls.electorate(poll).weight
    # Who wrote and came later is absent from this poll, and counted with what it wrote.
    room = sum(
        votes
        for member, votes in weight.items()
        if member in there and ledger.polls.part(poll, member) != "absent"
    )
    present, needed = (
        room + poll.written_weight,
        rule.share.needed(poll.opened.members, strict=rule.strict),
    )
    if present < needed:
        raise QuorumNotMet(
            meeting=meeting.id, present=present, base=poll.opened.members, needed=needed
        )
