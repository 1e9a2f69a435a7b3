"""The main job on real input: four seasons from first event to award decision, asked and served.

    scripts/demo [--no-serve] [--port N] [--open]

Plays the shipped seasons into `var/demo` (or where SUYTON_DATA says), prints the ranking and the
awards of each, and the same as of a moment before the scores were verified; prepares a conference
that is about to vote, and prints its addresses, passwords and codes; then serves pages and API
until Ctrl-C. Running it again plays nothing twice; passwords and codes are drawn anew.
"""

import argparse
import os
import shlex
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from textwrap import fill
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
    """Play, show, prepare, serve."""
    parser = argparse.ArgumentParser(prog="scripts/demo", description=__doc__.splitlines()[0])
    parser.add_argument("--no-serve", action="store_true", help="stop after showing the answers")
    parser.add_argument(
        "--port", type=int, default=8000, help="port of the server (default 8000; 0: free)"
    )
    parser.add_argument("--open", action="store_true", help="open the desk in a browser")
    asked = parser.parse_args()
    os.environ.setdefault("SUYTON_DATA", str(ROOT / "var" / "demo"))
    started = time.monotonic()
    _play()
    for ledger in SHOWN:
        _show(ledger)
    for ledger in SCORED:
        _before_verification(ledger)
    _run("poll", "council-of-fifteen", "flag")
    port = asked.port or _free_port()
    desk = _prepare(f"http://127.0.0.1:{port}")
    print()
    _say("demo.done", seconds=f"{time.monotonic() - started:.1f}")
    _say("demo.data", store=os.environ["SUYTON_DATA"])
    # To be copied, so on lines of their own, however long.
    print(f"  export SUYTON_DATA={shlex.quote(os.environ['SUYTON_DATA'])}")
    if asked.no_serve:
        _say("demo.how-to-serve")
        print("  .venv/bin/suyton serve")
        return
    _say("demo.serving")
    _say("demo.try")
    print(f"  curl http://127.0.0.1:{port}/v1/ledgers/bloc-of-nine/ranking", flush=True)
    print(flush=True)
    if asked.open:
        threading.Thread(target=_open_when_served, args=(desk, port), daemon=True).start()
    _run("serve", "--port", str(port), quiet=True)


def _prepare(base: str) -> str:
    """A conference about to vote, and how to come in; the address of its desk."""
    from scripts.demo_room import ADMINISTRATOR, SEASON, SECRETARY, addresses, ready

    print()
    _say("demo.preparing")
    _run("play", str(SEASON.relative_to(ROOT)))
    room = ready(os.environ["SUYTON_DATA"])
    at = addresses(base)
    print()
    _say("demo.ready" if room.sits else "demo.held")
    print()
    _say("demo.desk")
    print(f"  {at['desk']}")
    print(f"  {SECRETARY}   {room.passwords[SECRETARY]}\n")
    _say("demo.phone")
    for member, code in room.codes.items():
        print(f"  {member}  {at['phone']}{code}")
    print()
    for window in ("wall", "auditor"):
        _say(f"demo.{window}")
        print(f"  {at[window]}")
    print()
    _say("demo.administrator")
    print(f"  {ADMINISTRATOR}   {room.passwords[ADMINISTRATOR]}\n")
    _say("demo.next")
    return at["desk"]


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


def _open_when_served(address: str, port: int) -> None:
    """Open a browser once the server answers, at the latest after half a minute."""
    for _ in range(60):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.5)
        else:
            subprocess.run([sys.executable, "-m", "webbrowser", address], check=False)
            return


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
    """A sentence of ours in the reader's language, in lines of 80; paths stay whole."""
    from api.cli.answers import words_of

    told = words_of(None).text(key, **facts)
    print(fill(told, 80, break_long_words=False, break_on_hyphens=False), flush=True)


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
