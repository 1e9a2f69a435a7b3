"""Playing a season: rehearsed whole, recorded once, and gone on with."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from api.house import House
from api.playing.play import Played, play_season
from api.playing.rehearsal import StepRefused, rehearse
from api.playing.season_file import SeasonFile, read_season
from engine.errors.ledger import CommandKeyReused, LedgerAlreadyOpen
from tests.api.playing.small_file import MEMBERS, MOVEMENT, other, read, season

ROOT = Path(__file__).parents[3]
NINE = ROOT / "api" / "seasons" / "2-bloc-of-nine.yaml"
TENOR = "  - admit-member: {member: tenor, name: Tenors}\n"
AGAIN = "  - admit-member: {member: alto, name: Altos}\n"


@pytest.fixture(params=["sqlite", "postgresql"])
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    address = str(tmp_path)
    if request.param == "postgresql":
        address = str(request.getfixturevalue("postgres_database"))
    with House(address) as opened:
        yield opened


def play(house: House, found: SeasonFile) -> Played:
    return play_season(house, found, file="choir.yaml")


def sizes(house: House) -> dict[str, int]:
    return {head.slug: head.size for head in house.store.ledgers()}


def test_a_season_is_recorded_step_by_step(house: House) -> None:
    played = play(house, read())

    assert (played.ledger, played.recorded, played.repeated, played.events) == (
        "choir-2026",
        4,
        0,
        4,
    )
    topics = [row.topic for row in house.store.read(house.id_of("choir-2026"))]
    assert topics == ["ledger-opened", "member-admitted", "member-admitted", "movement-launched"]


def test_playing_again_appends_nothing(house: House) -> None:
    play(house, read(MEMBERS, other("guests"), MOVEMENT))
    before = sizes(house)

    played = play(house, read(MEMBERS, other("guests"), MOVEMENT))

    assert (played.recorded, played.repeated) == (0, 6)
    assert sizes(house) == before == {"choir-2026": 4, "guests": 2}


def test_steps_added_at_the_end_are_recorded_then(house: House) -> None:
    play(house, read(MEMBERS))

    played = play(house, read(MEMBERS, MOVEMENT, TENOR))

    assert (played.recorded, played.repeated, played.events) == (2, 3, 5)


def test_what_would_be_refused_in_the_middle_leaves_nothing(house: House) -> None:
    with pytest.raises(StepRefused) as refusal:
        play(house, read(MEMBERS, other("guests"), AGAIN, MOVEMENT))

    facts = refusal.value.facts
    assert (facts["refusal"], facts["command"]) == ("member-already-admitted", "admit-member")
    assert (facts["file"], facts["line"]) == ("choir.yaml", 23)
    assert sizes(house) == {}


def test_a_refused_addition_leaves_what_was_there(house: House) -> None:
    play(house, read(MEMBERS))
    before = sizes(house)

    with pytest.raises(StepRefused):
        play(house, read(MEMBERS, TENOR, AGAIN))

    assert sizes(house) == before


def test_another_ledger_is_rehearsed_with_what_it_would_have(house: House) -> None:
    into = "  - in: guests\n    happened:\n    " + TENOR

    with pytest.raises(StepRefused) as refusal:
        play(house, read(other("guests"), MEMBERS, into))

    assert refusal.value.facts["refusal"] == "member-already-admitted"
    assert sizes(house) == {}


def test_a_group_goes_to_a_ledger_that_is_there_already(house: House) -> None:
    play(house, read(MEMBERS))
    into = "  - in: choir-2026\n    happened:\n    " + TENOR

    played = play(house, read(into, slug="visitors"))

    assert (played.ledger, played.recorded, played.events) == ("visitors", 2, 1)
    assert sizes(house) == {"choir-2026": 4, "visitors": 1}


def test_a_group_of_no_ledger_is_refused(house: House) -> None:
    with pytest.raises(StepRefused) as refusal:
        play(house, read("  - in: nowhere\n    happened:\n    " + TENOR))

    assert refusal.value.facts["refusal"] == "ledger-not-found"
    assert sizes(house) == {}


@pytest.mark.parametrize(
    "steps",
    [
        pytest.param((other("guests"), other("guests")), id="twice-in-a-file"),
        pytest.param((other("choir-2026"),), id="the-files-own"),
        pytest.param((other("there-already"),), id="there-already"),
    ],
)
def test_a_slug_that_is_taken_is_refused_in_rehearsal(house: House, steps: tuple[str, ...]) -> None:
    play(house, read(slug="there-already"))
    before = sizes(house)

    with pytest.raises(StepRefused) as refusal:
        play(house, read(*steps))

    assert refusal.value.facts["refusal"] == "ledger-slug-taken"
    assert sizes(house) == before


def test_a_changed_step_that_was_recorded_is_refused(house: House) -> None:
    play(house, read())
    before = sizes(house)

    with pytest.raises(StepRefused) as refusal:
        play(house, read(MEMBERS, MOVEMENT.replace("week", "day"), TENOR))

    assert refusal.value.facts["refusal"] == "command-key-reused"
    assert refusal.value.facts["line"] == 13
    assert sizes(house) == before


@pytest.mark.parametrize(
    "change",
    [("08:00+01:00", "09:00+01:00"), ("    on: ", "    with: bass\n    on: ")],
    ids=["time", "second"],
)
def test_what_stands_beside_a_recorded_step_is_part_of_it(
    house: House, change: tuple[str, str]
) -> None:
    play(house, read())

    with pytest.raises(StepRefused) as refusal:
        play(house, read(MEMBERS, MOVEMENT.replace(*change)))

    assert refusal.value.facts["refusal"] == "command-key-reused"


def test_a_changed_opening_is_refused(house: House) -> None:
    play(house, read())
    changed = season().replace("title: The choir's year", "title: The other choir's year")

    with pytest.raises(CommandKeyReused):
        play(house, read_season(changed, file="choir.yaml"))


def test_a_ledger_opened_by_other_hands_takes_no_season(house: House) -> None:
    house.open_ledger(read().opening, key="by-hand")

    with pytest.raises(LedgerAlreadyOpen):
        play(house, read())

    assert sizes(house) == {"choir-2026": 1}


def test_progress_is_told_for_every_step(house: House) -> None:
    told: list[tuple[int, int]] = []

    play_season(house, read(), file="f", progress=lambda done, total: told.append((done, total)))

    assert told == [(1, 3), (2, 3), (3, 3)]


def test_what_another_records_between_rehearsal_and_recording_is_told_with_its_line(
    house: House,
) -> None:
    play(house, read("  []\n"))

    def meanwhile(done: int, _: int) -> None:
        if done == 1:
            command = read(MEMBERS).steps[1].command
            house.carry_out("choir-2026", command, key="by-hand")

    with pytest.raises(StepRefused) as refusal:
        play_season(house, read(MEMBERS), file="choir.yaml", progress=meanwhile)

    assert refusal.value.facts["line"] == 12
    assert sizes(house) == {"choir-2026": 3}


def test_what_another_records_of_the_same_file_during_rehearsal_is_no_refusal(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[int] = []

    def overtaken(*words: object, **named: object) -> None:
        tried.append(1)
        if len(tried) == 1:
            monkeypatch.setattr("api.playing.play.rehearse", rehearse)
            play(house, read())
            monkeypatch.setattr("api.playing.play.rehearse", overtaken)
        rehearse(*words, **named)  # type: ignore[arg-type]

    monkeypatch.setattr("api.playing.play.rehearse", overtaken)

    played = play(house, read())

    assert len(tried) == 2
    assert (played.recorded, played.repeated, played.events) == (0, 4, 4)


def test_two_processes_play_the_same_file_at_once(tmp_path: Path) -> None:
    words = [sys.executable, "-c", "from api.cli.main import main; main()", "play", str(NINE)]
    data = str(tmp_path / "data")
    players = [
        subprocess.Popen(
            [*words, "--json", "--data", data],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for _ in range(2)
    ]

    told = [player.communicate(timeout=120) for player in players]

    assert [player.returncode for player in players] == [0, 0], told
    played = [msgspec.json.decode(out, type=Played) for out, _ in told]
    steps = len(read_season(NINE.read_bytes(), file="nine").steps) + 1
    assert sum(each.recorded for each in played) == steps
    assert {each.recorded + each.repeated for each in played} == {steps}
    with House(data) as house:
        assert sizes(house) == {"bloc-of-nine": 101}
