"""Puts the watching around an app, outside of everything else."""

from fastapi import FastAPI

from api.health.health import Health
from api.health.watching import Watching
from api.house import House
from api.routes.ballots import ADDRESS, cast_ballot


def watched(app: FastAPI, house: House) -> None:
    """Watch this app, with all that it has by now: a fault has its id and is counted, too."""
    app.state.health = Health(house)
    plain = {cast_ballot: ADDRESS}
    app.middleware_stack = Watching(app.build_middleware_stack(), app.state.health, plain)
