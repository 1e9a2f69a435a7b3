"""The one table of who may do what. What is not in it, nobody may.

Roles of staff come from the ledger (`actor-admitted`), `delegate` from a personal code,
`administrator` from an account, `wall` from the code of a hall's screen. A role is not more than another one: who makes accounts and
admits others does not thereby vote, count or read a closed ledger.
"""

from typing import Literal, TypeAlias

Role: TypeAlias = Literal[
    "administrator", "secretary", "chair", "teller", "auditor", "delegate", "wall", "public"
]
Disclosure: TypeAlias = Literal["public", "members", "closed"]

_SECRETARY: frozenset[Role] = frozenset({"secretary"})
_PRESIDE: frozenset[Role] = frozenset({"secretary", "chair"})
_ADMINISTRATOR: frozenset[Role] = frozenset({"administrator"})
_IN_PERSON: frozenset[Role] = frozenset({"delegate", "secretary", "teller"})

COMMANDS: dict[str, frozenset[Role]] = {
    "open-ledger": _ADMINISTRATOR,
    "begin-epoch": _ADMINISTRATOR,
    "admit-actor": _ADMINISTRATOR,
    "dismiss-actor": _ADMINISTRATOR,
    # The room: whoever presides, or the secretary for them.
    "open-meeting": _PRESIDE,
    "adjourn-meeting": _PRESIDE,
    "resume-meeting": _PRESIDE,
    "close-meeting": _PRESIDE,
    "count-quorum": _PRESIDE,
    "resolve-motion": _PRESIDE,
    "open-poll": _PRESIDE,
    "close-poll": _PRESIDE,
    "void-poll": _PRESIDE,
    "announce-outcome": _PRESIDE,
    "give-casting-vote": frozenset({"chair", "secretary"}),
    "commit-lot": _PRESIDE,
    "draw-lot": _PRESIDE,
    # Votes: a delegate for itself and for whose mandate it holds; staff where votes are called
    # out or handed in on paper, never in an electronic poll (`api.access.own`).
    "cast-ballot": _IN_PERSON,
    "raise-objection": _IN_PERSON,
    "enter-tally": frozenset({"teller", "secretary"}),
    **dict.fromkeys(
        (
            "adopt-minutes", "adopt-ranking", "adopt-rulebook", "admit-member", "amend-rulebook",
            "annul-award", "appoint-tellers", "archive-season", "ask-explanation", "assign-peer",
            "change-weight", "choose-next-officers", "cite-legal-ground", "convene-meeting",
            "correct-clerical-error", "declare-recusal", "draw-up-compact", "end-office",
            "enter-scores", "file-attachment", "file-explanation", "give-office", "grant-proxy",
            "issue-decision", "launch-movement", "lift-hold", "list-guest", "lock-scores",
            "make-proposal", "mark-assigned", "mark-not-assigned", "nominate", "open-recheck",
            "override-score", "place-hold", "plan-season", "receive-decision", "receive-proposal",
            "receive-resubmission", "receive-written-opinion", "record-arrival",
            "record-attendance", "record-departure", "refuse-award", "register-for-awards",
            "release-member", "relieve-peer", "resend-submission", "resolve-proposals",
            "restore-candidate", "return-proposal", "return-submission", "revise-score",
            "revoke-proxy", "rule-ineligible", "send-submission", "sign-compact", "submit-sheet",
            "table-motion", "unlock-scores", "withdraw-nomination", "withdraw-recusal",
            "withdraw-registration",
        ),
        _SECRETARY,
    ),
}  # fmt: skip
"""Command -> the roles that may give it."""

READERS: dict[Disclosure, frozenset[Role]] = {
    "public": frozenset({"public", "delegate", "secretary", "chair", "teller", "auditor"}),
    "members": frozenset({"delegate", "secretary", "chair", "teller", "auditor"}),
    "closed": frozenset({"secretary", "chair", "teller", "auditor"}),
}
"""Disclosure of a ledger -> the roles that may read it: everything but what no role may read,
the figures of a poll that is open."""

WATCHERS: dict[Disclosure, frozenset[Role]] = {
    disclosure: roles | {"wall"} for disclosure, roles in READERS.items()
}
"""Disclosure of a ledger -> the roles that may see its wall: whoever may read it, and the screen of
the hall, which sees nothing else."""
FOLLOWERS: dict[Disclosure, frozenset[Role]] = {
    disclosure: roles | {"delegate"} for disclosure, roles in WATCHERS.items()
}
"""Disclosure of a ledger -> the roles that are told when it has grown, and of nothing else. A
delegate votes in a closed ledger too, on a page that must follow the chair."""


def may_give(command: str) -> frozenset[Role]:
    """The roles that may give a command; none for one that is not in the table."""
    return COMMANDS.get(command, frozenset())
