"""Where each command stands under `/v1/ledgers/{ledger}`: resources named as in the design.

Fields of the command that stand in braces come from the path, the others from the body.
"""

import re

PATHS: dict[str, str] = {
    "begin-epoch": "epochs",
    "plan-season": "plan",
    "archive-season": "archive",
    "cite-legal-ground": "legal-grounds",
    "admit-actor": "actors",
    "dismiss-actor": "actors/{actor}/dismissal",
    "admit-member": "members",
    "change-weight": "members/{member}/weight",
    "release-member": "members/{member}/release",
    "give-office": "offices/{office}/holders",
    "end-office": "offices/{office}/holders/{member}/end",
    "choose-next-officers": "next-officers",
    "launch-movement": "movements",
    "draw-up-compact": "compacts",
    "sign-compact": "compacts/{compact}/signatures",
    "adopt-rulebook": "rulebooks",
    "amend-rulebook": "rulebooks/amendments",
    "register-for-awards": "registrations",
    "withdraw-registration": "registrations/{member}/withdrawal",
    "file-attachment": "attachments",
    "correct-clerical-error": "corrections",
    "nominate": "nominations",
    "withdraw-nomination": "nominations/{award}/{candidate}/withdrawal",
    "place-hold": "candidates/{candidate}/holds",
    "lift-hold": "candidates/{candidate}/holds/lift",
    "rule-ineligible": "candidates/{candidate}/ineligibility",
    "restore-candidate": "candidates/{candidate}/ineligibility/restoration",
    "enter-scores": "sheets/{candidate}/{stage}/marks",
    "revise-score": "sheets/{candidate}/{stage}/revisions",
    "submit-sheet": "sheets/{candidate}/{stage}/submission",
    "open-recheck": "sheets/{candidate}/{stage}/recheck",
    "override-score": "sheets/{candidate}/{stage}/overrides",
    "mark-not-assigned": "sheets/{candidate}/not-assigned",
    "mark-assigned": "sheets/{candidate}/assigned",
    "assign-peer": "peer-assignments",
    "relieve-peer": "peer-assignments/end",
    "ask-explanation": "sheets/{candidate}/questions",
    "file-explanation": "sheets/{candidate}/explanations",
    "lock-scores": "stages/{stage}/lock",
    "unlock-scores": "stages/{stage}/unlock",
    "convene-meeting": "meetings",
    "open-meeting": "meetings/{meeting}/opening",
    "adjourn-meeting": "meetings/{meeting}/adjournment",
    "resume-meeting": "meetings/{meeting}/resumption",
    "close-meeting": "meetings/{meeting}/closing",
    "appoint-tellers": "meetings/{meeting}/tellers",
    "adopt-minutes": "meetings/{meeting}/minutes",
    "record-attendance": "meetings/{meeting}/roll-calls",
    "record-arrival": "meetings/{meeting}/arrivals",
    "record-departure": "meetings/{meeting}/departures",
    "list-guest": "meetings/{meeting}/guests",
    "count-quorum": "meetings/{meeting}/quorum",
    "declare-recusal": "meetings/{meeting}/recusals",
    "withdraw-recusal": "meetings/{meeting}/recusals/withdrawal",
    "grant-proxy": "meetings/{meeting}/proxies",
    "revoke-proxy": "meetings/{meeting}/proxies/{giver}/revocation",
    "table-motion": "meetings/{meeting}/motions",
    "resolve-motion": "motions/{motion}/resolution",
    "open-poll": "polls",
    "close-poll": "polls/{poll}/closing",
    "void-poll": "polls/{poll}/voiding",
    "give-casting-vote": "polls/{poll}/casting-vote",
    "commit-lot": "polls/{poll}/lot-commitment",
    "draw-lot": "polls/{poll}/lot",
    "announce-outcome": "polls/{poll}/outcome",
    "cast-ballot": "polls/{poll}/ballots",
    "receive-written-opinion": "polls/{poll}/written-opinions",
    "enter-tally": "polls/{poll}/tallies",
    "raise-objection": "polls/{poll}/objections",
    "adopt-ranking": "rankings",
    "make-proposal": "proposals",
    "resolve-proposals": "polls/{poll}/proposals-resolution",
    "send-submission": "submissions",
    "return-submission": "submissions/{submission}/return",
    "resend-submission": "submissions/{submission}/resending",
    "receive-proposal": "received-proposals",
    "return-proposal": "proposals/{award}/{candidate}/return",
    "receive-resubmission": "proposals/{award}/{candidate}/resubmission",
    "issue-decision": "decisions",
    "refuse-award": "proposals/{award}/{candidate}/refusal",
    "annul-award": "proposals/{award}/{candidate}/annulment",
    "receive-decision": "proposals/{award}/{candidate}/received-decision",
}

ADDRESSES: dict[str, str] = {
    "open-ledger": "/ledgers",
    **{name: f"/ledgers/{{ledger}}/{path}" for name, path in PATHS.items()},
}
"""Command -> its whole address under `/v1`."""


def taken(address: str) -> tuple[str, ...]:
    """The fields in an address, in order.

    >>> taken("/ledgers/{ledger}/polls/{poll}/ballots")
    ('ledger', 'poll')
    """
    return tuple(re.findall(r"{(\w+)}", address))


FIELDS: dict[str, tuple[str, ...]] = {
    name: tuple(field for field in taken(address) if field != "ledger")
    for name, address in ADDRESSES.items()
}
"""Command -> its fields that its address has."""
