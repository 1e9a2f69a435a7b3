"""What a season file may not hold: each a named refusal with its line, and nothing written."""

import json
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.api.cli.running import Ran, run

SEASON = Path(__file__).parents[2] / "api" / "seasons" / "2-bloc-of-nine.yaml"
NINE = SEASON.read_text(encoding="utf-8")


def played(tmp_path: Path, text: str) -> Ran:
    file = tmp_path / "season.yaml"
    file.write_text(text, encoding="utf-8")
    return run("play", str(file), "--json", data=tmp_path / "data")


def added(step: str) -> Callable[[str], str]:
    """The season with one more step at its end."""
    return lambda text: f"{text}\n{step}\n"


def changed(old: str, new: str) -> Callable[[str], str]:
    """The season with one thing changed."""

    def change(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return change


def before(step: str, new: str) -> Callable[[str], str]:
    """The season with one more step before another."""
    return changed(step, f"{new}\n{step}")


OPEN = "  - open-poll:\n      poll: flag"
CLOSE_FLAG = "  - close-poll: {poll: flag}"
SUBMISSION = "  - send-submission:"
PROPOSE = "  - choose-next-officers:"
HANDS = (
    "          - {id: hands, name: Hands, methods: [roll-call], ballot: opinions, rule: threshold-1,"
    " parameters: {share: 2/3}, base: members}\n        quorum:"
)
ROLL_CALL = """  - open-poll: {poll: q, template: hands, meeting: conference, subject: {kind: other}, question: Q, options: [{id: it}], seats: 1}
  - cast-ballot: {poll: q, member: %s, ballot: {type: opinions, views: [[it, for]]}}"""


def with_roll_call(member: str, absent: str = "") -> Callable[[str], str]:
    def change(text: str) -> str:
        text = changed("        quorum:", HANDS)(text)
        if absent:
            text = changed(
                f", {absent}]}}\n    on: 2025-01-06T08:05", "]}\n    on: 2025-01-06T08:05"
            )(text)
        return before(OPEN, ROLL_CALL % member)(text)

    return change


CASES = [
    pytest.param(
        changed("candidate: U5\n        stage: self", "candidate: U77\n        stage: self"),
        "member-not-found",
        id="unknown-unit",
    ),
    pytest.param(
        before(
            "  - submit-sheet:",
            "  - enter-scores: {candidate: U1, stage: self, marks: [{criterion: work, points: 1.00}]}",
        ),
        "score-already-entered",
        id="duplicate-score",
    ),
    pytest.param(changed("points: 98.50", "points: 100.01"), "points-above-maximum", id="points"),
    pytest.param(with_roll_call("U9", absent="U9"), "voter-absent", id="absent-votes"),
    pytest.param(with_roll_call("council"), "not-on-roll", id="guest-votes"),
    pytest.param(
        lambda text: before(
            PROPOSE,
            "  - declare-recusal: {meeting: conference, member: U3, candidate: U4, ground: Kin}\n"
            + (ROLL_CALL % "U3").replace("{id: it}", "{id: it, candidate: U4}"),
        )(changed("        quorum:", HANDS)(text)),
        "voter-recused",
        id="recused-votes",
    ),
    pytest.param(
        before("  - announce-outcome: {poll: flag}", CLOSE_FLAG), "poll-not-open", id="closed-twice"
    ),
    pytest.param(
        before(
            PROPOSE, "  - make-proposal: {award: certificate, candidate: U6, meeting: conference}"
        ),
        "proposal-above-quota",
        id="above-quota",
    ),
    pytest.param(
        changed(
            "  - make-proposal:", "  - make-proposal:\n      - {award: certificate, candidate: U5}"
        ),
        "candidate-barred",
        id="held-unit",
    ),
    pytest.param(
        before(
            SUBMISSION,
            "  - issue-decision: {decision: d, authority: Provincial People's Committee, number: '1',"
            " decided: 2025-02-01, lines: [{award: flag, candidate: U2}]}",
        ),
        "proposal-status-wrong",
        id="never-submitted",
    ),
    pytest.param(changed("happened:", "hapened:"), "file-field-unknown", id="typo-in-a-key"),
    pytest.param(
        changed("launch-movement:", "lunch-movement:"), "file-field-unknown", id="typo-in-a-command"
    ),
    pytest.param(changed("points: 97.50", 'points: "97,5"'), "file-field-invalid", id="comma"),
    pytest.param(
        changed("title: Compact of 2024", f"title: {unicodedata.normalize('NFD', 'Giao ước')}"),
        "file-field-invalid",
        id="not-nfc",
    ),
    pytest.param(
        changed("name: Bonus,", f"name: {'x' * 200},"),
        "file-field-invalid",
        id="200-character-name",
    ),
    pytest.param(
        changed(
            "          - {id: bonus",
            "\n".join(f"          - {{id: c{n}, name: C, maximum: 1.00}}" for n in range(10_000))
            + "\n          - {id: bonus",
        ),
        "rulebook-file-invalid",
        id="10,000-criteria",
    ),
    pytest.param(
        changed("issued: 9, returned: 9", "issued: 10, returned: 9"),
        "tally-inconsistent",
        id="papers",
    ),
    pytest.param(
        changed("votes: [[U2, for, 7]", "votes: [[U2, for, 6]"),
        "tallies-differ",
        id="tellers-differ",
    ),
    pytest.param(changed("share: 2/3}", "share: 3/2}"), "rulebook-file-invalid", id="share"),
    pytest.param(
        added("  - announce-outcome: {poll: flag, index: 3}"), "file-field-unknown", id="computed"
    ),
]


@pytest.mark.parametrize(("change", "code"), CASES)
def test_a_bad_season_is_refused_whole(
    tmp_path: Path, change: Callable[[str], str], code: str
) -> None:
    ran = played(tmp_path, change(NINE))

    told = json.loads(ran.out)
    assert ran.code == 2
    assert told["code"] == code or told.get("refusal") == code
    assert told["line"] > 0
    assert ran.err.count("\n") == 1
    assert "Traceback" not in ran.err
    kept = json.loads(run("ledgers", "--json", data=tmp_path / "data").out)
    # What cannot be read makes no store; what is refused in rehearsal leaves an empty one.
    assert kept == [] or kept["code"] == "store-not-found"


def test_the_unchanged_season_is_accepted(tmp_path: Path) -> None:
    assert played(tmp_path, NINE).code == 0


def test_a_changed_step_that_was_recorded_is_refused_and_nothing_is_added(tmp_path: Path) -> None:
    played(tmp_path, NINE)
    events = json.loads(run("ledgers", "--json", data=tmp_path / "data").out)[0]["events"]

    ran = played(tmp_path, changed("points: 98.50", "points: 98.40")(NINE))

    assert json.loads(ran.out)["refusal"] == "command-key-reused"
    assert json.loads(run("ledgers", "--json", data=tmp_path / "data").out)[0]["events"] == events


def test_steps_added_at_the_end_go_on_from_there(tmp_path: Path) -> None:
    played(tmp_path, NINE)

    ran = played(tmp_path, added("  - archive-season: {reason: The year is over}")(NINE))

    assert (ran.code, json.loads(ran.out)["recorded"]) == (0, 1)


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        pytest.param(lambda data: data[:5000], "store-damaged", id="truncated"),
        pytest.param(lambda _: b"not a database" * 100, "store-foreign", id="foreign"),
        pytest.param(
            lambda data: data[:68] + b"\0\0\0\1" + data[72:], "store-foreign", id="another-program"
        ),
    ],
)
def test_a_spoilt_store_is_refused_and_left_as_it_is(
    tmp_path: Path, spoil: Callable[[bytes], bytes], code: str
) -> None:
    played(tmp_path, NINE)
    (file,) = (tmp_path / "data").glob("*.sqlite")
    for beside in (tmp_path / "data").glob("*-wal"):
        beside.unlink()
    spoilt = spoil(file.read_bytes())
    file.write_bytes(spoilt)

    ran = run("ranking", "bloc-of-nine", "--json", data=tmp_path / "data")

    assert (ran.code, json.loads(ran.out)["code"]) == (2, code)
    assert file.read_bytes() == spoilt


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    ran = run("play", str(tmp_path / "nothing.yaml"), "--json", data=tmp_path / "data")

    assert (ran.code, json.loads(ran.out)["code"]) == (2, "file-unreadable")
