"""`suyton bench`: the numbers this program is built to, measured here and now."""

import json
from typing import Annotated

import typer

from api.cli.answers import say
from api.cli.options import AsJson
from api.cli.printing import print_table

BENCHES = ("record", "http", "replay")
"""What a bare `suyton bench` measures, in this order. Each is a module of `api.bench`."""
LARGE: tuple[str, ...] = ("count", "replay-all")
"""What runs only by name."""


def bench(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[NAME …]", help=f"Of: {', '.join((*BENCHES, *LARGE))}."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Measure, as ratios within this run. Bare, it takes about a minute."""
    import importlib

    import msgspec

    from api.cli.errors import BenchUnknown

    for name in names or ():
        if name not in (*BENCHES, *LARGE):
            raise BenchUnknown(bench=name, known=(*BENCHES, *LARGE))
    rows = [
        row
        for name in names or BENCHES
        for row in importlib.import_module(f"api.bench.{name.replace('-', '_')}").measure()
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
                f"{'>=' if row.better == 'higher' else '<='} {row.target:g}",
                f"{sorted(row.ours)[len(row.ours) // 2]:,.0f}",
                f"{sorted(row.baseline)[len(row.baseline) // 2]:,.0f}",
                f"{row.against} ({row.unit})",
            )
            for row in rows
        ],
    )
