"""A house with one small ledger: opened, two units, one person, rules."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.house import House
from engine.commands.member import AdmitMember
from engine.commands.rulebook import AdoptRulebook
from tests.engine.awarding import RULES
from tests.engine.bloc import OPENED, UNITS

SLUG = OPENED.slug


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with House(tmp_path) as opened:
        opened.open_ledger(OPENED, key="open")
        person = AdmitMember(member="P1", kind="person", name="Võ Thị Sáu")
        for number, command in enumerate((*UNITS, person, AdoptRulebook(rulebook=RULES))):
            opened.carry_out(SLUG, command, key=f"given-{number}")
        yield opened
