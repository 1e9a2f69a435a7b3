"""What a FastAPI route costs that validates a ballot's body, stores nothing, and answers alike."""

import sys
from typing import Annotated, Literal

from fastapi import FastAPI, Header
from pydantic import BaseModel, ConfigDict, Field

from api.serving.listening import listening, url_of
from api.serving.server import run

Code = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
View = Literal["for", "against", "abstain"]


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class OpinionsIn(_In):
    """For, against or abstaining, option by option."""

    type: Literal["opinions"]
    views: tuple[tuple[str, View], ...]


class ChoiceIn(_In):
    """The options marked."""

    type: Literal["choice"]
    marks: tuple[str, ...]


class RankingIn(_In):
    """Groups of options, best first."""

    type: Literal["ranking"]
    groups: tuple[tuple[str, ...], ...]


class ScoresIn(_In):
    """Points per option."""

    type: Literal["scores"]
    points: tuple[tuple[str, int], ...]


class BallotIn(_In):
    """The same body as ours takes."""

    member: Code
    ballot: Annotated[OpinionsIn | ChoiceIn | RankingIn | ScoresIn, Field(discriminator="type")]
    holder: Code | None = None
    on: int | None = None


class RecordedOut(BaseModel):
    """The same answer as ours."""

    ledger: str
    ledger_id: str
    first: int
    last: int
    count: int


def create_app() -> FastAPI:
    """The app of the one route."""
    app = FastAPI()

    @app.post("/v1/ledgers/{ledger}/polls/{poll}/ballots", status_code=201)
    async def cast(
        ledger: str, poll: str, body: BallotIn, idempotency_key: Annotated[str, Header()]
    ) -> RecordedOut:
        return RecordedOut(ledger=ledger, ledger_id=idempotency_key, first=1, last=1, count=1)

    return app


def main() -> None:
    """Serve it on a free port of this machine, with the same server and settings as ours."""
    with listening(0) as taken:
        sys.stdout.write(f"{url_of(taken)}/v1\n")
        sys.stdout.flush()
        run(create_app(), taken)
