"""The demo's ready conference: who signs in at its desk, and the codes of its first phones.

Secrets are drawn anew each time and shown this once; those of an earlier demo end.
"""

from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

from api.access.accounts import Account
from api.access.doorkeeper import Doorkeeper, open_doorkeeper
from api.access.errors import AccountNotFound
from api.access.secret import new_code
from api.house import House, now_micros
from engine.commands.actor import AdmitActor
from engine.errors.actor import ActorAlreadyAdmitted
from engine.events.actor import Role

SEASON = Path(__file__).parent / "seasons" / "demo-conference.yaml"
LEDGER = "demo-conference"
MEETING = "conference"
MEMBERS = ("U1", "U2", "U3")
ADMINISTRATOR = "demo-admin"
SECRETARY = "demo-secretary"
ROLES: dict[str, Role] = {LEDGER: "secretary", "council-of-fifteen": "auditor"}
"""What the secretary may do: run the conference, and read the one season that is not public."""


class Ready(NamedTuple):
    """What the demo shows: passwords by sign-in name, codes by member; does the meeting still sit."""

    passwords: dict[str, str]
    codes: dict[str, str]
    sits: bool


def ready(store: str) -> Ready:
    """Make or renew the accounts, let the secretary act, give out the codes.

    From here on this store lets in nobody unknown: it has an administrator.
    """
    doors = open_doorkeeper(store, clock=now_micros)
    try:
        passwords = {name: new_code() for name in (ADMINISTRATOR, SECRETARY)}
        accounts = {name: _account(doors, name, passwords[name]) for name in passwords}
        with House(store) as house:
            for ledger, role in ROLES.items():
                _admit(house, ledger, accounts[SECRETARY], role)
            id_ = house.id_of(LEDGER)
            codes = doors.codes.issue(str(id_), MEETING, MEMBERS)
            with house.answers.view(id_) as view:
                sits = view.state.ledger.meetings.meeting(MEETING).status == "open"
        return Ready(passwords, codes, sits)
    finally:
        doors.close()


def _account(doors: Doorkeeper, name: str, password: str) -> Account:
    """The account of this name, with this password from now on."""
    try:
        doors.accounts.change_password(name, password)
    except AccountNotFound:
        administrator = name == ADMINISTRATOR
        doors.accounts.open(name, name=name, password=password, administrator=administrator)
    return doors.accounts.named(name)


def _admit(house: House, ledger: str, account: Account, role: Role) -> None:
    command = AdmitActor(actor=account.id, name=account.name, roles=(role,))
    try:
        house.carry_out(house.id_of(ledger), command, key=f"admit-{uuid4()}")
    except ActorAlreadyAdmitted:
        return


def addresses(base: str) -> dict[str, str]:
    """Where its windows are, by what each shows; the address of a phone wants a code behind it."""
    return {
        "desk": f"{base}/sign-in?to=/desk/{LEDGER}/meetings/{MEETING}",
        "phone": f"{base}/join#",
        "wall": f"{base}/ledgers/{LEDGER}/wall",
        "auditor": f"{base}/ledgers/{LEDGER}/timeline",
    }
