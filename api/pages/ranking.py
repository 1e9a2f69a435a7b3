"""The ranking as a table with bars: sorted, searched and filtered by its address, as CSV and JSON.

What is seen is what is handed over: the sheet and the data have the same rows as the page.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import HTMLResponse

from api.answers_out import ranking_out
from api.csv_sheet import csv_text
from api.dependencies import encode
from api.house import House
from api.i18n.vietnamese import folded, sort_key
from api.pages.looking import LookDep
from projections.answers import View

router = APIRouter()
BYTE_ORDER_MARK = "\ufeff"
"""Without it a spreadsheet reads UTF-8 as something else."""
COLUMNS = (
    "place", "id", "name", "total", "without_bonus", "bonus", "penalty", "maximum",
    "decided_by", "reason", "ground",
)  # fmt: skip
Sort = Literal["place", "name", "total", "bonus", "penalty"]
Shown = Literal["all", "placed", "unplaced"]


class Seen:
    """What a reader asked to see of a ranking."""

    def __init__(
        self,
        stage: Annotated[str | None, Query(max_length=20)] = None,
        sort: Sort = "place",
        show: Shown = "all",
        q: Annotated[str, Query(max_length=100)] = "",
    ) -> None:
        self.stage = stage or None
        self.sort = sort
        self.show = show
        self.search = q

    def told(self, house: House, view: View) -> dict[str, Any]:
        """The ranking with the rows that are asked for, in the order asked for."""
        answer = ranking_out(house, view, self.stage)
        rows = [*answer["places"], *answer["unranked"]]
        return {**answer, "rows": self._ordered([row for row in rows if self._wanted(row)])}

    def _wanted(self, row: Mapping[str, Any]) -> bool:
        if self.show != "all" and (row["place"] is None) == (self.show == "placed"):
            return False
        wanted = folded(self.search)
        return wanted in folded(row["name"]) or wanted in folded(row["id"])

    def _ordered(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The ranking's own order, or another one over it: ties stay in the ranking's order."""
        if self.sort == "name":
            return sorted(rows, key=lambda row: sort_key(row["name"]))
        if self.sort == "place":
            return rows
        return sorted(rows, key=lambda row: -Decimal(row[self.sort] or "-1000000"))


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
            "stages": books.current.stages if books.versions else (),
            "seen": seen,
        }

    return look.page("ranking.html", told)


@router.get("/ledgers/{ledger}/ranking.csv")
def download_sheet(look: LookDep, seen: SeenDep) -> Response:
    """The rows of the page for a spreadsheet."""
    answer = look.facts(seen.told)
    cells = [[row[name] for name in COLUMNS] for row in answer["rows"]]
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
