"""Explanations of a year in which everything happens once: recusals, voids, lots, withdrawals."""

from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from api.house import House
from engine.errors.replay import NothingToExplain
from engine.events.award import RankingAdopted
from engine.events.poll import OutcomeAnnounced, VoterRecused
from engine.persistence.codec import encode
from projections.explaining.explain import explain
from projections.explaining.steps import Explanation
from projections.explaining.subjects import subject_of, subjects
from projections.outcomes import compute, result_bytes
from projections.standings import standings
from projections.state import State, fold
from tests.golden.kept import FOLDS_FOLDER
from tests.projections.records import Record


class Year:
    """A golden story as it stood at any index, with the results that its events name."""

    def __init__(self, path: Path) -> None:
        self.record = Record.of_story(path)
        self.events = self.record.events()
        state = State()
        for recorded in self.events:
            event = recorded.event
            if isinstance(event, OutcomeAnnounced):
                self.record.keep(result_bytes(compute(state, event.poll)))
            elif isinstance(event, RankingAdopted):
                scored = event.basis == "scores"
                self.record.keep(encode(standings(state.ledger) if scored else event.places))
            fold(state, recorded)

    def at(self, index: int | None = None) -> State:
        state = State()
        for recorded in self.events[: len(self.events) if index is None else index + 1]:
            fold(state, recorded)
        return state

    def explain(self, state: State, subject: str) -> Explanation:
        rows = self.record.rows[: state.index + 1]
        return explain(state, self.record.content, lambda: rows, subject)


@pytest.fixture(scope="module", params=sorted(FOLDS_FOLDER.glob("*.json")), ids=lambda p: p.stem)
def year(request: pytest.FixtureRequest) -> Year:
    return Year(request.param)


def all_subjects(state: State) -> list[str]:
    return [f"{kind}/{id_}" for kind, ids in subjects(state.ledger).items() for id_ in ids]


def test_everything_that_happened_has_a_step_of_its_own(year: Year) -> None:
    state = year.at()

    codes = {step.code for each in all_subjects(state) for step in year.explain(state, each).steps}

    assert codes >= {
        "nominated",
        "not-nominated",
        "withdrawn",
        "received",
        "held",
        "hold-lifted",
        "poll-opened",
        "poll-voided",
        "quorum",
        "recused",
        "papers",
        "ballots",
        "overridden",
        "proposed-again",
        "returned",
    }


def test_every_subject_is_explained_at_every_moment(year: Year) -> None:
    for index in range(0, len(year.events), 6):
        state = year.at(index)
        for subject in all_subjects(state):
            found = year.explain(state, subject)

            assert found.steps
            rested = [event for step in found.steps for event in step.events]
            assert all(0 <= event <= index for event in rested), subject
            assert all(step.code.startswith("flip-") for step in found.flips)


def test_a_name_that_could_mean_two_things_is_asked_for_again(year: Year) -> None:
    ledger = year.at().ledger
    poll = next(iter(ledger.polls.polls))

    assert subject_of(ledger, f"polls/{poll}") == ("polls", poll)
    assert subject_of(ledger, "U1") == ("ranking", "U1")
    with pytest.raises(NothingToExplain) as refusal:
        subject_of(ledger, "nobody")

    assert f"polls/{poll}" in refusal.value.facts["known"]  # type: ignore[operator]


def test_why_somebody_was_not_even_nominated_can_be_asked(year: Year) -> None:
    state = year.at()
    award = state.ledger.rulebooks.current.awards[0].id
    unasked = next(
        candidate
        for candidate in state.ledger.roster.ranked()
        if f"{award}/{candidate}" not in subjects(state.ledger)["awards"]
    )

    found = year.explain(state, f"{award}/{unasked}")

    assert {step.code for step in found.steps} >= {"not-nominated", "not-proposed"}


def test_before_there_are_rules_there_is_nothing_to_explain(year: Year) -> None:
    state = year.at(3)

    assert all_subjects(state) == []
    with pytest.raises(NothingToExplain):
        year.explain(state, "U1")


def codes_of(record: Record, subject: str) -> dict[str, dict[str, object]]:
    state = State()
    for recorded in record.events():
        fold(state, recorded)
    found = explain(state, record.content, lambda: record.rows, subject)
    return {step.code: step.facts for step in (*found.steps, *found.flips)}


def test_a_member_that_the_rules_keep_out_is_told_apart_from_one_that_recused_itself(
    seasons: House,
) -> None:
    record = Record(seasons, "bloc-of-nine")
    opened = record.where("poll-opened", poll="flag")

    def without_u1(event: Any) -> Any:
        first, *rest = event.roll.voters
        roll = replace(event.roll, voters=(replace(first, part="recused"), *rest))
        return replace(event, roll=roll)

    record.forge(opened, without_u1)
    record.insert(opened + 1, VoterRecused(poll="flag", member="U2", ground="Our own flag"))

    found = codes_of(record, "polls/flag")

    assert found["recused-by-rule"] == {"member": "U1"}
    assert found["recused"] == {"member": "U2", "ground": "Our own flag"}
    assert found["electorate"]["recused"] == 2


def test_a_run_off_names_the_poll_before_it(seasons: House) -> None:
    record = Record(seasons, "bloc-of-nine")
    opened = record.where("poll-opened", poll="certificates")
    record.forge(opened, lambda event: replace(event, before="flag", before_is="run-off"))

    assert codes_of(record, "polls/certificates")["poll-follows"] == {
        "before": "flag",
        "how": "run-off",
    }


def test_a_poll_that_cannot_be_counted_says_why(seasons: House) -> None:
    record = Record(seasons, "bloc-of-nine")
    opened = record.where("poll-opened", poll="certificates")
    record.forge(
        opened, lambda event: replace(event, parameters={**event.parameters, "marks_min": 9})
    )

    found = codes_of(record, "polls/certificates")

    assert found["not-countable"]["refused"] == "parameter-invalid"
    assert not [code for code in found if code.startswith("flip-")]


def test_a_poll_without_a_share_has_no_threshold(seasons: House) -> None:
    record = Record(seasons, "bloc-of-nine")
    opened = record.where("poll-opened", poll="certificates")
    record.forge(
        opened, lambda event: replace(event, parameters={**event.parameters, "share": "0"})
    )

    found = codes_of(record, "polls/certificates")

    assert "no-threshold" in found
    assert "figures" in found
    assert "flip-votes" in found


def test_a_poll_of_another_rule_is_explained_and_has_no_flips(seasons: House) -> None:
    record = Record(seasons, "bloc-of-nine")
    opened = record.where("poll-opened", poll="certificates")
    record.forge(
        opened,
        lambda event: replace(event, rule="cumulative-1", parameters={"points": 3}),
    )

    found = codes_of(record, "polls/certificates")

    assert "figures" in found
    assert not [code for code in found if code.startswith("flip-")]
