"""Locks the house of a fault test: an administrator, the secretary, and a session for every member."""

from collections.abc import Iterable

from api.access.doorkeeper import open_doorkeeper
from api.house import now_micros
from tests.engine.persistence.small_season import LEDGER
from tests.faults.hall import SECRETARY

PASSWORD = "một câu dài dễ nhớ"  # of an account that lives as long as a test


def lock(address: str, members: Iterable[str]) -> dict[str, str]:
    """Let nobody in unknown from here on; each member's cookie."""
    doors = open_doorkeeper(address, clock=now_micros)
    try:
        for name, administrator in (("quan-tri", True), (SECRETARY, False)):
            doors.accounts.open(name, name=name, password=PASSWORD, administrator=administrator)
        codes = doors.codes.issue(str(LEDGER), "the-meeting", members)
        return {
            member: f"{doors.delegate_cookie}={doors.codes.exchange(code)[1]}"
            for member, code in codes.items()
        }
    finally:
        doors.close()
