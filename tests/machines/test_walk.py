"""A random walk over the real stores: what the page allows is never refused, what it forbids always
is, with a code it names; and however the events are folded, the state is the same.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test
from msgspec.structs import replace

from api.house import House
from engine.commands.rulebook import AdoptRulebook
from engine.commands.sheet import ReviseScore
from engine.errors import DomainError
from projections.state import digest, fold_rows, pack, unpack
from tests.machines.givens import RULES, opening, unit
from tests.machines.walk_model import Model, Move
from tests.machines.walk_moves import END, MOVES
from tests.machines.walk_room import UNITS

WALKS = {"sqlite": 15, "postgresql": 6}
STEPS = 60
LIVED = 60
"""Events of a season before it may end, so that most of a walk is not after the end."""
OFTEN = {
    "cast-ballot": 8,
    "make-proposal": 3,
    "void-poll": 0.3,
    "place-hold": 0.3,
    "rule-ineligible": 0.2,
    "withdraw-nomination": 0.3,
    "open-recheck": 0.3,
    "close-meeting": 0.2,
    "archive-season": 0.1,
}
"""How often a command comes, where not as often as others: what undoes and ends comes seldom."""
SEEDS = st.integers(0, 2**32)
"""Of the choice of one move; drawn move by move, so that a failure shrinks to few of them."""
_walks = count(1)


@pytest.fixture(params=["sqlite", "postgresql"])
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    """A store for the walks, each in a ledger of its own."""
    database = request.param == "postgresql"
    address = request.getfixturevalue("postgres_database") if database else tmp_path
    with House(address) as opened:
        yield opened


class Walk(RuleBasedStateMachine):
    """One season, lived at random."""

    house: House
    made: Counter[str]
    refused: Counter[str]

    def __init__(self) -> None:
        super().__init__()
        self.slug = f"walk-{next(_walks)}"
        self.keys, self.steps = count(), count()
        self.model = Model()
        self.seen: Counter[str] = Counter()
        self.house.open_ledger(opening(self.slug), key="open")
        rules = replace(RULES, quorum=None)
        for command in (*map(unit, UNITS), AdoptRulebook(rulebook=rules)):
            self.house.carry_out(self.slug, command, key=str(next(self.keys)))
        self.model.states["Season", "season"] = "running"

    @rule(seed=SEEDS)
    def a_legal_move_is_made_and_an_illegal_one_refused(self, seed: int) -> None:
        chance = Random(f"{seed}/{next(self.steps)}")  # a seed that comes again chooses otherwise
        if legal := self.moves(legal=True):  # after the end nothing may be left to do
            # Mostly a command this season has seen less than it should: so that walks get far.
            lacking = min(legal, key=lambda name: (self.seen[name] + 1) / OFTEN.get(name, 1))
            name = lacking if chance.random() < 0.8 else chance.choice(sorted(legal))
            self.make(chance.choice(legal[name]))
        illegal = self.moves(legal=False)
        self.refuse(chance.choice(illegal[chance.choice(sorted(illegal))]))

    def moves(self, *, legal: bool) -> dict[str, list[Move]]:
        """The moves that are (or are not) legal now, by the names of their commands."""
        found: dict[str, list[Move]] = {}
        for move in MOVES if self.size() < LIVED else (*MOVES, *END):
            if legal != bool(self.model.codes(move)):
                found.setdefault(move.command.NAME, []).append(move)
        return found

    def make(self, move: Move) -> None:
        before = self.size()
        self.house.carry_out(self.slug, move.command, key=str(next(self.keys)))
        same_mark_again = isinstance(move.command, ReviseScore)
        assert self.size() > before or same_mark_again
        self.made[move.command.NAME] += 1
        self.seen[move.command.NAME] += 1
        self.model.apply(move)

    def refuse(self, move: Move) -> None:
        before, expected = self.size(), self.model.codes(move)
        with pytest.raises(DomainError) as refusal:
            self.house.carry_out(self.slug, move.command, key=str(next(self.keys)))
        assert refusal.value.code in expected
        assert self.size() == before
        self.refused[refusal.value.code] += 1

    def size(self) -> int:
        return self.house.store.head(self.slug).size

    def teardown(self) -> None:
        with self.house.answers.view(self.slug) as view:
            assert _states(view.state.ledger) == _expected(self.model)
            live = digest(view.state)
        self._folds_alike(live)

    def _folds_alike(self, live: str) -> None:
        ledger, size = self.house.id_of(self.slug), self.size()
        from_zero = self.house.answers.rebuild(ledger, size - 1, snapshots=False)
        assert digest(from_zero) == live
        middle = self.house.answers.rebuild(ledger, size // 2, snapshots=False)
        from_snapshot = unpack(pack(middle))
        rows = self.house.store.read(ledger, after=size // 2)
        fold_rows(from_snapshot, rows, self.house.answers.content_of(ledger))
        assert digest(from_snapshot) == live
        assert from_snapshot == from_zero


def _states(ledger: Any) -> dict[str, str]:
    """What the ledger says of the things that the walk moves."""
    return {
        **{f"poll {key}": each.status for key, each in ledger.polls.polls.items()},
        **{f"proposal {key}": each.status for key, each in ledger.awards.proposals.items()},
        **{f"dossier {key}": each.status for key, each in ledger.awards.submissions.items()},
        **{f"meeting {key}": each.status for key, each in ledger.meetings.meetings.items()},
    }


def _expected(model: Model) -> dict[str, str]:
    named = {"Poll": "poll", "Proposal": "proposal", "Dossier": "dossier", "Meeting": "meeting"}
    return {
        f"{named[title]} {thing}": state
        for (title, thing), state in model.states.items()
        if title in named and thing != "minutes" and state != "–"
    }


def test_legal_moves_are_never_refused_and_illegal_ones_always(
    house: House, request: pytest.FixtureRequest
) -> None:
    made: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    walk = type("Walk", (Walk,), {"house": house, "made": made, "refused": refused})

    run_state_machine_as_test(
        walk,
        settings=settings(
            max_examples=WALKS[request.node.callspec.params["house"]],
            stateful_step_count=STEPS,
            suppress_health_check=list(HealthCheck),
        ),
    )

    assert len(made) > 25
    assert len(refused) > 25
