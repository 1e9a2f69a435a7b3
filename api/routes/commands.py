"""Changes: one POST for every command, its body the command's own fields.

The body's schema is made from the command's struct, so documentation and checks cannot part.
"""

from collections.abc import Awaitable, Callable

from fastapi import APIRouter, Request, Response

from api import changes
from api.routes.documented import change
from api.routes.paths import ADDRESSES
from engine.commands.base import Command
from engine.commands.registry import COMMANDS

router = APIRouter()


def _route(kind: type[Command]) -> Callable[[Request], Awaitable[Response]]:
    async def make(request: Request) -> Response:
        return await changes.make(request, kind)

    return make


for _name, _address in ADDRESSES.items():
    _kind = COMMANDS[_name]
    router.add_api_route(_address, _route(_kind), methods=["POST"], **change(_kind))
