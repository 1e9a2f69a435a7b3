"""JSON Schemas for OpenAPI, made from the structs that check commands and hold answers.

Nothing is written twice: a body's schema is its command's, less the fields of the address and
those the server computes, plus what the envelope takes; an answer's is that of its record.
"""

from functools import cache
from typing import Any, get_args

import msgspec

from api import answers_out as told
from api.bulk.schema import bulk_components
from api.diff_out import DiffOut
from api.explain_out import ExplanationOut
from api.notary.told import CheckpointOut
from api.nouns import candidates, meetings, papers, roster, season
from api.replay_out import ReplayOut
from api.whatif_out import WhatIfOut
from engine.commands.base import Command
from engine.commands.registry import COMMANDS
from engine.values.numbers import Micros
from engine.values.text import Code, Day
from projections.minutes import Minutes
from projections.polls import PollView
from projections.sheets import SheetView, SideBySide

REF = "#/components/schemas/{name}"


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """A problem of RFC 9457. `code` is stable; the facts of the refusal stand beside it."""

    type: str
    title: str
    status: int
    code: str
    detail: str


class Recorded(msgspec.Struct, frozen=True, kw_only=True):
    """A change, recorded: its events have the indexes `first` to `last`. Null where nothing
    needed recording.
    """

    ledger: str
    ledger_id: str
    first: int | None
    last: int | None
    count: int


class Envelope(msgspec.Struct, frozen=True, kw_only=True):
    """What may be said of every change beside its own fields."""

    on: Micros | None = None
    for_: Code | None = msgspec.field(name="for", default=None)
    with_: Code | None = msgspec.field(name="with", default=None)


_ENVELOPE = {
    "on": "The claimed time of a fact taken from paper, µs since the epoch; never the order.",
    "for": "The member whose right is used, where another acts.",
    "with": "The second person, where two are needed.",
}


class Names(msgspec.Struct, frozen=True, kw_only=True):
    """Names of members, guests and awards by id."""

    names: dict[str, str]
    award_names: dict[str, str]


ANSWERS: dict[str, tuple[Any, ...]] = {
    "ledgers": (list[told.LedgerRow],),
    "ledger": (season.SeasonOut,),
    "timeline": (told.TimelineOut,),
    "ranking": (told.RankingOut,),
    "awards": (told.AwardsOut,),
    "polls": (told.PollsOut,),
    "poll": (told.About, PollView),
    "sheet": (told.About, SheetView),
    "stages": (told.About, SideBySide),
    "minutes": (told.About, Minutes, Names),
    "members": (roster.MembersOut,),
    "actors": (roster.ActorsOut,),
    "rulebooks": (roster.RulebooksOut,),
    "nominations": (candidates.NominationsOut,),
    "sheets": (candidates.SheetsOut,),
    "meetings": (meetings.MeetingsOut,),
    "rankings": (papers.RankingsOut,),
    "submissions": (papers.SubmissionsOut,),
    "decisions": (papers.DecisionsOut,),
    "corrections": (papers.CorrectionsOut,),
    "checkpoint": (CheckpointOut,),
    "explanation": (ExplanationOut,),
    "diff": (DiffOut,),
    "replay": (ReplayOut,),
    "what-if": (WhatIfOut,),
}
"""Answer -> the records whose fields it has, together."""


@cache
def _made() -> tuple[dict[str, Any], dict[str, Any]]:
    """Schemas of answers by name, and every component they and the commands refer to."""
    kinds = [kind for parts in ANSWERS.values() for kind in parts]
    roots, components = msgspec.json.schema_components(
        [*kinds, Problem, Recorded, Envelope, *COMMANDS.values()], ref_template=REF
    )
    _tell_forms(components)
    left = iter(roots)
    answers: dict[str, Any] = {}
    for name, parts in ANSWERS.items():
        schemas = [next(left) for _ in parts]
        answers[name] = schemas[0] if len(schemas) == 1 else {"allOf": schemas}
    for component in components.values():
        if "description" in component:
            component["description"] = " ".join(component["description"].split())
    return answers, components


def _tell_forms(schema: Any) -> None:
    """Say of bytes and days what their check asks: base64 with its padding, a day there is."""
    if isinstance(schema, dict):
        if schema.get("contentEncoding") == "base64":
            schema["pattern"] = _BASE64_32 if schema.get("maxLength") == 44 else _BASE64
        if schema.get("pattern") == _DAY:
            schema["format"] = "date"
        for part in schema.values():
            _tell_forms(part)
    elif isinstance(schema, list):
        for part in schema:
            _tell_forms(part)


_BASE64 = "^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$"
_BASE64_32 = "^[A-Za-z0-9+/]{43}=$"
_DAY = get_args(Day)[1].pattern


def components(paths: dict[str, tuple[str, ...]]) -> dict[str, Any]:
    """Every component. `paths`: command -> the fields that its address has."""
    _, found = _made()
    made = dict(found)
    envelope = made.pop("Envelope")["properties"]
    told_beside = {
        name: {**schema, "description": _ENVELOPE[name]} for name, schema in envelope.items()
    }
    lines: dict[str, Any] = {}
    for kind in COMMANDS.values():
        schema = made[kind.__name__]
        lines[kind.NAME] = _without(schema, {*kind.COMPUTED})
        own = _without(schema, {*paths.get(kind.NAME, ()), *kind.COMPUTED})
        made[kind.__name__] = {**own, "properties": {**own["properties"], **told_beside}}
    return {**made, **bulk_components(lines, told_beside)}


def _without(schema: dict[str, Any], left_out: set[str]) -> dict[str, Any]:
    """A command's schema without some of its fields."""
    return {
        **schema,
        "properties": {k: v for k, v in schema["properties"].items() if k not in left_out},
        "required": [name for name in schema.get("required", ()) if name not in left_out],
    }


def field_schema(kind: type[Command], field: str) -> dict[str, Any]:
    """The schema of one field of a command, for a parameter of its address."""
    _, found = _made()
    schema: dict[str, Any] = found[kind.__name__]["properties"][field]
    return schema


def answer(name: str) -> dict[str, Any]:
    """What FastAPI is told of a route that gives this answer."""
    answers, _ = _made()
    content = {"application/json": {"schema": answers[name]}}
    return _responses({"description": "The answer.", "content": content, "headers": HEADERS})


def file_answer(description: str) -> dict[str, Any]:
    """What FastAPI is told of a route that hands over bytes."""
    content = {"*/*": {"schema": {"type": "string", "contentEncoding": "binary"}}}
    return _responses({"description": description, "content": content, "headers": HEADERS})


HEADERS = {
    "ETag": {
        "description": "Ledger and index the answer holds for, and a hash of what is there.",
        "schema": {"type": "string"},
    }
}
PROBLEM = {
    "description": "A problem with a stable `code`.",
    "content": {"application/problem+json": {"schema": {"$ref": REF.format(name="Problem")}}},
}


def _responses(found: dict[str, Any]) -> dict[str, Any]:
    return {
        "response_model": None,
        "responses": {
            200: found,
            304: {"description": "`If-None-Match` named the answer: it still holds."},
            "4XX": PROBLEM,
            "5XX": PROBLEM,
        },
    }
