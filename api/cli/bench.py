"""`suyton bench`: the numbers this program is built to, measured here and now."""

import json
from collections.abc import Sequence
from typing import Annotated, Any

import typer

from api.cli.answers import say
from api.cli.options import AsJson
from api.cli.printing import print_table

BENCHES = ("record", "http", "latency", "append", "replay", "asof", "query", "verify")
"""What a bare `suyton bench` measures, in this order. Each is a module of `api.bench`."""
LARGE: tuple[str, ...] = ("count", "phones", "room", "replay-all", "memory", "large")
"""What runs only by name."""
ANYWHERE = ("record", "append", "replay", "asof")
"""What `--data` alone measures on a PostgreSQL server."""
SERVED = ("http", "latency", "room")
"""What goes through a server: by name on PostgreSQL as well, and with several workers."""


def bench(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[NAME …]", help=f"Of: {', '.join((*BENCHES, *LARGE))}."),
    ] = None,
    as_json: AsJson = False,
    data: Annotated[
        str, typer.Option(metavar="ADDRESS", help="A PostgreSQL server to make databases on.")
    ] = "",
    workers: Annotated[
        int,
        typer.Option(
            min=1, max=64, help=f"So many processes that serve: {', '.join(SERVED)} only."
        ),
    ] = 1,
) -> None:
    """Measure, as ratios within this run. Bare, it takes some minutes."""
    import importlib

    import msgspec

    from api.cli.errors import BenchUnknown

    for name in names or ():
        if name not in (*BENCHES, *LARGE):
            raise BenchUnknown(bench=name, known=(*BENCHES, *LARGE))
        if data and name not in (*ANYWHERE, *SERVED):
            raise BenchUnknown(bench=name, known=(*ANYWHERE, *SERVED))
        if workers > 1 and name not in SERVED:
            raise BenchUnknown(bench=name, known=SERVED)
    place: dict[str, Any] = {"data": data} if data else {}
    if workers > 1:
        place["workers"] = workers
    bare = SERVED if workers > 1 else ANYWHERE if data else BENCHES
    rows = [
        row
        for name in names or bare
        for row in importlib.import_module(f"api.bench.{name.replace('-', '_')}").measure(**place)
    ]
    if as_json:
        plain = [{**msgspec.structs.asdict(row), "met": row.met} for row in rows]
        say(json.dumps({"rows": plain}, ensure_ascii=False, sort_keys=True))
        return
    print_table(
        "suyton bench",
        [
            ("name", "left"),
            ("ratio", "right"),
            ("target", "right"),
            ("ours", "right"),
            ("baseline", "right"),
            ("against", "left"),
        ],
        [
            (
                row.name,
                f"{row.ratio:g}",
                f"{'>=' if row.better == 'higher' else '<='} {row.target:g}" if row.target else "",
                _shown(row.ours),
                _shown(row.baseline),
                f"{row.against} ({row.unit})",
            )
            for row in rows
        ],
    )


def _shown(series: Sequence[float]) -> str:
    """The figure in the middle, with as many digits as can be trusted; nothing where none is."""
    if not series:
        return ""
    middle = sorted(series)[len(series) // 2]
    return f"{middle:,.0f}" if middle >= 100 else f"{middle:.3g}"
