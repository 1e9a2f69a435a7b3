"""The page of the state machines: its tables as they stand, and as the deciders make them.

`python -m tests.machines.page` writes the tables anew; read what changed before you commit it.
"""

import sys
import tempfile
from pathlib import Path

from engine.persistence.sqlite_store import SQLiteStore
from projections.answers import Answers
from tests.machines import awards, bodies, meetings, polls, scores
from tests.machines.machine import Machine, table

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "state-machines.md"
MACHINES: tuple[Machine, ...] = (
    *bodies.MACHINES,
    *scores.MACHINES,
    *meetings.MACHINES,
    *polls.MACHINES,
    *awards.MACHINES,
)


def tables(text: str) -> dict[str, list[list[str]]]:
    """The table under each heading, as rows of cells."""
    found: dict[str, list[list[str]]] = {}
    for part in text.split("\n## ")[1:]:
        title, _, rest = part.partition("\n")
        lines = [line for line in rest.splitlines() if line.startswith("|")]
        rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
        found[title] = [row for row in rows if not set("".join(row)) <= set("-:")]
    return found


def markdown(rows: list[list[str]]) -> str:
    """Rows as a table."""
    head, *body = rows
    lines = [head, ["---"] * len(head), *body]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def rewritten(text: str, answers: Answers) -> str:
    """The page with every table made anew; words around them stay."""
    head, *parts = text.split("\n## ")
    told = {title: body for title, _, body in (part.partition("\n") for part in parts)}
    pieces = [head.rstrip()]
    for machine in MACHINES:
        words = [
            line for line in told.get(machine.title, "").splitlines() if not line.startswith("|")
        ]
        made = markdown(table(answers, machine))
        about = "\n".join(words).strip()
        pieces.append(f"## {machine.title}\n\n" + (f"{about}\n\n" if about else "") + made)
    return "\n\n".join(pieces) + "\n"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        store = SQLiteStore(Path(folder))
        text = PAGE.read_text(encoding="utf-8") if PAGE.exists() else "# State machines\n"
        PAGE.write_text(rewritten(text, Answers(store)), encoding="utf-8")
        store.close()
    sys.stdout.write(f"wrote {PAGE.name}\n")
