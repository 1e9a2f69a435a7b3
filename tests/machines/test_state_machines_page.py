"""The page of the state machines says what the deciders do, in every state, for every command."""

import re
from collections.abc import Iterator

import pytest

from engine.commands.base import Command
from engine.commands.registry import COMMANDS
from engine.errors import DomainError
from engine.persistence.sqlite_store import SQLiteStore
from projections.answers import Answers
from tests.machines.bodies import ARCHIVE
from tests.machines.machine import Machine, Room, Step, table
from tests.machines.page import MACHINES, PAGE, tables

TEXT = PAGE.read_text(encoding="utf-8")
TABLES = tables(TEXT)


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answers]:
    """An empty store: everything below happens in memory."""
    store = SQLiteStore(tmp_path_factory.mktemp("machines"))
    yield Answers(store)
    store.close()


def test_the_page_has_a_table_for_every_machine_and_no_other() -> None:
    assert list(TABLES) == [machine.title for machine in MACHINES]


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.title)
def test_every_cell_says_what_the_deciders_do(answers: Answers, machine: Machine) -> None:
    assert TABLES[machine.title] == table(answers, machine), "run python -m tests.machines.page"


def test_every_command_stands_in_a_table() -> None:
    tried = {command.NAME for machine in MACHINES for _, command in machine.moves}

    assert tried == set(COMMANDS), "let a machine of tests/machines try it, then write the page"


def test_a_line_begins_with_the_command_it_tries() -> None:
    for machine in MACHINES:
        for label, command in machine.moves:
            assert label.startswith(f"`{command.NAME}`")


def late_commands() -> set[str]:
    """What an archived season still takes, as the page says."""
    paragraph = next(part for part in TEXT.split("\n\n") if part.startswith("When the season"))
    return {name for name in re.findall(r"`([a-z-]+)`", paragraph) if name in COMMANDS}


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.title)
def test_an_archived_season_takes_what_the_page_names_and_nothing_else(
    answers: Answers, machine: Machine
) -> None:
    late = late_commands()

    for way in machine.states.values():
        for label, command in machine.moves:
            code = _code_when_archived(answers, machine, way, command)
            if code == "never" or command.NAME == "open-ledger":
                continue
            if command.NAME in late:
                assert code != "ledger-closed", label
            elif code != "ledger-closed":  # what cannot even be computed is refused for that
                assert command.COMPUTED, label
                assert code is not None, label


def _code_when_archived(
    answers: Answers, machine: Machine, way: tuple[Step, ...], command: Command
) -> str | None:
    """The code of the refusal, None without one, `never` where this state cannot be archived."""
    room = Room(answers, machine.ledger)
    room.play(*machine.given, *way)
    try:
        room.play(ARCHIVE)
    except DomainError:
        return "never"  # not open yet, unfinished, or archived before
    try:
        room.play(command)
    except DomainError as refusal:
        return refusal.code
    return None
