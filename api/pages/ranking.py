"""The ranking as a table with bars: sorted, searched and filtered by its address, as CSV and JSON.

What is seen is what is handed over: the sheet and the data have the same rows as the page.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal, get_args

from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import HTMLResponse

from api.answers_out import ranking_out
from api.csv_sheet import csv_text
from api.dependencies import encode
from api.house import House
from api.i18n.vietnamese import folded, sort_key
from api.pages.facets import Facet, Row, choices, chosen
from api.pages.looking import LookDep
from projections.answers import View
from projections.awards import award_rows

router = APIRouter()
BYTE_ORDER_MARK = "\ufeff"
"""Without it a spreadsheet reads UTF-8 as something else."""
COLUMNS = (
    "place", "id", "name", "total", "without_bonus", "bonus", "penalty", "maximum",
    "decided_by", "reason", "ground", "kind", "awards",
)  # fmt: skip
Sort = Literal["place", "name", "total", "bonus", "penalty"]
Shown = Literal["all", "placed", "unplaced"]
Kind = Literal["unit", "person"]
KINDS: tuple[Kind, ...] = get_args(Kind)


class Seen:
    """What a reader asked to see of a ranking. `award` is an award's id and a state: `flag:granted`."""

    def __init__(
        self,
        stage: Annotated[str | None, Query(max_length=20)] = None,
        sort: Sort = "place",
        show: Shown = "all",
        kind: Annotated[Kind | Literal[""] | None, Query()] = None,
        award: Annotated[str | None, Query(max_length=90)] = None,
        q: Annotated[str, Query(max_length=100)] = "",
    ) -> None:
        self.stage = stage or None
        self.sort = sort
        self.show = show
        self.kind = kind or None
        self.award = award or None
        self.search = q

    def told(self, house: House, view: View) -> dict[str, Any]:
        """The ranking with the rows that are asked for, in the order asked for, and what else could
        be chosen.
        """
        answer = ranking_out(house, view, self.stage)
        members = view.state.ledger.roster.members
        awards: dict[str, list[dict[str, str]]] = {}
        states: dict[str, str] = {}
        for each in award_rows(view):
            told = {"award": each.award, "name": each.award_name, "status": each.status}
            awards.setdefault(each.id, []).append(told)
            states[_state(told)] = each.award_name
        rows = [
            {
                **row,
                "kind": members[row["id"]].kind if row["id"] in members else None,
                "awards": awards.get(row["id"], []),
            }
            for row in (*answer["places"], *answer["unranked"])
        ]
        facets = self._facets(sorted(states))
        found = [row for row in rows if self._found(row)]
        return {
            **answer,
            "rows": self._ordered(chosen(found, facets)),
            "facets": choices(found, facets),
            "states": states,
        }

    def _facets(self, states: list[str]) -> tuple[Facet, ...]:
        show = None if self.show == "all" else self.show
        known = states if self.award is None or self.award in states else [*states, self.award]
        return (
            Facet("show", show, _placed, ("placed", "unplaced")),
            Facet("kind", self.kind, _kind, KINDS),
            Facet("award", self.award, lambda row: map(_state, row["awards"]), known),
        )

    def _found(self, row: Mapping[str, Any]) -> bool:
        wanted = folded(self.search)
        return wanted in folded(row["name"]) or wanted in folded(row["id"])

    def _ordered(self, rows: list[Row]) -> list[Row]:
        """The ranking's own order, or another one over it: ties stay in the ranking's order."""
        if self.sort == "name":
            return sorted(rows, key=lambda row: sort_key(row["name"]))
        if self.sort == "place":
            return rows
        return sorted(rows, key=lambda row: -Decimal(row[self.sort] or "-1000000"))


def _placed(row: Row) -> tuple[str, ...]:
    return ("unplaced" if row["place"] is None else "placed",)


def _kind(row: Row) -> tuple[str, ...]:
    return () if row["kind"] is None else (row["kind"],)


def _state(told: Mapping[str, str]) -> str:
    return f"{told['award']}:{told['status']}"


SeenDep = Annotated[Seen, Depends()]


@router.get("/ledgers/{ledger}/ranking")
def show_ranking(look: LookDep, seen: SeenDep) -> HTMLResponse:
    """The ranking, who is listed without a place, and why there is none yet."""

    def told(house: House, view: View) -> Mapping[str, Any]:
        answer = seen.told(house, view)
        highest = max((Decimal(row["total"] or 0) for row in answer["rows"]), default=Decimal(0))
        books = view.state.ledger.rulebooks
        return {
            "answer": answer,
            "rows": [{**row, "width": _share(row["total"], highest)} for row in answer["rows"]],
            "columns": [
                name
                for name in ("total", "bonus", "penalty")
                if any(row[name] not in (None, "0.00") for row in answer["rows"])
            ],
            "awarded": any(row["awards"] for row in answer["rows"]),
            "stages": books.current.stages if books.versions else (),
            "seen": seen,
        }

    return look.page("ranking.html", told)


@router.get("/ledgers/{ledger}/ranking.csv")
def download_sheet(look: LookDep, seen: SeenDep) -> Response:
    """The rows of the page for a spreadsheet."""
    answer = look.facts(seen.told)
    rows = [
        {**row, "awards": "; ".join(f"{each['name']}: {each['status']}" for each in row["awards"])}
        for row in answer["rows"]
    ]
    cells = [[row[name] for name in COLUMNS] for row in rows]
    return _file(look, answer, BYTE_ORDER_MARK + csv_text(COLUMNS, cells), "csv", "text/csv")


@router.get("/ledgers/{ledger}/ranking.json")
def download_data(look: LookDep, seen: SeenDep) -> Response:
    """The rows of the page as JSON, with the ledger and index they hold for."""
    answer = look.facts(seen.told)
    about = {name: answer[name] for name in ("ledger", "ledger_id", "index", "as_of", "basis")}
    told = encode({**about, "stage": answer["stage"], "rows": answer["rows"]})
    return _file(look, answer, told.decode(), "json", "application/json")


def _share(total: str | None, highest: Decimal) -> int | None:
    """How long a bar is, in percent of the longest one."""
    if total is None or highest <= 0:
        return None
    return max(0, int(Decimal(total) * 100 / highest))


def _file(
    look: LookDep, answer: Mapping[str, Any], text: str, suffix: str, media_type: str
) -> Response:
    name = f"{answer['ledger']}-ranking-{answer['index']}.{suffix}"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-cache",
    }
    return Response(text, headers=headers, media_type=f"{media_type}; charset=utf-8")
