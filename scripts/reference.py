"""Makes the reference pages that are read off the code: commands, events, refusals, settings.

    .venv/bin/python scripts/reference.py [--check]

Without an option the pages are written; with --check nothing is written, and the exit code is 1
if a page is not what the code says (the tests ask the same).
"""

import importlib
import json
import pkgutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import msgspec

ROOT = Path(__file__).resolve().parent.parent
PAGES = ROOT / "docs" / "reference"
MADE = (
    "<!-- Made by scripts/reference.py from the code; change the docstrings, not this page. -->\n"
)


def commands() -> str:
    """Every command: its name, what it does, its fields, its address under /v1."""
    from api.examples import EXAMPLES
    from api.routes.paths import FIELDS, PATHS
    from engine.commands.registry import COMMANDS

    out = [
        "# Commands\n",
        MADE,
        "A command is sent to one ledger and leads to events or to exactly one refusal. In a season",
        "file it stands by its name; over HTTP it is a POST to the address shown, under",
        "`/v1/ledgers/{ledger}/`, with the fields that the address does not have as JSON (points in",
        "hundredths); an example of that JSON stands below each. [HTTP](http.md) tells the rest.\n",
        f"There are {len(COMMANDS)}.\n",
    ]
    for name, kind in sorted(COMMANDS.items()):
        out.append(f"## {name}\n")
        out.append(_prose(kind) + "\n")
        address = PATHS.get(name)
        out.append(f"`POST {address}`\n" if address else "`POST /v1/ledgers`\n")
        out.extend(_fields(kind, leave_out=kind.COMPUTED))
        if kind.PERSONAL:
            told = ", ".join(f"`{field}`" for field in kind.PERSONAL)
            out.append(f"Kept beside the log where it names a person: {told}.\n")
        body = EXAMPLES[name].body(FIELDS[name])
        if body:
            out.append(f"```json\n{_as_json(body)}\n```\n")
    return "\n".join(out)


def _as_json(body: dict[str, Any]) -> str:
    line = json.dumps(body, ensure_ascii=False)
    return line if len(line) <= 100 else json.dumps(body, ensure_ascii=False, indent=2)


def events() -> str:
    """Every event: its topic and version, what it says, its fields, its stream."""
    from engine.events.registry import EVENTS

    out = [
        "# Events\n",
        MADE,
        "What a ledger holds. The topic and the version are the name on disk, for life; the bytes",
        "are described in [the ledger](../explanation/ledger.md).\n",
        f"There are {len(EVENTS)}.\n",
    ]
    for (topic, version), kind in sorted(EVENTS.items()):
        out.append(f"## {topic} ({version})\n")
        out.append(_prose(kind) + "\n")
        stream, *parts = kind.ABOUT
        out.append(f"Stream: `{'/'.join((stream, *(f'{{{part}}}' for part in parts)))}`\n")
        out.extend(_fields(kind))
    return "\n".join(out)


def refusals() -> str:
    """Every refusal: its code, when it comes, its facts, its HTTP status."""
    from api.problems import status_of

    out = [
        "# Refusals\n",
        MADE,
        "A refusal names the field, the value and what would be right; nothing is recorded then.",
        "Its code is stable. On the command line it is one sentence and exit code 2; over HTTP an",
        "RFC 9457 problem with the code and the facts as members.\n",
        "| code | status | refused because |",
        "|---|---|---|",
    ]
    for kind in sorted(refusal_classes(), key=lambda kind: kind.code):
        told = " ".join((kind.__doc__ or "").split()).replace("|", "\\|")
        out.append(f"| `{kind.code}` | {status_of(kind.__new__(kind))} | {told} |")
    return "\n".join(out) + "\n"


def settings() -> str:
    """Every setting: its variable, its default, its meaning."""
    from api.i18n.catalogue import words
    from api.settings import Settings, variable_of

    told = words("en")
    out = [
        "# Settings\n",
        MADE,
        "Settings come from the environment and nowhere else: there is no file of settings, and an",
        "option of a command goes before its variable. `suyton config` tells every value, where it",
        "came from, and which variables of ours mean nothing. A password in an address is shown by",
        "no command and no refusal.\n",
        "| setting | variable | by default | means |",
        "|---|---|---|---|",
    ]
    for name in Settings.model_fields:
        default, means = told.text(f"setting-default.{name}"), told.text(f"setting.{name}")
        out.append(f"| `{name}` | `{variable_of(name)}` | {default} | {means} |")
    return "\n".join(out) + "\n"


def roles() -> str:
    """Every command and who may give it, every disclosure and who may read, watch and follow it."""
    from typing import get_args

    from api.access.policy import COMMANDS, FOLLOWERS, READERS, WATCHERS, Role

    names = get_args(Role)
    out = [
        "# Roles\n",
        MADE,
        "What is not in this table nobody may. Roles of staff are given in the ledger by",
        "`admit-actor`; a personal code makes a `delegate`, the code of a hall's screen a `wall`; an",
        "account may be an `administrator`.",
        "Before an administrator exists, whoever reaches the server may do everything.\n",
        "| command | " + " | ".join(names) + " |",
        "|---|" + "---|" * len(names),
    ]
    for command, may in sorted(COMMANDS.items()):
        marks = ("x" if name in may else "" for name in names)
        out.append(f"| `{command}` | " + " | ".join(marks) + " |")
    for what, table in (
        ("to read a ledger that is", READERS),
        ("to see the wall of a ledger that is", WATCHERS),
        ("to be told that it has grown", FOLLOWERS),
    ):
        out.append(f"\n| {what} | " + " | ".join(names) + " |")
        out.append("|---|" + "---|" * len(names))
        for disclosure, may in table.items():
            marks = ("x" if name in may else "" for name in names)
            out.append(f"| {disclosure} | " + " | ".join(marks) + " |")
    return "\n".join(out) + "\n"


def refusal_classes() -> list[Any]:
    """Every refusal of the engine and the doors."""
    from engine.errors import DomainError

    for package in ("engine.errors", "api"):
        for module in _modules(package):
            importlib.import_module(module)
    found: set[Any] = set()
    waiting: list[Any] = [DomainError]
    while waiting:
        for kind in waiting.pop().__subclasses__():
            if kind.__module__.startswith(("engine.", "api.")):
                found.add(kind)
            waiting.append(kind)
    return [kind for kind in found if "code" in vars(kind)]


def _modules(package: str) -> Iterator[str]:
    root = importlib.import_module(package)
    for module in pkgutil.walk_packages(root.__path__, f"{package}."):
        if module.name.rpartition(".")[2] in ("errors", "assignments") or package != "api":
            yield module.name
    yield from ("api.playing.rehearsal",) if package == "api" else ()


def _prose(kind: Any) -> str:
    return "\n".join(line.strip() for line in (kind.__doc__ or "").strip().splitlines())


def _fields(kind: Any, leave_out: tuple[str, ...] = ()) -> list[str]:
    fields = [field for field in msgspec.structs.fields(kind) if field.name not in leave_out]
    if not fields:
        return []
    out = ["| field | is | default |", "|---|---|---|"]
    for field in fields:
        default = "required" if field.required else f"`{_default(field)}`"
        out.append(f"| `{field.encode_name}` | {_type(field.type)} | {default} |")
    return [*out, ""]


def _default(field: Any) -> str:
    value = field.default if field.default is not msgspec.NODEFAULT else field.default_factory()
    return {"None": "none", "True": "true", "False": "false", "()": "[]", "{}": "{}"}.get(
        str(value), str(value)
    )


def _type(kind: Any) -> str:
    if kind in _NAMED:
        return _NAMED[kind]
    origin, parts = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return _type(parts[0])
    if origin is Literal:
        return " \\| ".join(f"`{part}`" for part in parts)
    if origin is tuple:
        return f"list of {_type(parts[0])}"
    if origin is dict:
        return f"map of {_type(parts[0])} to {_type(parts[1])}"
    if origin is Union or origin is type(int | str):
        told = [_type(part) for part in parts if part is not type(None)]
        return " or ".join(dict.fromkeys(told))
    return {"str": "text", "int": "whole number", "bool": "true or false", "bytes": "bytes"}.get(
        kind.__name__, f"{kind.__name__}"
    )


def _named() -> dict[Any, str]:
    from engine.values import numbers, text

    return {
        text.Code: "code",
        text.Name: "name",
        text.Text: "text",
        text.Day: "day",
        numbers.Hundredths: "points",
        numbers.Micros: "moment",
        numbers.Weight: "weight",
        numbers.Number: "number",
        numbers.Share: "share",
    }


_NAMED = _named()
MAKERS = {
    "commands.md": commands,
    "events.md": events,
    "refusals.md": refusals,
    "roles.md": roles,
    "settings.md": settings,
}


def main() -> int:
    """Write or check the pages."""
    stale = [name for name, make in MAKERS.items() if _read(name) != make()]
    if "--check" in sys.argv:
        print("\n".join(f"stale: docs/reference/{name}" for name in stale) or "up to date")
        return int(bool(stale))
    for name in stale:
        (PAGES / name).write_text(MAKERS[name](), encoding="utf-8")
        print(f"wrote docs/reference/{name}")
    return 0


def _read(name: str) -> str:
    page = PAGES / name
    return page.read_text(encoding="utf-8") if page.exists() else ""


if __name__ == "__main__":
    sys.exit(main())
