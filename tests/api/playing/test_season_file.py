"""Season files are read whole: steps in order, each with its line, and nothing let through."""

import pytest

from api.playing.season_file import read_season
from engine.commands.award import SendSubmission
from engine.commands.compact import LaunchMovement
from engine.commands.member import AdmitMember
from engine.commands.season import OpenLedger
from engine.errors import DomainError
from tests.api.playing.small_file import MEMBERS, MOVEMENT, other, read, season


def test_a_season_is_its_opening_and_its_steps_in_order() -> None:
    found = read()

    assert found.opening.slug == "choir-2026"
    assert [type(step.command) for step in found.steps] == [
        AdmitMember,
        AdmitMember,
        LaunchMovement,
    ]
    assert [step.command.member for step in found.steps[:2]] == ["alto", "bass"]  # type: ignore[attr-defined]


def test_every_step_knows_its_line_and_its_key() -> None:
    found = read()

    assert [step.line for step in found.steps] == [11, 12, 13]
    assert [step.key for step in found.steps] == [f"play:choir-2026:{n:05d}" for n in (1, 2, 3)]


def test_the_claimed_time_is_that_of_the_step_and_no_other() -> None:
    found = read()

    assert [step.on for step in found.steps] == [None, None, 1_772_348_400_000_000]


def test_who_acts_for_whom_and_with_whom_stands_beside_the_command() -> None:
    step = "  - admit-member: {member: alto, name: Altos}\n    for: alto\n    with: bass\n"

    (found,) = read(step).steps

    assert (found.acting_for, found.second) == ("alto", "bass")


def test_what_stands_beside_a_list_holds_for_each_of_it() -> None:
    found = read(f"{MEMBERS}    on: 2026-01-01T00:00Z\n")

    assert {step.on for step in found.steps} == {1_767_225_600_000_000}


def test_a_group_sends_its_steps_to_another_ledger() -> None:
    found = read(MEMBERS, other("guests"), MOVEMENT)

    assert [step.ledger for step in found.steps] == [
        "choir-2026",
        "choir-2026",
        "guests",
        "guests",
        "choir-2026",
    ]
    assert isinstance(found.steps[2].command, OpenLedger)
    assert len({step.key for step in found.steps}) == 5
    assert all(step.key.startswith("play:choir-2026:") for step in found.steps)


def test_a_group_may_stand_in_a_group() -> None:
    inner = "\n".join(f"    {line}" for line in other("inner").splitlines())

    found = read(f"  - in: outer\n    happened:\n{inner}\n")

    assert [step.ledger for step in found.steps] == ["inner", "inner"]


def test_a_season_may_have_no_steps() -> None:
    text = season("  []\n")

    assert read_season(text, file="f").steps == ()


def test_computed_fields_are_left_out_and_filled_in_later() -> None:
    (found,) = read("  - send-submission: {submission: s, recipient: council}\n").steps

    assert isinstance(found.command, SendSubmission)
    assert (found.command.size, found.command.root) == (None, None)


OPEN_WITH_TIME = other("guests").replace(
    "      - admit", "        on: 2026-01-01T00:00Z\n      - admit"
)


@pytest.mark.parametrize(
    ("text", "code", "facts"),
    [
        pytest.param("", "file-not-yaml", {}, id="empty"),
        pytest.param("- a\n- b\n", "file-field-invalid", {"line": 1}, id="a-list"),
        pytest.param("suyton: 1\n", "file-field-missing", {"field": "ledger"}, id="no-ledger"),
        pytest.param(
            season().replace("happened:", "hapened:"),
            "file-field-unknown",
            {"field": "hapened", "line": 9, "nearest": "happened"},
            id="typo",
        ),
        pytest.param(
            season().replace("suyton: 1", "suyton: 2"),
            "file-field-invalid",
            {"field": "suyton", "value": "2", "expected": "1"},
            id="another-format",
        ),
        pytest.param(
            season("  - {}\n"),
            "file-field-missing",
            {"line": 10, "field": "happened[0]", "expected": "command"},
            id="no-command",
        ),
        pytest.param(
            season("  - on: 2026-01-01T00:00Z\n"),
            "file-field-missing",
            {"field": "happened[0]"},
            id="only-a-time",
        ),
        pytest.param(
            season("  - give-office: {member: a, office: b}\n    take-office: {}\n"),
            "file-field-unknown",
            {"line": 11, "known": ("on", "for", "with")},
            id="two-commands",
        ),
        pytest.param(
            season("  - admit-membr: {member: a, name: A}\n"),
            "file-field-unknown",
            {"line": 10, "nearest": "admit-member"},
            id="typo-in-a-command",
        ),
        pytest.param(
            season("  - admit-member: {member: a, nmae: A}\n"),
            "file-field-unknown",
            {"line": 10, "nearest": "name"},
            id="typo-in-a-field",
        ),
        pytest.param(
            season("  - admit-member: {name: A}\n"),
            "file-field-missing",
            {"line": 10, "field": "happened[0].admit-member.member"},
            id="field-missing",
        ),
        pytest.param(
            season(MOVEMENT.replace("+01:00", "")),
            "file-field-invalid",
            {"field": "happened[0].on", "line": 11},
            id="time-without-offset",
        ),
        pytest.param(
            season(MOVEMENT.replace("2026-03-01T08:00+01:00", "2026-03-01")),
            "file-field-invalid",
            {"field": "happened[0].on"},
            id="only-a-day",
        ),
        pytest.param(
            season("  - in: guests\n"),
            "file-field-missing",
            {"field": "happened[0].happened"},
            id="group-without-steps",
        ),
        pytest.param(
            season("  - happened: []\n"),
            "file-field-missing",
            {"field": "happened[0].in"},
            id="group-without-ledger",
        ),
        pytest.param(
            season("  - in: guests\n    happened: []\n    on: 2026-01-01T00:00Z\n"),
            "file-field-unknown",
            {"line": 12, "known": ("in", "happened")},
            id="time-beside-a-group",
        ),
        pytest.param(
            season("  - in: guests of honour\n    happened: []\n"),
            "file-field-invalid",
            {"field": "happened[0].in"},
            id="group-of-no-code",
        ),
        pytest.param(
            season(OPEN_WITH_TIME),
            "file-field-unknown",
            {"field": "happened[0].happened[0].on", "known": ("open-ledger",)},
            id="opening-on-paper",
        ),
        pytest.param(
            season("  - announce-outcome: {poll: flag, winners: [alto]}\n"),
            "file-field-unknown",
            {"field": "happened[0].announce-outcome.winners", "known": ("poll",)},
            id="computed",
        ),
        pytest.param(
            season("  - send-submission: {submission: s, recipient: c, size: 3}\n"),
            "file-field-unknown",
            {"field": "happened[0].send-submission.size"},
            id="computed-size",
        ),
        pytest.param(season("  - yes\n"), "file-field-invalid", {"line": 10}, id="a-word"),
        pytest.param(season("  nothing\n"), "file-field-invalid", {"line": 10}, id="no-list"),
        pytest.param(
            season("  - &a admit-member: {member: x, name: X}\n  - *a\n"),
            "yaml-feature-refused",
            {},
            id="alias",
        ),
        pytest.param(
            season() + "---\n",
            "yaml-feature-refused",
            {"feature": "second-document"},
            id="second-document",
        ),
        pytest.param(season("  - {\n"), "file-not-yaml", {}, id="not-yaml"),
    ],
)
def test_what_is_not_right_is_refused_with_its_place(
    text: str, code: str, facts: dict[str, object]
) -> None:
    with pytest.raises(DomainError) as refusal:
        read_season(text, file="choir.yaml")

    assert refusal.value.code == code
    assert {name: refusal.value.facts.get(name) for name in facts} == facts


def test_a_rulebook_that_contradicts_itself_is_refused_with_its_line() -> None:
    text = season(
        "  - adopt-rulebook:\n"
        "      rulebook:\n"
        "        id: r\n"
        "        title: Rules\n"
        "        stages: [self, self]\n"
    )

    with pytest.raises(DomainError) as refusal:
        read_season(text, file="choir.yaml")

    assert refusal.value.code == "rulebook-file-invalid"
    assert refusal.value.facts["line"] in range(10, 16)
