"""The machines of the season and its members."""

from engine.aggregates.ledger import Ledger
from engine.commands.actor import AdmitActor, DismissActor
from engine.commands.award import MakeProposal
from engine.commands.compact import (
    CiteLegalGround,
    DrawUpCompact,
    LaunchMovement,
    SignCompact,
)
from engine.commands.document import CorrectClericalError, FileAttachment
from engine.commands.eligibility import LiftHold, PlaceHold, RestoreCandidate, RuleIneligible
from engine.commands.epoch import BeginEpoch
from engine.commands.member import (
    ChangeWeight,
    EndOffice,
    GiveOffice,
    ReleaseMember,
)
from engine.commands.nomination import (
    Nominate,
    RegisterForAwards,
    WithdrawNomination,
    WithdrawRegistration,
)
from engine.commands.rulebook import AdoptRulebook, AmendRulebook
from engine.commands.season import ArchiveSeason, ChooseNextOfficers, PlanSeason
from tests.machines.givens import BLOC, RULES, SEASON, opening, unit
from tests.machines.machine import Machine

ACTOR = AdmitActor(actor="s1", name="Ada", roles=("secretary",))
ARCHIVE = ArchiveSeason(reason="Over")
FLAG = MakeProposal(award="flag", candidate="U1")
NOMINATE = Nominate(award="flag", candidate="U1")
HOLD = PlaceHold(candidate="U1", ground="inspection", authority="Inspection")
RULE = RuleIneligible(candidate="U1", ground="fraud", authority="Committee")
RELEASE = ReleaseMember(member="U5", reason="Left")
OFFICE = GiveOffice(member="U1", office="lead")
COMPACT = DrawUpCompact(compact="c", title="Compact", contents=("Work",))
SIGN = SignCompact(compact="c", member="U1")
GROUND = CiteLegalGround(
    ground="law", number="06/2022/QH15", issuer="Assembly", issued="2022-06-15", title="Law"
)
CORRECT = CorrectClericalError(
    subject="ground/law", field="number", was="06/2022/QH15", becomes="06/2022", reason="Slip"
)
MOVEMENT = LaunchMovement(movement="v", title="Movement")
FILE = FileAttachment(
    attachment="a", about="sheet/U1", name="a.pdf", media_type="application/pdf", content=b"%PDF"
)
CHOOSE = ChooseNextOfficers(season="2025", lead="U2")


def _season(ledger: Ledger) -> str:
    if ledger.season.opened is None:
        return "–"
    return "running" if ledger.season.archived is None else "archived"


def _member(ledger: Ledger) -> str:
    found = ledger.roster.members.get("U5")
    if found is None:
        return "–"
    return "member" if found.released is None else "released"


def _office(ledger: Ledger) -> str:
    holders = ledger.roster.holders("lead")
    return f"held by {'+'.join(holders)}" if holders else "free"


def _compact(ledger: Ledger) -> str:
    found = ledger.season.compacts.get("c")
    if found is None:
        return "–"
    return "signed by U1" if "U1" in found.signed else "drawn up"


def _nomination(ledger: Ledger) -> str:
    found = ledger.nominations.made.get("flag/U1")
    if found is None:
        return "–"
    if "flag/U1" in ledger.awards.proposals:
        return "proposed"
    return "standing" if found.withdrawn is None else "withdrawn"


def _standing(ledger: Ledger) -> str:
    bar = ledger.nominations.bar("U1")
    return "free" if bar is None else {"hold": "held", "ineligible": "ineligible"}[bar.effect]


def _document(ledger: Ledger) -> str:
    if ledger.season.corrections:
        return "corrected"
    return "cited" if "law" in ledger.season.grounds else "–"


SEASONS = Machine(
    title="Season",
    given=(),
    states={"–": (), "running": (opening(BLOC),), "archived": (opening(BLOC), ARCHIVE)},
    moves=(
        ("`open-ledger`", opening(BLOC)),
        ("`plan-season`", PlanSeason(starts="2024-01-01", ends="2024-12-31", plan="Plan")),
        ("`archive-season`", ARCHIVE),
    ),
    state=_season,
)
EPOCH = BeginEpoch(reason="Disk failed", known_size=10_000)
EPOCHS = Machine(
    title="Epoch",
    given=(),
    states={"–": (), "epoch 1": (opening(BLOC),), "epoch 2": (opening(BLOC), EPOCH)},
    moves=(
        ("`begin-epoch`, more events are known", EPOCH),
        ("`begin-epoch`, nothing is known", BeginEpoch(reason="Disk failed")),
    ),
    state=lambda ledger: "–" if ledger.index < 0 else f"epoch {ledger.season.epoch}",
)
MEMBERS = Machine(
    title="Member",
    given=SEASON,
    states={"–": (), "member": (unit("U5"),), "released": (unit("U5"), RELEASE)},
    moves=(
        ("`admit-member`", unit("U5")),
        ("`change-weight`", ChangeWeight(member="U5", weight=2, reason="Rules")),
        ("`release-member`", RELEASE),
    ),
    state=_member,
)
ACTORS = Machine(
    title="Actor",
    given=SEASON,
    states={"–": (), "secretary": (ACTOR,)},
    moves=(
        ("`admit-actor` as secretary", ACTOR),
        ("`dismiss-actor`", DismissActor(actor="s1", reason="Left")),
    ),
    state=lambda ledger: "+".join(ledger.actors.roles_of("s1")) or "–",
)
OFFICES = Machine(
    title="Office",
    given=SEASON,
    states={
        "free": (),
        "held by U1": (OFFICE,),
        "held by U2": (GiveOffice(member="U2", office="lead"),),
    },
    moves=(
        ("`give-office` to U1", OFFICE),
        ("`end-office` of U1", EndOffice(member="U1", office="lead", reason="Rotation")),
        ("`release-member` U1", ReleaseMember(member="U1", reason="Left")),
    ),
    state=_office,
)
OFFICERS = Machine(
    title="Next season's officers",
    given=SEASON,
    states={"–": (), "chosen": (CHOOSE,)},
    moves=(
        ("`choose-next-officers`", CHOOSE),
        (
            "`choose-next-officers` (another)",
            ChooseNextOfficers(season="2025", lead="U3"),
        ),
    ),
    state=lambda ledger: "–" if ledger.season.next_officers is None else "chosen",
)
RULEBOOKS = Machine(
    title="Rulebook",
    given=(opening(BLOC),),
    states={"–": (), "in force": (AdoptRulebook(rulebook=RULES),)},
    moves=(
        ("`adopt-rulebook`", AdoptRulebook(rulebook=RULES)),
        ("`amend-rulebook` (the same rules)", AmendRulebook(rulebook=RULES, reason="Again")),
    ),
    state=lambda ledger: "in force" if ledger.rulebooks.versions else "–",
)
COMPACTS = Machine(
    title="Compact",
    given=SEASON,
    states={"–": (), "drawn up": (COMPACT,), "signed by U1": (COMPACT, SIGN)},
    moves=(("`draw-up-compact`", COMPACT), ("`sign-compact` by U1", SIGN)),
    state=_compact,
)
MOVEMENTS = Machine(
    title="Movement",
    given=SEASON,
    states={"–": (), "launched": (MOVEMENT,)},
    moves=(("`launch-movement`", MOVEMENT),),
    state=lambda ledger: "launched" if ledger.season.movements else "–",
)
DOCUMENTS = Machine(
    title="Legal ground, and a slip of the pen in it",
    given=SEASON,
    states={"–": (), "cited": (GROUND,), "corrected": (GROUND, CORRECT)},
    moves=(("`cite-legal-ground`", GROUND), ("`correct-clerical-error`", CORRECT)),
    state=_document,
)
ATTACHMENTS = Machine(
    title="Attachment",
    given=SEASON,
    states={"–": (), "on file": (FILE,)},
    moves=(("`file-attachment`", FILE),),
    state=lambda ledger: "on file" if ledger.season.attachments else "–",
)
REGISTRATIONS = Machine(
    title="Registration",
    given=SEASON,
    states={"–": (), "registered": (RegisterForAwards(member="U1", awards=("flag",)),)},
    moves=(
        ("`register-for-awards`", RegisterForAwards(member="U1", awards=("flag",))),
        (
            "`register-for-awards` (others)",
            RegisterForAwards(member="U1", awards=("flag", "merit")),
        ),
        ("`withdraw-registration`", WithdrawRegistration(member="U1", reason="No")),
    ),
    state=lambda ledger: "registered" if ledger.season.registrations else "–",
)
NOMINATIONS = Machine(
    title="Nomination",
    given=SEASON,
    states={
        "–": (),
        "standing": (NOMINATE,),
        "withdrawn": (NOMINATE, WithdrawNomination(award="flag", candidate="U1", reason="No")),
        "proposed": (NOMINATE, FLAG),
    },
    moves=(
        ("`nominate`", NOMINATE),
        ("`withdraw-nomination`", WithdrawNomination(award="flag", candidate="U1", reason="No")),
        ("`make-proposal`", FLAG),
    ),
    state=_nomination,
)
STANDINGS = Machine(
    title="A candidate's standing",
    given=SEASON,
    states={"free": (), "held": (HOLD,), "ineligible": (RULE,)},
    moves=(
        ("`place-hold`", HOLD),
        ("`lift-hold`", LiftHold(candidate="U1", authority="Inspection", reason="Nothing")),
        ("`rule-ineligible`", RULE),
        (
            "`restore-candidate`",
            RestoreCandidate(candidate="U1", authority="Court", reason="Set aside"),
        ),
        ("`nominate`", NOMINATE),
        ("`make-proposal`", FLAG),
    ),
    state=_standing,
)

MACHINES = (
    SEASONS,
    EPOCHS,
    MEMBERS,
    ACTORS,
    OFFICES,
    OFFICERS,
    RULEBOOKS,
    MOVEMENTS,
    COMPACTS,
    DOCUMENTS,
    ATTACHMENTS,
    REGISTRATIONS,
    NOMINATIONS,
    STANDINGS,
)
