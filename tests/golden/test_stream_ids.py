"""Where an event lies in the log is part of the format: both ways of naming a stream are kept."""

from hashlib import sha256
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from engine.values.ids import Stream, new_ledger_id, stream_id, stream_ids

FOUR = UUID("6f1f8cde-62a5-4a07-9c3b-0c6a5a1b0d11")
EIGHT = UUID("6f1f8cde-62a5-8a07-9c3b-0c6a5a1b0d11")
STREAMS: tuple[Stream, ...] = (("ledger",), ("poll", "cờ"), ("ballot", "cờ", "Sở Y tế"))

names = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=8)


def test_a_ledger_of_version_four_has_the_ids_that_were_released_first() -> None:
    assert [stream_id(FOUR, stream).hex() for stream in STREAMS] == [
        "8ed0917c4ea92745352c5b283006eb9e",
        "c5f82e41fa7e66b6cd8166eb52c651ee",
        "eb18b2ccaae681e16e83ad1f073e069f",
    ]


def test_a_ledger_of_version_eight_has_the_ids_that_were_released_second() -> None:
    assert [stream_id(EIGHT, stream).hex() for stream in STREAMS] == [
        "98bc98bc37e4757c7f0a2710fc166ef7",
        "e90fe90ffa5dc939ac670166ebdf6a91",
        "63049afc92c4cb80ceb5e16ec7595b00",
    ]


@given(st.sampled_from(["poll", "ballot"]), st.lists(names, max_size=3))
def test_whoever_knows_the_parts_can_name_the_stream(kind: str, parts: list[str]) -> None:
    whole = "\0".join(parts).encode()
    old = sha256(kind.encode() + b"-1" + FOUR.bytes + whole).digest()
    assert stream_id(FOUR, (kind, *parts)) == old[:16]

    told = kind.encode() + b"-2" + EIGHT.bytes
    near = sha256(told + (parts[0] if parts else "").encode()).digest()
    assert stream_id(EIGHT, (kind, *parts)) == near[:2] + sha256(told + whole).digest()[:14]


@given(st.binary(min_size=16, max_size=16))
def test_a_new_ledgers_id_says_that_the_ballots_of_a_poll_lie_together(chance: bytes) -> None:
    ledger = new_ledger_id(chance)
    assert (ledger.version, ledger.variant) == (8, UUID(int=1 << 63).variant)
    assert new_ledger_id(ledger.bytes) == ledger
    polls = {
        poll: {stream_id(ledger, ("ballot", poll, f"m{n}"))[:2] for n in range(20)}
        for poll in ("p1", "p2")
    }
    assert [len(starts) for starts in polls.values()] == [1, 1]


@given(st.sampled_from([FOUR, EIGHT]), names, st.lists(names, max_size=4))
def test_the_ballots_of_a_poll_have_the_ids_that_each_has_alone(
    ledger: UUID, poll: str, members: list[str]
) -> None:
    alone = [stream_id(ledger, ("ballot", poll, member)) for member in members]
    assert stream_ids(ledger, "ballot", poll, members) == alone
