"""Between three bodies: sent up, returned, sent again, decided, taken over, annulled."""

from collections.abc import Callable
from typing import Any

from api.examples.meeting import opinions
from api.examples.step import BLOC, COUNCIL, DISTRICT, Example, bloc, council, district

RULES: dict[str, Any] = {
    "id": "rules",
    "title": "Rules",
    "awards": [{"id": "flag", "name": "Flag", "authority": "Chairman"}],
    "ballots": [
        {
            "id": "vote",
            "name": "Vote",
            "methods": ["electronic"],
            "ballot": "opinions",
            "rule": "threshold-1",
            "parameters": {"share": "1/2"},
            "base": "members",
            "quorum": False,
        }
    ],
}


def _opened(step: Callable[..., Example], slug: str, kind: str) -> tuple[Example, ...]:
    body = {"id": kind, "name": kind.capitalize(), "kind": kind}
    return (
        step(
            "open-ledger",
            slug=slug,
            title=f"{kind.capitalize()}, 2026",
            body=body,
            season="2026",
            time_zone="Asia/Ho_Chi_Minh",
        ),
        step("admit-member", member="M1", name="Member 1", ranked=kind != "council"),
        step("adopt-rulebook", rulebook=RULES),
    )


def _carried(step: Callable[..., Example], candidate: str) -> tuple[Example, ...]:
    return (
        step(
            "open-poll",
            poll="flag",
            template="vote",
            subject={"kind": "award", "id": "flag"},
            question="Yes or no?",
            options=[{"id": candidate, "candidate": candidate}],
        ),
        step("cast-ballot", poll="flag", member="M1", ballot=opinions(**{candidate: "for"})),
        step("close-poll", poll="flag"),
        step("announce-outcome", poll="flag"),
    )


AWARDS: tuple[Example, ...] = (
    *_opened(district, DISTRICT, "bloc"),
    *_carried(district, "M1"),
    district("make-proposal", award="flag", candidate="M1", poll="flag"),
    district("send-submission", submission="up", recipient="Bloc of four"),
    bloc(
        "receive-proposal",
        award="merit",
        candidate="D-M1",
        sender=DISTRICT,
        sender_award="flag",
        sender_candidate="M1",
    ),
    bloc("return-proposal", award="merit", candidate="D-M1", reason="The report is missing"),
    district("return-submission", submission="up", authority="Bloc", reason="No report"),
    district("resend-submission", submission="up", answer="With the report"),
    bloc("receive-resubmission", award="merit", candidate="D-M1", answer="The report came"),
    bloc(
        "send-submission",
        submission="dossier",
        recipient="Council",
        number="12/TTr",
        sent="2027-01-10",
    ),
    bloc("return-submission", submission="dossier", authority="Council", reason="No minutes"),
    bloc("resend-submission", submission="dossier", answer="With the minutes"),
    *_opened(council, COUNCIL, "council"),
    council(
        "receive-proposal",
        award="flag",
        candidate="B-U1",
        sender=BLOC,
        sender_award="flag",
        sender_candidate="U1",
    ),
    *_carried(council, "B-U1"),
    council("resolve-proposals", poll="flag"),
    council("send-submission", submission="up", recipient="Chairman"),
    council(
        "issue-decision",
        decision="d1",
        authority="Chairman",
        number="310/QD",
        decided="2027-03-10",
        lines=[{"award": "flag", "candidate": "B-U1"}],
    ),
    bloc("receive-decision", award="flag", candidate="U1", sender=COUNCIL),
    bloc("archive-season", reason="All is done"),
    bloc(
        "issue-decision",
        decision="d1",
        authority="Provincial committee",
        number="311/QD",
        decided="2027-03-11",
        lines=[{"award": "merit", "candidate": "U3"}],
    ),
    bloc(
        "refuse-award",
        award="merit",
        candidate="U4",
        authority="Provincial committee",
        reason="Below the terms",
        number="312/QD",
        decided="2027-03-11",
    ),
    bloc(
        "annul-award",
        award="merit",
        candidate="U3",
        authority="Provincial committee",
        ground="The report was false",
        number="902/QD",
        decided="2029-06-15",
    ),
)
