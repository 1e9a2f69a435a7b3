"""The conference: who was there, what was moved, voted, ranked and proposed."""

import base64
from hashlib import sha256
from typing import Any

from api.examples.step import Example, bloc

SEED = b"a die, a card and a coin, thrown by the tellers"


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _options(*members: str) -> list[dict[str, Any]]:
    return [{"id": member, "candidate": member} for member in members]


def _cast(poll: str, member: str, ballot: dict[str, Any]) -> Example:
    return bloc("cast-ballot", poll=poll, member=member, ballot=ballot)


def opinions(**views: str) -> dict[str, Any]:
    """A ballot with an opinion on each option."""
    return {"type": "opinions", "views": [list(view) for view in views.items()]}


AGREED = {
    "issued": 3,
    "returned": 3,
    "valid": 2,
    "spoilt": 0,
    "blank": 1,
    "votes": [["U1", "for", 1], ["U2", "for", 1]],
}

_ROOM: tuple[Example, ...] = (
    bloc(
        "convene-meeting",
        meeting="conference",
        kind="conference",
        title="Year-end conference",
        place="Hall of U1",
        starts=1_798_700_400_000_000,
        agenda=["Report", "Ranking", "Awards"],
    ),
    bloc("grant-proxy", meeting="conference", giver="U4", holder="U1", document="mandate-u4"),
    bloc("grant-proxy", meeting="conference", giver="U3", holder="U2"),
    bloc("revoke-proxy", meeting="conference", giver="U3", reason="Is there itself"),
    bloc("open-meeting", meeting="conference", chair="U1", secretary="U2"),
    bloc("record-attendance", meeting="conference", present=["U1", "U2"], excused=["U4"]),
    bloc("list-guest", meeting="conference", guest="g1", institution="Council", capacity="Witness"),
    bloc("list-guest", meeting="conference", guest="g2", person="Person Three"),
    bloc("count-quorum", meeting="conference"),
    bloc("appoint-tellers", meeting="conference", tellers=["U2", "g1"]),
    bloc(
        "table-motion",
        meeting="conference",
        motion="report",
        kind="report",
        text="Adopt the report of the year",
        mover="U1",
    ),
    bloc("resolve-motion", motion="report", carried=True),
    bloc("declare-recusal", meeting="conference", member="U2", candidate="U3", ground="Kinship"),
    bloc("withdraw-recusal", meeting="conference", member="U2", candidate="U3", reason="In error"),
)
_FLAG: tuple[Example, ...] = (
    bloc(
        "open-poll",
        poll="flag",
        template="roll-call",
        subject={"kind": "award", "id": "flag"},
        question="Propose U1, U2 for the flag?",
        meeting="conference",
        options=_options("U1", "U2"),
    ),
    bloc("record-arrival", meeting="conference", member="U3"),
    bloc("declare-recusal", meeting="conference", member="U3", candidate="U2", ground="Kinship"),
    _cast("flag", "U1", opinions(U1="for", U2="against")),
    bloc("receive-written-opinion", poll="flag", member="P1", ballot=opinions(U1="for")),
    bloc("record-departure", meeting="conference", member="U2"),
    bloc("record-arrival", meeting="conference", member="U2"),
    _cast("flag", "U2", opinions(U1="for", U2="abstain")),
    bloc("close-poll", poll="flag"),
    bloc("announce-outcome", poll="flag"),
)
_OTHER_POLLS: tuple[Example, ...] = (
    bloc(
        "open-poll",
        poll="lead",
        template="paper",
        subject={"kind": "office", "id": "lead"},
        question="Who leads next year?",
        meeting="conference",
        options=_options("U1", "U2"),
        seats=1,
    ),
    bloc("enter-tally", poll="lead", teller="U2", count=AGREED),
    bloc("enter-tally", poll="lead", teller="g1", count=AGREED),
    bloc("close-poll", poll="lead"),
    bloc("give-casting-vote", poll="lead", member="U1", order=["U2", "U1"]),
    bloc("announce-outcome", poll="lead"),
    bloc(
        "open-poll",
        poll="place",
        template="choice",
        subject={"kind": "other"},
        question="Where do we meet next?",
        meeting="conference",
        options=[{"id": "north", "label": "In the north"}, {"id": "south"}],
        seats=1,
    ),
    bloc("commit-lot", poll="place", digest=_base64(sha256(SEED).digest())),
    _cast("place", "U1", {"type": "choice", "marks": ["north"]}),
    _cast("place", "U2", {"type": "choice", "marks": ["south"]}),
    _cast("place", "U3", {"type": "choice", "marks": ["south"]}),
    bloc("close-poll", poll="place"),
    bloc("draw-lot", poll="place", seed=_base64(SEED)),
    bloc("announce-outcome", poll="place"),
    bloc(
        "open-poll",
        poll="consent",
        template="acclaim",
        subject={"kind": "ranking"},
        question="U1 first, by acclamation?",
        meeting="conference",
        options=_options("U1"),
        seats=1,
    ),
    bloc("raise-objection", poll="consent", member="U3", reason="The scores decide"),
    bloc("close-poll", poll="consent"),
    bloc("void-poll", poll="consent", ground="The scores decide", authority="Chair"),
)
_AWARDS: tuple[Example, ...] = (
    bloc("make-proposal", award="merit", candidate="U3", meeting="conference"),
    bloc("make-proposal", award="merit", candidate="U4", meeting="conference"),
    bloc(
        "open-poll",
        poll="merit",
        template="roll-call",
        subject={"kind": "award", "id": "merit"},
        question="Propose U3, U4 for the certificate?",
        meeting="conference",
        options=_options("U3", "U4"),
    ),
    _cast("merit", "U1", opinions(U3="for", U4="for")),
    _cast("merit", "U2", opinions(U3="for", U4="for")),
    bloc("close-poll", poll="merit"),
    bloc("announce-outcome", poll="merit"),
    bloc("resolve-proposals", poll="merit"),
    bloc("adjourn-meeting", meeting="conference", reason="Lunch"),
    bloc("resume-meeting", meeting="conference"),
    bloc("adopt-ranking", basis="scores", meeting="conference"),
    bloc("make-proposal", award="flag", candidate="U1", meeting="conference"),
    bloc("make-proposal", award="flag", candidate="U2", meeting="conference"),
    bloc("resolve-proposals", poll="flag"),
    bloc(
        "choose-next-officers",
        season="2027",
        lead="U2",
        deputy="U3",
        meeting="conference",
        poll="lead",
    ),
    bloc("close-meeting", meeting="conference"),
    bloc(
        "adopt-minutes",
        meeting="conference",
        minutes=_base64(b"Minutes of the conference"),
        signatories=[{"member": "P1", "office": "chair"}],
    ),
)
MEETING: tuple[Example, ...] = (*_ROOM, *_FLAG, *_OTHER_POLLS, *_AWARDS)
