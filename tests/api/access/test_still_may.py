"""What an actor may is asked again where it is decided: roles end between the door and the turn."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from api.access.errors import NotAllowed
from api.access.gate import check_may_change
from api.access.who import Who
from api.house import House
from engine.commands.actor import AdmitActor, DismissActor
from engine.commands.base import Command
from engine.commands.poll import ClosePoll, OpenPoll
from tests.engine.persistence.small_season import LEDGER, poll
from tests.faults.checking import Told, check
from tests.faults.hall import GIVEN, SECRETARY, first_of, furnish, open_polls

WHO = Who(id=SECRETARY, account=SECRETARY)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with House(tmp_path) as opened:
        furnish(opened.submitter)
        open_polls(opened.submitter, "P")
        yield opened


def dismiss(house: House) -> None:
    house.carry_out(LEDGER, DismissActor(actor=SECRETARY, reason="Left"), key=f"{GIVEN}-dismiss")


def make_auditor(house: House) -> None:
    admit = AdmitActor(actor=SECRETARY, name="Trần Thị Mai", roles=("auditor",))
    house.carry_out(LEDGER, admit, key=f"{GIVEN}-auditor")


@pytest.mark.parametrize("ending", [dismiss, make_auditor], ids=["dismissed", "another-role"])
def test_who_may_at_the_door_and_not_at_its_turn_is_refused(
    house: House, ending: Callable[[House], None]
) -> None:
    command = ClosePoll(poll="P")
    check_may_change(house, WHO, str(LEDGER), ClosePoll, command)

    ending(house)
    with pytest.raises(NotAllowed) as refusal:
        house.carry_out(LEDGER, command, key=f"{GIVEN}-close", by=SECRETARY)

    assert refusal.value.facts["act"] == "close-poll"
    assert refusal.value.facts["may"] == ("chair", "secretary")
    check(house.store, LEDGER, Told(), replay=True)


def test_what_was_recorded_before_answers_again_and_others_go_on(house: House) -> None:
    dismiss(house)

    again = house.carry_out(LEDGER, poll("P"), key=f"{GIVEN}-P-0", by=SECRETARY)
    first_of(house.submitter, "P", "U1", "a-member")
    unknown = house.carry_out(LEDGER, poll("Q"), key=f"{GIVEN}-q", by="not-of-this-ledger")

    assert again.repeated
    assert not unknown.repeated, "whom the ledger does not know, the door knows"


def test_a_dismissal_that_races_with_acts_leaves_none_after_it(house: House) -> None:
    commands: list[Command] = [poll(f"R{number}") for number in range(60)]
    begun, refused = threading.Barrier(2), 0

    def end() -> None:
        begun.wait()
        dismiss(house)

    ending = threading.Thread(target=end)
    ending.start()
    begun.wait()
    for number, command in enumerate(commands):
        assert isinstance(command, OpenPoll)
        try:
            house.carry_out(LEDGER, command, key=f"{GIVEN}-r{number}", by=SECRETARY)
        except NotAllowed:
            refused += 1
    ending.join()

    assert refused
    told = Told(locked_at=None)
    check(house.store, LEDGER, told, replay=True)
