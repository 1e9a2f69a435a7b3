"""Documents filed beside the log, and slips of the pen put right."""

from hashlib import sha256

import msgspec
import pytest
from msgspec.structs import replace

from engine.aggregates.correcting import CORRECTABLE
from engine.commands.compact import CiteLegalGround, LaunchMovement
from engine.commands.document import CONTENT_BYTES_MAX, CorrectClericalError, FileAttachment
from engine.commands.member import AdmitMember
from engine.commands.nomination import Nominate
from engine.commands.season import ArchiveSeason
from engine.errors.season import (
    AttachmentAlreadyFiled,
    CorrectionMismatch,
    FieldNotCorrectable,
    SubjectNotFound,
)
from engine.errors.values import ContentTooLarge, FieldInvalid
from engine.events.base import ContentRef
from engine.events.season import AttachmentFiled, ClericalErrorCorrected
from tests.engine.bloc import COMPACT, OPENED, SEASON
from tests.engine.scenario import Scenario

FILED = FileAttachment(
    attachment="A1",
    about="U1",
    name="Báo cáo.pdf",
    media_type="application/pdf",
    content=b"%PDF-1.7",
)
YEAR = (
    *SEASON,
    COMPACT,
    LaunchMovement(movement="M1", title="Work beter", launched="2024-01-10"),
    CiteLegalGround(
        ground="law-06", number="6/2022", issuer="NA", issued="2022-06-15", title="Law"
    ),
    FILED,
    Nominate(award="flag", candidate="U1", ground="Led the bloc"),
)
SLIP = CorrectClericalError(
    subject="ground/law-06",
    field="number",
    was="6/2022",
    becomes="06/2022/QH15",
    reason="Number cut short when typed.",
)


def test_a_document_is_kept_as_content_beside_the_event() -> None:
    decision = Scenario(*SEASON).decide(FILED)

    assert decision.contents == (b"%PDF-1.7",)
    assert decision.events == (
        AttachmentFiled(
            attachment="A1",
            about="U1",
            name="Báo cáo.pdf",
            media_type="application/pdf",
            content=ContentRef(sha256(b"%PDF-1.7").digest(), 8),
        ),
    )


def test_an_id_names_one_document() -> None:
    ledger = Scenario(*SEASON, FILED)

    with pytest.raises(AttachmentAlreadyFiled):
        ledger.decide(FILED)


def test_a_document_has_at_least_one_byte_and_at_most_sixteen_mebibytes() -> None:
    ledger = Scenario(*SEASON)

    with pytest.raises(FieldInvalid):
        ledger.decide(replace(FILED, content=b""))
    with pytest.raises(ContentTooLarge) as refusal:
        ledger.decide(replace(FILED, content=bytes(CONTENT_BYTES_MAX + 1)))
    assert refusal.value.facts == {"size": CONTENT_BYTES_MAX + 1, "size_max": CONTENT_BYTES_MAX}
    assert ledger.decide(replace(FILED, content=bytes(CONTENT_BYTES_MAX))).events != ()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        pytest.param("name", "../minutes.pdf", id="a-path"),
        pytest.param("name", "C:\\minutes.pdf", id="a-drive"),
        pytest.param("media_type", "pdf", id="no-media-type"),
        pytest.param("media_type", "text/html; charset=utf-8", id="media-type-with-parameters"),
    ],
)
def test_a_door_reads_no_path_and_no_odd_media_type(field: str, value: str) -> None:
    plain = msgspec.to_builtins(FILED)

    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({**plain, field: value}, FileAttachment)


@pytest.mark.parametrize(
    ("subject", "field", "was", "becomes", "index"),
    [
        pytest.param("season", "title", OPENED.title, "Bloc of three", 0, id="season"),
        pytest.param("member/U1", "name", "Unit U1", "Unit One", 1, id="member"),
        pytest.param("compact/C1", "title", COMPACT.title, "Compact", 6, id="compact"),
        pytest.param("movement/M1", "title", "Work beter", "Work better", 7, id="movement"),
        pytest.param("movement/M1", "launched", "2024-01-10", "2024-01-11", 7, id="launched"),
        pytest.param("ground/law-06", "number", "6/2022", "06/2022/QH15", 8, id="number"),
        pytest.param("ground/law-06", "issued", "2022-06-15", "2022-06-16", 8, id="issued"),
        pytest.param("attachment/A1", "name", "Báo cáo.pdf", "BC.pdf", 9, id="attachment"),
        pytest.param("nomination/flag/U1", "ground", "Led the bloc", "Led", 10, id="nomination"),
    ],
)
def test_a_slip_is_put_right_with_both_values_on_record(
    subject: str, field: str, was: str, becomes: str, index: int
) -> None:
    ledger = Scenario(*YEAR)
    command = replace(SLIP, subject=subject, field=field, was=was, becomes=becomes)

    (event,) = ledger.decide(command, fold=True).events

    assert event == ClericalErrorCorrected(
        index=index, subject=subject, field=field, was=was, becomes=becomes, reason=SLIP.reason
    )
    (kept,) = ledger.ledger.season.corrections
    assert (kept.was, kept.becomes, kept.corrected) == (was, becomes, index)
    again = replace(command, was=becomes, becomes=was)
    assert ledger.decide(again).events != ()


def test_a_correction_must_know_what_stands() -> None:
    ledger = Scenario(*YEAR)

    with pytest.raises(CorrectionMismatch) as refusal:
        ledger.decide(replace(SLIP, was="7/2022"))

    assert refusal.value.facts["stands"] == "6/2022"


@pytest.mark.parametrize(
    ("subject", "field", "known"),
    [
        pytest.param("ground/law-06", "ground", ("number", "issuer", "issued", "title"), id="id"),
        pytest.param("score/U1", "points", (), id="a-score"),
    ],
)
def test_what_decisions_rest_on_is_not_a_slip(
    subject: str, field: str, known: tuple[str, ...]
) -> None:
    ledger = Scenario(*YEAR)

    with pytest.raises(FieldNotCorrectable) as refusal:
        ledger.decide(replace(SLIP, subject=subject, field=field))

    assert refusal.value.facts["known"] == known


@pytest.mark.parametrize(
    ("subject", "field"),
    [
        pytest.param("ground/law-07", "number", id="no-such-ground"),
        pytest.param("season/2024", "title", id="a-season-has-no-id"),
        pytest.param("member/U7", "name", id="no-such-member"),
        pytest.param("member/P1", "name", id="a-person-is-not-named-in-the-log"),
        pytest.param("nomination/flag/U2", "ground", id="no-such-nomination"),
    ],
)
def test_a_correction_names_what_is_on_record(subject: str, field: str) -> None:
    person = AdmitMember(member="P1", kind="person", name="An Example")
    ledger = Scenario(*YEAR, person)

    with pytest.raises(SubjectNotFound):
        ledger.decide(replace(SLIP, subject=subject, field=field))


def test_a_text_that_was_left_out_is_not_corrected() -> None:
    ledger = Scenario(*SEASON, LaunchMovement(movement="M1", title="Work"))

    with pytest.raises(SubjectNotFound):
        ledger.decide(replace(SLIP, subject="movement/M1", field="launched"))


@pytest.mark.parametrize(
    ("field", "was", "becomes"),
    [
        pytest.param("number", "6/2022", "6/2022", id="nothing-changes"),
        pytest.param("number", "6/2022", "6" * 161, id="too-long-for-a-name"),
        pytest.param("issued", "2022-06-15", "15/06/2022", id="another-form-of-day"),
        pytest.param("issued", "2022-06-15", "2022-06-31", id="no-such-day"),
    ],
)
def test_the_corrected_text_is_of_the_form_of_its_field(field: str, was: str, becomes: str) -> None:
    ledger = Scenario(*YEAR)

    with pytest.raises(FieldInvalid) as refusal:
        ledger.decide(replace(SLIP, field=field, was=was, becomes=becomes))

    assert refusal.value.facts["field"] == "becomes"


def test_a_slip_is_put_right_after_the_season_too() -> None:
    ledger = Scenario(*YEAR, ArchiveSeason(reason="Done."))

    ledger.play(SLIP)

    assert ledger.ledger.season.grounds["law-06"].number == "06/2022/QH15"


def test_every_correctable_field_is_checked_as_text() -> None:
    types = {correctable.type for correctable in CORRECTABLE.values()}

    for type_ in types:
        with pytest.raises(msgspec.ValidationError):
            msgspec.convert("", type_)
