"""One candidate's sheets as doors show them; points in hundredths, as they are entered."""

from typing import Any

import msgspec

from api.answers_out import about
from api.house import House
from projections.answers import View
from projections.sheets import sheet_view, side_by_side


def sheet_out(house: House, view: View, candidate: str, stage: str | None) -> dict[str, Any]:
    """The candidate's sheets of a stage. Refuses as `sheet_view` does."""
    found = sheet_view(view.state.ledger, candidate, stage)
    return {**about(house, view), **msgspec.structs.asdict(found)}


def stages_out(house: House, view: View, candidate: str) -> dict[str, Any]:
    """The candidate's stages side by side. Refuses `MemberNotFound`."""
    found = side_by_side(view.state.ledger, candidate)
    return {**about(house, view), **msgspec.structs.asdict(found)}
