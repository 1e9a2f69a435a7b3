"""Scores: entered, revised, explained, verified, locked."""

from api.examples.step import Example, bloc


def _marks(work: int, movement: int) -> list[dict[str, object]]:
    return [{"criterion": "work", "points": work}, {"criterion": "movement", "points": movement}]


def _verified(candidate: str, work: int, movement: int) -> tuple[Example, ...]:
    return (
        bloc("enter-scores", candidate=candidate, stage="verified", marks=_marks(work, movement)),
        bloc("submit-sheet", candidate=candidate, stage="verified"),
    )


SHEETS: tuple[Example, ...] = (
    bloc("mark-not-assigned", candidate="U4", criterion="movement", reason="Not its task"),
    bloc("mark-assigned", candidate="U4", criterion="movement", reason="Its task after all"),
    bloc(
        "enter-scores",
        candidate="U1",
        stage="self",
        marks=[
            *_marks(5800, 3900),
            {"criterion": "extra", "points": 100, "evidence": ["report-u1"], "remark": "Helped U4"},
        ],
    ),
    bloc(
        "revise-score",
        candidate="U1",
        stage="self",
        mark={"criterion": "work", "points": 5700},
        reason="Counted twice",
    ),
    bloc("submit-sheet", candidate="U1", stage="self"),
    bloc("open-recheck", candidate="U1", stage="self", reason="A page was missing"),
    bloc("submit-sheet", candidate="U1", stage="self"),
    bloc("ask-explanation", candidate="U1", criterion="work", question="Which figures?"),
    bloc(
        "file-explanation",
        candidate="U1",
        criterion="work",
        text="Those of the yearly report",
        evidence=["report-u1"],
    ),
    bloc("assign-peer", scorer="U2", candidate="U1"),
    bloc("assign-peer", scorer="U3", candidate="U1"),
    bloc("relieve-peer", scorer="U3", candidate="U1", reason="Has no time"),
    bloc("enter-scores", candidate="U1", stage="peer", scorer="U2", marks=_marks(5500, 3800)),
    *_verified("U1", 5600, 3800),
    *_verified("U2", 5500, 3700),
    *_verified("U3", 5500, 3700),
    *_verified("U4", 5000, 3000),
    bloc(
        "override-score",
        candidate="U2",
        stage="verified",
        criterion="work",
        points=5400,
        authority="Provincial committee",
        reason="Finding of the inspectorate",
    ),
    bloc("lock-scores", stage="verified"),
    bloc("unlock-scores", stage="verified", authority="Chair", reason="A dossier was left out"),
    bloc("lock-scores", stage="verified"),
)
