"""The nouns of a ledger, each under its own name: one table, one kind of route."""

from collections.abc import Callable

from fastapi import APIRouter, Response

from api.dependencies import AskingDep
from api.house import House
from api.nouns.candidates import nominations_out, sheets_out
from api.nouns.meetings import meetings_out
from api.nouns.papers import corrections_out, decisions_out, rankings_out, submissions_out
from api.nouns.roster import actors_out, members_out, rulebooks_out
from api.schemas import answer
from projections.answers import View

router = APIRouter()

Told = Callable[[House, View], object]

NOUNS: dict[str, tuple[Told, str]] = {
    "members": (members_out, "Members and offices, with names for those who may see them."),
    "actors": (actors_out, "Staff who may act in the ledger, and as what."),
    "nominations": (nominations_out, "Nominations, and what stands against candidates."),
    "sheets": (sheets_out, "Score sheets as they stand, overrides, questions and locks."),
    "meetings": (meetings_out, "Meetings with attendance, quorum, recusals, mandates, motions."),
    "rulebooks": (rulebooks_out, "Every version of the rulebook, in full."),
    "rankings": (rankings_out, "Rankings as they were adopted."),
    "submissions": (submissions_out, "Dossiers sent up, and what became of them."),
    "decisions": (decisions_out, "Decisions of the competent authority."),
    "corrections": (corrections_out, "Clerical errors put right, with both values."),
}


def _noun(told: Told) -> Callable[[AskingDep], Response]:
    def show(asking: AskingDep) -> Response:
        return asking.answer(told)

    return show


for _name, (_told, _about) in NOUNS.items():
    router.add_api_route(
        f"/ledgers/{{ledger}}/{_name}",
        _noun(_told),
        methods=["GET"],
        name=f"list_{_name}",
        summary=f"List {_name}",
        description=_about,
        tags=[_name],
        **answer(_name),
    )
