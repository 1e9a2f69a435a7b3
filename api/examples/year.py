"""The bloc's year: who it is, under which rules, who stands for what."""

from typing import Any

from api.examples.step import BLOC, Example, bloc

RULES: dict[str, Any] = {
    "id": "rules-2026",
    "title": "Rules of the bloc",
    "number": "01/QC",
    "stages": ["self", "review", "peer", "verified"],
    "criteria": [
        {"id": "work", "name": "The year's work", "maximum": 6000},
        {"id": "movement", "name": "The movement", "maximum": 4000},
        {"id": "extra", "name": "Bonus", "kind": "bonus", "maximum": 500},
    ],
    "awards": [
        {"id": "flag", "name": "Flag", "authority": "Provincial committee"},
        {"id": "merit", "name": "Certificate of merit", "authority": "Provincial committee"},
    ],
    "ballots": [
        {
            "id": "roll-call",
            "name": "Open vote on awards",
            "methods": ["roll-call"],
            "ballot": "opinions",
            "rule": "threshold-1",
            "parameters": {"share": "1/2", "written": "counted"},
            "base": "members",
            "written": True,
        },
        {
            "id": "paper",
            "name": "Paper ballot",
            "methods": ["paper"],
            "ballot": "choice",
            "rule": "plurality-1",
            "ties": ["casting"],
            "tellers": 2,
            "secret": True,
        },
        {
            "id": "choice",
            "name": "Choice on line",
            "methods": ["electronic"],
            "ballot": "choice",
            "rule": "plurality-1",
            "ties": ["lot"],
        },
        {
            "id": "acclaim",
            "name": "Acclamation",
            "methods": ["acclamation"],
            "ballot": "opinions",
            "rule": "acclamation-1",
        },
    ],
    "quorum": {"share": {"num": 1, "den": 2}},
    "proxies": {"allowed": True},
    "grounds": [
        {"id": "inspection", "name": "Under inspection", "effect": "hold"},
        {"id": "fraud", "name": "False report", "effect": "ineligible"},
    ],
}


def unit(member: str) -> Example:
    """A unit that votes and is ranked."""
    return bloc("admit-member", member=member, name=f"Unit {member}")


YEAR: tuple[Example, ...] = (
    bloc(
        "open-ledger",
        slug=BLOC,
        title="Bloc of four, 2026",
        body={"id": "bloc", "name": "Bloc of four", "kind": "bloc"},
        season="2026",
        time_zone="Asia/Ho_Chi_Minh",
        disclosure="members",
    ),
    unit("U1"),
    unit("U2"),
    unit("U3"),
    unit("U4"),
    bloc("admit-member", member="P1", kind="person", name="Person One", ranked=False),
    bloc("admit-member", member="P2", kind="person", name="Person Two", ranked=False),
    bloc("admit-actor", actor="s1", name="Person Four", roles=["secretary"]),
    bloc("admit-actor", actor="t1", name="Person Five", roles=["teller", "auditor"]),
    bloc("dismiss-actor", actor="t1", reason="Has left the office"),
    bloc("plan-season", starts="2026-01-01", ends="2026-12-31", plan="Scores in December"),
    bloc(
        "cite-legal-ground",
        ground="law-06",
        number="06/2022/QH15",
        issuer="National Assembly",
        issued="2022-06-15",
        title="Law on emulation and commendation",
    ),
    bloc("change-weight", member="U1", weight=2, reason="Under article 4 of the rules"),
    bloc("give-office", member="U1", office="lead"),
    bloc("give-office", member="P1", office="chair", ground="law-06"),
    bloc("give-office", member="U2", office="deputy"),
    bloc("end-office", member="U2", office="deputy", reason="The office rotates"),
    bloc("release-member", member="P2", reason="Moved to another body"),
    bloc("launch-movement", movement="year", title="Movement of 2026", launched="2026-02-01"),
    bloc("draw-up-compact", compact="c1", title="Compact", contents=["Work in time", "Help"]),
    bloc("sign-compact", compact="c1", member="U1"),
    bloc("adopt-rulebook", rulebook=RULES),
    bloc(
        "amend-rulebook",
        rulebook={**RULES, "title": "Rules of the bloc, amended"},
        reason="A clearer title",
    ),
    bloc("register-for-awards", member="U1", awards=["flag", "merit"]),
    bloc("register-for-awards", member="U3", awards=["merit"]),
    bloc("withdraw-registration", member="U3", reason="Does not meet the terms"),
    bloc("nominate", award="flag", candidate="U1", nominator="U2", ground="Led the movement"),
    bloc("nominate", award="flag", candidate="U2"),
    bloc("nominate", award="merit", candidate="U3"),
    bloc("withdraw-nomination", award="merit", candidate="U3", reason="At its own wish"),
    bloc("nominate", award="merit", candidate="U3", ground="Asked by its staff"),
    bloc("place-hold", candidate="U2", ground="inspection", authority="Inspectorate"),
    bloc("lift-hold", candidate="U2", authority="Inspectorate", reason="Nothing was found"),
    bloc(
        "rule-ineligible",
        candidate="U3",
        ground="fraud",
        authority="Provincial committee",
        award="flag",
        note="Report of 3 March",
    ),
    bloc(
        "restore-candidate",
        candidate="U3",
        authority="Court",
        reason="The ruling was set aside",
        award="flag",
    ),
    bloc(
        "file-attachment",
        attachment="report-u1",
        about="sheet/U1",
        name="report.pdf",
        media_type="application/pdf",
        content="JVBERi0xLjcK",
    ),
    bloc(
        "correct-clerical-error",
        subject="ground/law-06",
        field="number",
        was="06/2022/QH15",
        becomes="06/2022/QH-15",
        reason="A slip of the pen",
    ),
    bloc(
        "begin-epoch",
        reason="Disk failed; minutes of 3 May tell of 2,000 events",
        known_size=2000,
    ),
)
