"""A bloc of three units U1, U2, U3 and a guest U9, with short rules: the givens of many stories."""

from msgspec.structs import replace

from engine.commands.base import Command
from engine.commands.compact import DrawUpCompact
from engine.commands.member import AdmitMember
from engine.commands.rulebook import AdoptRulebook
from engine.commands.season import OpenLedger
from engine.events.season import Body
from engine.rules.rulebook import AwardRule, BallotRule, Criterion, Ground, Quota, Rulebook

OPENED = OpenLedger(
    slug="bloc-2024",
    title="Bloc of three, 2024",
    body=Body(id="bloc", name="Bloc of three", kind="bloc"),
    season="2024",
    time_zone="Asia/Ho_Chi_Minh",
)

RULEBOOK = Rulebook(
    id="rules",
    title="Rules of the bloc",
    number="01/QC-K3",
    criteria=(Criterion(id="work", name="Work", maximum=10_000),),
    awards=(
        AwardRule(
            id="flag", name="Flag", authority="Committee", quota=Quota(count=1), ballot="vote"
        ),
        AwardRule(id="merit", name="Certificate of Merit", authority="Chair"),
    ),
    ballots=(
        BallotRule(
            id="vote",
            name="Vote on awards",
            methods=("paper", "roll-call"),
            ballot="opinions",
            rule="threshold-1",
            parameters={"share": "2/3"},
            base="members",
        ),
    ),
    grounds=(
        Ground(id="inspection", name="Under inspection", effect="hold"),
        Ground(id="late", name="Dossier came late", effect="hold"),
        Ground(id="fraud", name="False report", effect="ineligible"),
    ),
)


def unit(member: str) -> AdmitMember:
    """Admit a unit that votes and is ranked."""
    return AdmitMember(member=member, name=f"Unit {member}")


UNITS = (unit("U1"), unit("U2"), unit("U3"))
GUEST = replace(unit("U9"), votes=False, ranked=False)

SEASON: tuple[Command, ...] = (OPENED, *UNITS, GUEST, AdoptRulebook(rulebook=RULEBOOK))
"""Opened, with members and rules."""

COMPACT = DrawUpCompact(compact="C1", title="Compact of 2024", contents=("Work", "Study"))
