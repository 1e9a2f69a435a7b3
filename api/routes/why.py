"""Why, what changed, what if, and is it so: questions about how a ledger came to its results.

All are read-only: a what-if is labelled hypothetical, and nothing leads from it into the ledger.
"""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from api.dependencies import AskingDep
from api.diff_out import diff_out
from api.explain_out import explain_out
from api.replay_out import replay_out
from api.schemas import answer
from api.whatif_out import whatif_out

router = APIRouter(tags=["why"])
SETS_MAX = 20

Id = Annotated[str, Path(max_length=64, examples=["U1"])]
From = Annotated[
    str,
    Query(
        alias="from",
        description="The earlier moment: an index or a time. By default the opening.",
        max_length=40,
    ),
]
Set = Annotated[
    list[str],
    Query(
        alias="set",
        description="What is supposed, as `PATH=VALUE`; as often as wanted.",
        examples=[["quorum=1/2"]],
        max_length=SETS_MAX,
    ),
]


@router.get("/ledgers/{ledger}/ranking/{candidate}/explanation", **answer("explanation"))
def explain_place(asking: AskingDep, candidate: Id) -> Response:
    """Why a candidate has its place, or none: steps, each with the events it rests on."""
    return asking.answer(
        lambda house, view: explain_out(house, view, f"ranking/{candidate}"), refuses=True
    )


@router.get("/ledgers/{ledger}/polls/{poll}/explanation", **answer("explanation"))
def explain_outcome(asking: AskingDep, poll: Id) -> Response:
    """Why a poll came out as it did. Of an open poll only who may vote and how many have."""
    return asking.answer(
        lambda house, view: explain_out(house, view, f"polls/{poll}"), refuses=True
    )


@router.get("/ledgers/{ledger}/awards/{award}/{candidate}/explanation", **answer("explanation"))
def explain_award(asking: AskingDep, award: Id, candidate: Id) -> Response:
    """Why a candidate was given an award, or not: from the nomination to the decision."""
    return asking.answer(
        lambda house, view: explain_out(house, view, f"awards/{award}/{candidate}"), refuses=True
    )


@router.get("/ledgers/{ledger}/diff", **answer("diff"))
def show_diff(asking: AskingDep, since: From = "0") -> Response:
    """What changed since an earlier moment, up to `as_of`: through which events and whom."""
    return asking.answer(lambda house, view: diff_out(house, view, since), refuses=True)


@router.get("/ledgers/{ledger}/replay", **answer("replay"))
def show_replay(asking: AskingDep) -> Response:
    """Every recorded result recomputed under the rules then in force, and compared."""
    return asking.answer(replay_out, refuses=True)


@router.get("/ledgers/{ledger}/what-if", **answer("what-if"))
def show_what_if(asking: AskingDep, supposed: Set = []) -> Response:  # noqa: B006  # read only
    """What would have been otherwise. Hypothetical, beside the official result."""
    return asking.answer(lambda house, view: whatif_out(house, view, supposed), refuses=True)
