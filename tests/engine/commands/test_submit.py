"""The only way in: what no state could allow is refused at once, the rest by the future."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from engine.commands.base import DECIDERS, LOCAL, Command
from engine.commands.deciding import FRESH_AT_ONCE, LedgerDeciding
from engine.commands.document import FileAttachment
from engine.commands.member import AdmitMember, GiveOffice
from engine.commands.poll import AnnounceOutcome
from engine.commands.registry import COMMANDS
from engine.commands.rulebook import AdoptRulebook
from engine.commands.season import OpenLedger, PlanSeason
from engine.commands.submit import (
    Submitter,
    checked_command,
    command_of,
    fingerprint,
)
from engine.errors.ledger import (
    CommandUnknown,
    LedgerAlreadyOpen,
    LedgerNotFound,
    StoreUnavailable,
)
from engine.errors.values import FieldInvalid, TextNotAllowed, TextNotNormalised
from engine.events.season import Body
from engine.persistence.codec import open_envelope
from engine.persistence.sqlite_store import SQLiteStore
from engine.rules.rulebook import AwardRule, BallotRule, Rulebook
from tests.engine.bloc import OPENED, unit
from tests.engine.scenario import LEDGER, NOON

NFD = "Đo\u031b\u0323t thi đua"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SQLiteStore]:
    opened = SQLiteStore(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def submitter(store: SQLiteStore) -> Iterator[Submitter]:
    opened = Submitter(store, clock=lambda: NOON, entropy=bytes)
    yield opened
    opened.close()


def submitted(submitter: Submitter, command: Command, key: str = "k", **said: Any) -> Any:
    return submitter.submit(LEDGER, command, key=key, **said).result(timeout=60)


def test_a_command_is_recorded_with_what_its_door_said(
    submitter: Submitter, store: SQLiteStore
) -> None:
    submitted(submitter, OPENED, "k0")

    verdict = submitted(
        submitter, unit("U1"), "k1", by="ada", on=NOON - 5, acting_for="U7", second="bob"
    )

    (row,) = store.read(LEDGER, after=0)
    told = open_envelope(row)
    assert (verdict.first, verdict.count) == (1, 1)
    assert (told.at, told.by, told.cmd.key) == (NOON, "ada", "k1")
    assert (told.on, told.acting_for, told.second) == (NOON - 5, "U7", "bob")
    assert told.cmd.fp == fingerprint(unit("U1"), NOON - 5, "U7", "bob")


def test_the_actor_is_local_where_none_is_named(submitter: Submitter, store: SQLiteStore) -> None:
    submitted(submitter, OPENED)

    (row,) = store.read(LEDGER)

    assert open_envelope(row).by == LOCAL


@pytest.mark.parametrize(
    ("said", "field", "refusal"),
    [
        pytest.param({"key": ""}, "key", FieldInvalid, id="no-key"),
        pytest.param({"key": "k" * 201}, "key", FieldInvalid, id="long-key"),
        pytest.param({"key": "k\n\x07"}, "key", TextNotAllowed, id="bell-in-key"),
        pytest.param({"key": "k\x7f"}, "key", TextNotAllowed, id="delete-in-key"),
        pytest.param({"key": NFD}, "key", TextNotNormalised, id="decomposed-key"),
        pytest.param({"key": "\ud800"}, "$", FieldInvalid, id="half-a-character"),
        pytest.param({"second": "\ud800"}, "$", FieldInvalid, id="half-a-character-in-second"),
        pytest.param({"key": 7}, "key", FieldInvalid, id="number-for-key"),
        pytest.param({"by": ""}, "by", FieldInvalid, id="no-actor"),
        pytest.param({"by": "b" * 65}, "by", FieldInvalid, id="long-actor"),
        pytest.param({"by": 7}, "by", FieldInvalid, id="number-for-actor"),
        pytest.param({"on": -1}, "on", FieldInvalid, id="before-the-epoch"),
        pytest.param({"on": 2**70}, "$", FieldInvalid, id="after-all-time"),
        pytest.param({"on": 1.5}, "on", FieldInvalid, id="float-for-time"),
        pytest.param({"acting_for": "U 1"}, "acting_for", FieldInvalid, id="member-with-a-space"),
        pytest.param({"second": NFD}, "second", TextNotNormalised, id="decomposed-second"),
    ],
)
def test_what_a_door_says_is_checked_at_once(
    submitter: Submitter, said: dict[str, Any], field: str, refusal: type[FieldInvalid]
) -> None:
    with pytest.raises(refusal) as refused:
        submitter.submit(LEDGER, OPENED, **{"key": "k", **said})

    assert refused.value.facts["field"] == field


RULES = Rulebook(
    id="r",
    title="R",
    awards=(AwardRule(id="flag", name="Cờ", authority="Ủy ban"),),
    ballots=(
        BallotRule(
            id="v", name="V", methods=("paper",), ballot="choice", rule="r-1", parameters={"a": "b"}
        ),
    ),
)


@pytest.mark.parametrize(
    ("command", "field", "refusal"),
    [
        pytest.param(replace(OPENED, slug="a b"), "slug", FieldInvalid, id="code"),
        pytest.param(replace(OPENED, slug="a\n"), "slug", FieldInvalid, id="code-and-a-line-feed"),
        pytest.param(
            replace(OPENED, time_zone="UTC\n"), "time_zone", FieldInvalid, id="zone-and-a-line-feed"
        ),
        pytest.param(
            FileAttachment(
                attachment="a", about="a", name="a.pdf", media_type="text/plain\n", content=b"a"
            ),
            "media_type",
            FieldInvalid,
            id="media-type-and-a-line-feed",
        ),
        pytest.param(replace(OPENED, title="x" * 161), "title", FieldInvalid, id="long"),
        pytest.param(replace(OPENED, title=NFD), "title", TextNotNormalised, id="decomposed"),
        pytest.param(replace(OPENED, title="a\x7fb"), "title", TextNotAllowed, id="delete"),
        pytest.param(replace(OPENED, title="a\tb"), "title", TextNotAllowed, id="tab"),
        pytest.param(replace(OPENED, title="a\ud800"), "$", FieldInvalid, id="half-a-character"),
        pytest.param(
            replace(OPENED, body=Body(id="b", name="a\u0378", kind="bloc")),
            "body.name",
            TextNotAllowed,
            id="unassigned-inside",
        ),
        pytest.param(replace(unit("U1"), weight=0), "weight", FieldInvalid, id="bound"),
        pytest.param(replace(unit("U1"), weight=2**80), "$", FieldInvalid, id="beyond-any-number"),
        pytest.param(replace(unit("U1"), weight=1.0), "weight", FieldInvalid, id="float"),
        pytest.param(
            AdoptRulebook(rulebook=replace(RULES, awards=(replace(RULES.awards[0], name=NFD),))),
            "rulebook.awards[0].name",
            TextNotNormalised,
            id="inside-a-list",
        ),
        pytest.param(
            AdoptRulebook(
                rulebook=replace(RULES, ballots=(replace(RULES.ballots[0], parameters={NFD: 1}),))
            ),
            "rulebook.ballots[0].parameters",
            TextNotNormalised,
            id="key-of-a-map",
        ),
        pytest.param(
            AdoptRulebook(
                rulebook=replace(RULES, ballots=(replace(RULES.ballots[0], parameters={1: 1}),))
            ),
            "$",
            FieldInvalid,
            id="number-for-key-of-a-map",
        ),
        pytest.param(
            AdoptRulebook(
                rulebook=replace(RULES, ballots=(replace(RULES.ballots[0], parameters={"a": NFD}),))
            ),
            "rulebook.ballots[0].parameters.a",
            TextNotNormalised,
            id="value-of-a-map",
        ),
    ],
)
def test_a_command_is_checked_field_by_field_at_once(
    submitter: Submitter, command: Command, field: str, refusal: type[FieldInvalid]
) -> None:
    with pytest.raises(refusal) as refused:
        submitter.submit(LEDGER, command, key="k")

    assert refused.value.facts["field"] == field


@pytest.mark.parametrize(
    "title", ["Plain", "Khối thi đua số 3", 'a "quoted" \\ title', "two\nlines"]
)
def test_sound_text_passes_as_it_is(title: str) -> None:
    commands = (
        replace(OPENED, title=title),
        replace(unit("U1"), name=title),
        AdoptRulebook(rulebook=replace(RULES, title=title)),
    )

    assert [checked_command(command) for command in commands] == list(commands)


def test_nothing_but_an_opening_is_decided_before_the_ledger_is_open(submitter: Submitter) -> None:
    with pytest.raises(LedgerNotFound) as refusal:
        submitted(submitter, unit("U1"))

    assert refusal.value.facts == {"ledger": str(LEDGER)}


def test_a_ledger_is_opened_once(submitter: Submitter) -> None:
    submitted(submitter, OPENED, "k0")

    with pytest.raises(LedgerAlreadyOpen):
        submitted(submitter, OPENED, "k1")


def test_a_closed_submitter_takes_nothing(submitter: Submitter) -> None:
    submitter.close()

    with pytest.raises(StoreUnavailable):
        submitter.submit(LEDGER, OPENED, key="k")


def test_plain_data_becomes_a_command() -> None:
    plain = {"starts": "2024-01-01", "ends": "2024-12-31", "plan": "Bốn phong trào"}

    assert command_of("plan-season", plain) == PlanSeason(**plain)


def test_a_command_that_nobody_knows_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(CommandUnknown) as refusal:
        command_of("crown-winner", {})

    assert refusal.value.facts["command"] == "crown-winner"
    assert refusal.value.facts["known"] == tuple(sorted(COMMANDS))


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        pytest.param({"member": "U1"}, "office", id="missing"),
        pytest.param({"member": "U1", "office": "lead", "salary": 1}, "salary", id="unknown"),
        pytest.param({"member": 1, "office": "lead"}, "member", id="kind"),
        pytest.param([], "$", id="no-fields"),
    ],
)
def test_plain_data_of_another_form_is_refused_by_its_field(fields: Any, field: str) -> None:
    with pytest.raises(FieldInvalid) as refusal:
        command_of(GiveOffice.NAME, fields)

    assert refusal.value.facts["field"] == field


def test_a_fingerprint_is_the_commands_content_and_what_was_said() -> None:
    command = unit("U1")

    prints = {
        fingerprint(command, None, None, None),
        fingerprint(replace(command, weight=2), None, None, None),
        fingerprint(command, 5, None, None),
        fingerprint(command, None, "U7", None),
        fingerprint(command, None, None, "U7"),
        fingerprint(GiveOffice(member="U1", office="lead"), None, None, None),
    }

    assert len(prints) == 6
    assert {len(each) for each in prints} == {16}


@pytest.mark.parametrize(
    ("command", "other"),
    [
        pytest.param(unit("U1"), replace(unit("U1"), name="Another name"), id="personal"),
        pytest.param(
            AnnounceOutcome(poll="P1"),
            replace(AnnounceOutcome(poll="P1"), index=5),
            id="computed",
        ),
    ],
)
def test_neither_a_persons_name_nor_a_computed_answer_is_in_the_fingerprint(
    command: Command, other: Command
) -> None:
    assert fingerprint(command, None, None, None) == fingerprint(other, None, None, None)


def test_a_field_left_at_its_default_is_not_in_the_fingerprint() -> None:
    """So that a field added later leaves the fingerprints of old commands as they are."""
    said = AdmitMember(member="U1", name="Unit", kind="unit", weight=1)

    assert fingerprint(said, None, None, None) == fingerprint(
        AdmitMember(member="U1", name="Unit"), None, None, None
    )


def test_chance_is_drawn_many_at_a_time_and_used_once() -> None:
    drawn: list[int] = []

    def entropy(count: int) -> bytes:
        drawn.append(count)
        return b"".join((len(drawn) * 1_000 + at).to_bytes(32, "big") for at in range(count // 32))

    deciding = LedgerDeciding(entropy)

    fresh = {deciding._fresh_bytes() for _ in range(FRESH_AT_ONCE + 1)}

    assert len(fresh) == FRESH_AT_ONCE + 1
    assert {len(each) for each in fresh} == {32}
    assert drawn == [32 * FRESH_AT_ONCE] * 2


def test_every_command_can_be_named_and_is_decided() -> None:
    assert set(COMMANDS.values()) == set(DECIDERS)
    assert COMMANDS[OpenLedger.NAME] is OpenLedger
