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

ROOT = Path(__file__).resolve().parent.parent
SEASONS = ROOT / "api" / "seasons"
SHOWN = (
    "hoa-binh-2024",
    "bloc-of-nine",
    "cluster-1000-points",
    "cluster-criteria",
    "council-of-fifteen",
)


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
    _before_verification("bloc-of-nine")
    _run("poll", "council-of-fifteen", "flag")
    print(f"\nDone in {time.monotonic() - started:.1f} s. Ask more: .venv/bin/suyton --help")
    print(f"The data is in {os.environ['SUYTON_DATA']} (pass it with --data, or as SUYTON_DATA).")
    if asked.no_serve:
        print("To open the API: .venv/bin/suyton serve, then GET /v1/ledgers")
        return
    print("Serving the API; press Ctrl-C to stop. Try, in another terminal:")
    print(f"  curl http://127.0.0.1:{asked.port}/v1/ledgers/bloc-of-nine/ranking\n", flush=True)
    _run("serve", "--port", str(asked.port), quiet=True)


def _play() -> None:
    files = sorted(SEASONS.glob("*.yaml"))
    print(f"Playing {len(files)} seasons; this takes a few seconds.", flush=True)
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
    print(f"\nThe same, as of index {first - 1}: the moment before the first score was verified.")
    _run("ranking", ledger, "--as-of", str(first - 1))
    _run("ranking", ledger, "--as-of", str(first - 1), "--stage", "self")
    _run("awards", ledger, "--as-of", str(first - 1))


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
