"""The machines of the score sheets and their stages."""

from engine.aggregates.ledger import Ledger
from engine.commands.ranking import AdoptRanking
from engine.commands.scoring import (
    AskExplanation,
    AssignPeer,
    FileExplanation,
    LockScores,
    MarkAssigned,
    MarkNotAssigned,
    OverrideScore,
    RelievePeer,
    UnlockScores,
)
from engine.commands.sheet import EnterScores, OpenRecheck, ReviseScore, SubmitSheet
from tests.machines.givens import SEASON, SHEETS, mark, sheet
from tests.machines.machine import Machine

ENTER = EnterScores(candidate="U1", stage="verified", marks=(mark(),))
REVISE = ReviseScore(candidate="U1", stage="verified", mark=mark(4_000), reason="Slip")
SUBMIT = SubmitSheet(candidate="U1", stage="verified")
RECHECK = OpenRecheck(candidate="U1", stage="verified", reason="Look again")
LOCK = LockScores(stage="verified")
UNLOCK = UnlockScores(stage="verified", authority="Committee", reason="A dossier came late")
OVERRIDE = OverrideScore(
    candidate="U1",
    stage="verified",
    criterion="work",
    points=4_500,
    authority="Committee",
    reason="By its finding",
)
RANK = AdoptRanking(basis="scores")
PEER = AssignPeer(scorer="U2", candidate="U1")
ASK = AskExplanation(candidate="U1", criterion="work", question="Why?")
FILE = FileExplanation(candidate="U1", criterion="work", text="Therefore")
NOT_ASSIGNED = MarkNotAssigned(candidate="U1", criterion="work", reason="Not its task")


def _sheet(ledger: Ledger) -> str:
    if "verified" in ledger.sheets.locked:
        return "locked"
    found = ledger.sheets.sheet("U1", "verified", None)
    if found.submitted is not None:
        return "submitted"
    if found.recheck is not None:
        return "in re-check"
    return "begun" if found.entries else "–"


def _stage(ledger: Ledger) -> str:
    if ledger.awards.rankings:
        return "ranked"
    if "verified" in ledger.sheets.locked:
        return "locked"
    submitted = [each for each in ledger.sheets.sheets.values() if each.submitted is not None]
    return "complete" if len(submitted) == 4 else "open"


def _peer(ledger: Ledger) -> str:
    if ledger.sheets.sheet("U1", "peer", "U2").submitted is not None:
        return "submitted"
    return "assigned" if "U1" in ledger.sheets.peers else "–"


def _explanation(ledger: Ledger) -> str:
    found = ledger.sheets.explanations.get("U1/work")
    if found is None:
        return "–"
    return "asked" if found.filed is None else "filed"


SHEET = Machine(
    title="Score sheet",
    given=SEASON,
    states={
        "–": (),
        "begun": (ENTER,),
        "submitted": (ENTER, SUBMIT),
        "in re-check": (ENTER, SUBMIT, RECHECK),
        "locked": (*SHEETS, LOCK),
    },
    moves=(
        ("`enter-scores`", ENTER),
        ("`revise-score`", REVISE),
        ("`submit-sheet`", SUBMIT),
        ("`open-recheck`", RECHECK),
        ("`override-score`", OVERRIDE),
    ),
    state=_sheet,
)
STAGES = Machine(
    title="Stage of scoring",
    given=SEASON,
    states={
        "open": (),
        "complete": SHEETS,
        "locked": (*SHEETS, LOCK),
        "ranked": (*SHEETS, LOCK, RANK),
    },
    moves=(
        ("`lock-scores`", LOCK),
        ("`unlock-scores`", UNLOCK),
        ("`adopt-ranking` by scores", RANK),
    ),
    state=_stage,
)
PEERS = Machine(
    title="Peer",
    given=SEASON,
    states={"–": (), "assigned": (PEER,), "submitted": (PEER, *sheet("U1", "peer", "U2"))},
    moves=(
        ("`assign-peer`", PEER),
        ("`relieve-peer`", RelievePeer(scorer="U2", candidate="U1", reason="Busy")),
        (
            "`enter-scores` by the peer",
            EnterScores(candidate="U1", stage="peer", scorer="U2", marks=(mark(),)),
        ),
    ),
    state=_peer,
)
EXPLANATIONS = Machine(
    title="Explanation",
    given=SEASON,
    states={"–": (), "asked": (ASK,), "filed": (ASK, FILE)},
    moves=(("`ask-explanation`", ASK), ("`file-explanation`", FILE)),
    state=_explanation,
)
ASSIGNMENTS = Machine(
    title="Criterion of a candidate",
    given=SEASON,
    states={"applies": (), "not assigned": (NOT_ASSIGNED,)},
    moves=(
        ("`mark-not-assigned`", NOT_ASSIGNED),
        ("`mark-assigned`", MarkAssigned(candidate="U1", criterion="work", reason="After all")),
        ("`enter-scores` for it", ENTER),
    ),
    state=lambda ledger: "not assigned" if ledger.sheets.unassigned else "applies",
)

MACHINES = (SHEET, STAGES, PEERS, EXPLANATIONS, ASSIGNMENTS)
