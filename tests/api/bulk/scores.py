"""A ledger with many members and a file of their scores, one a line.

`python -m tests.api.bulk.scores MEMBERS CRITERIA DATA FILE` makes both; then
`suyton import province FILE --data DATA` records them.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec

from api.bulk.bulk import Bulk
from api.bulk.lines import items_of
from api.house import House
from engine.commands.rulebook import AdoptRulebook
from engine.commands.season import OpenLedger
from engine.events.season import Body
from engine.rules.rulebook import Criterion, Rulebook

LEDGER = "province"
_json = msgspec.json.Encoder().encode


def a_province(house: House, *, members: int, criteria: int) -> None:
    """A ledger that may take these scores."""
    house.open_ledger(
        OpenLedger(
            slug=LEDGER,
            title="Province",
            body=Body(id="province", name="Province", kind="bloc"),
            season="2026",
            time_zone="Asia/Ho_Chi_Minh",
        ),
        key="open",
    )
    rules = Rulebook(
        id="rules",
        title="Rules",
        criteria=tuple(
            Criterion(id=f"c{at}", name=f"Criterion {at}", maximum=10_000) for at in range(criteria)
        ),
    )
    house.carry_out(LEDGER, AdoptRulebook(rulebook=rules), key="rules")
    bulk = Bulk(house, LEDGER, items_of("ndjson"), batch="members")
    for at in range(members):
        line = {"admit-member": {"member": f"U{at}", "name": f"Unit {at}"}}
        list(bulk.feed(_json(line) + b"\n"))
    list(bulk.end())
    assert bulk.sums.recorded == members


def score_lines(*, members: int, criteria: int) -> Iterator[bytes]:
    """One score of one member a line."""
    for criterion in range(criteria):
        for member in range(members):
            marks = [{"criterion": f"c{criterion}", "points": (member * 7 + criterion) % 10_000}]
            fields = {"candidate": f"U{member}", "stage": "self", "marks": marks}
            yield _json({"enter-scores": fields}) + b"\n"


if __name__ == "__main__":
    many, kinds = int(sys.argv[1]), int(sys.argv[2])
    with House(sys.argv[3]) as opened:
        a_province(opened, members=many, criteria=kinds)
    with Path(sys.argv[4]).open("wb") as file:
        file.writelines(score_lines(members=many, criteria=kinds))
