"""A small hall for tests with real servers: members, rules and one poll that is open."""

from pathlib import Path

from api.bench.hall import LEDGER, furnish, open_poll
from api.house import House

POLL = f"/v1/ledgers/{LEDGER}/polls/p"
BALLOTS = f"{POLL}/ballots"
TIMELINE = f"/v1/ledgers/{LEDGER}/timeline"


def hall(address: Path | str, members: int) -> int:
    """Make it in this store; the number of its events."""
    with House(address) as house:
        furnish(house, members)
        open_poll(house, "p")
        return house.store.head(LEDGER).size


def ballot(number: int, view: str = "for") -> dict[str, object]:
    """The ballot of member `m<number>`."""
    return {"member": f"m{number}", "ballot": {"type": "opinions", "views": [["it", view]]}}
