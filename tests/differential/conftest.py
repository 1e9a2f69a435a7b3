"""What the peers say of the drawn elections: asked once a run, whatever the number of workers.

`SUYTON_ELECTIONS` sets how many elections of each kind are drawn; `scripts/nightly` asks for more.
"""

import fcntl
import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.differential import draw

ROOT = Path(__file__).parents[2]
PEERS = ROOT / "var" / "peers" / "bin" / "python"
NUMBER = int(os.environ.get("SUYTON_ELECTIONS", "700"))
SECONDS_MAX = 240 + NUMBER // 4

Told = list[tuple[draw.Election, dict[str, Any]]]
"""Each election with what the peers say of it, by rule."""


@pytest.fixture(scope="session")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Told]:
    if not PEERS.exists():
        pytest.skip("the peer libraries are not installed: run scripts/bench-peers")
    drawn = {
        "ranked": list(draw.ranked(NUMBER)),
        "approved": list(draw.approved(NUMBER)),
        "scored": list(draw.scored(NUMBER)),
    }
    # Workers of one run share the folder above their own; without workers there is none to share.
    shared = tmp_path_factory.getbasetemp()
    shared = shared.parent if "PYTEST_XDIST_WORKER" in os.environ else shared
    answers = shared / "peers.json"
    with (shared / "peers.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not answers.exists():
            answers.write_text(_asked(drawn, shared / "elections.json"), encoding="utf-8")
    theirs = json.loads(answers.read_text(encoding="utf-8"))
    return {
        kind: list(zip(elections, theirs[kind], strict=True)) for kind, elections in drawn.items()
    }


def _asked(drawn: dict[str, list[draw.Election]], file: Path) -> str:
    file.write_text(json.dumps(drawn), encoding="utf-8")
    program = Path(__file__).with_name("peer.py")
    done = subprocess.run(
        [PEERS, program, file], capture_output=True, text=True, check=True, timeout=SECONDS_MAX
    )
    return done.stdout.splitlines()[-1]
