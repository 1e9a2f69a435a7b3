"""The main job on real input: four seasons from first event to award decision, asked and served.

    scripts/demo [--no-serve] [--port N]

Plays the shipped seasons into `var/demo` (or where SUYTON_DATA says), prints the ranking and the
awards of each, and the same as of a moment before the scores were verified; then serves the API
until Ctrl-C. Running it again plays nothing twice.
"""

import argparse
import os
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SEASONS = ROOT / "api" / "seasons"
SHOWN = (
    "hoa-binh-2024",
    "bloc-of-nine",
    "cluster-1000-points",
    "cluster-criteria",
    "council-of-fifteen",
)
SCORED = ("bloc-of-nine", "cluster-1000-points")
"""The two whose scores are verified from self-scores."""


def main() -> None:
    """Play, show, serve."""
    parser = argparse.ArgumentParser(prog="scripts/demo", description=__doc__.splitlines()[0])
    parser.add_argument("--no-serve", action="store_true", help="stop after showing the answers")
    parser.add_argument("--port", type=int, default=8000, help="port of the API (default 8000)")
    asked = parser.parse_args()
    os.environ.setdefault("SUYTON_DATA", str(ROOT / "var" / "demo"))
    started = time.monotonic()
    _play()
    for ledger in SHOWN:
        _show(ledger)
    for ledger in SCORED:
        _before_verification(ledger)
    _run("poll", "council-of-fifteen", "flag")
    print()
    _say("demo.done", seconds=f"{time.monotonic() - started:.1f}")
    _say("demo.data", store=os.environ["SUYTON_DATA"])
    if asked.no_serve:
        _say("demo.how-to-serve")
        return
    _say("demo.serving")
    if asked.port:
        _say("demo.try")
        print(f"  curl http://127.0.0.1:{asked.port}/v1/ledgers/bloc-of-nine/ranking", flush=True)
    print(flush=True)
    _run("serve", "--port", str(asked.port), quiet=True)


def _play() -> None:
    files = sorted(SEASONS.glob("*.yaml"))
    _say("demo.playing", seasons=len(files))
    for file in files:
        _run("play", str(file.relative_to(ROOT)))


def _show(ledger: str) -> None:
    _run("ranking", ledger)
    if ledger == "cluster-1000-points":
        _run("ranking", ledger, "--stage", "self")
    _run("awards", ledger)


def _before_verification(ledger: str) -> None:
    """The ranking as of the event before the first verified score."""
    from api.house import House
    from projections.timeline import moments

    with House(os.environ["SUYTON_DATA"]) as house, house.answers.view(ledger) as view:
        first = next(
            moment.index
            for moment in moments(house.store, view)
            if moment.topic == "scores-entered" and moment.data["stage"] == "verified"
        )
    print()
    _say("demo.before", ledger=ledger, index=first - 1)
    _run("ranking", ledger, "--as-of", str(first - 1))
    _run("ranking", ledger, "--as-of", str(first - 1), "--stage", "self")
    _run("awards", ledger, "--as-of", str(first - 1))


def _say(key: str, **facts: Any) -> None:
    """A sentence of ours in the reader's language; the terminal wraps it, paths stay whole."""
    from api.cli.answers import words_of

    print(words_of(None).text(key, **facts), flush=True)


def _run(*words: str, quiet: bool = False) -> None:
    """One command of the program, in this process, shown as a person would type it."""
    from api.cli.main import main as suyton

    if not quiet:
        print(f"\n$ suyton {' '.join(words)}", flush=True)
    sys.argv = ["suyton", *words]
    try:
        suyton()
    except SystemExit as ended:
        if ended.code:
            raise


if __name__ == "__main__":
    os.chdir(ROOT)
    main()
