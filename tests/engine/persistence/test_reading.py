"""Content comes with the events that need it, and only if it is what they promise."""

import pytest

from engine.commands.base import content_ref
from engine.errors.ledger import EventUnreadable
from engine.events.base import Event, Recorded
from engine.events.season import MovementLaunched, RulebookAdopted
from engine.persistence.codec import encode
from engine.persistence.reading import needed_content, with_content
from engine.rules.rulebook import Rulebook

RULEBOOK = Rulebook(id="r", title="Quy chế")


def adopted(content: bytes) -> Recorded:
    return recorded(RulebookAdopted(version=1, title="Quy chế", content=content_ref(content)))


def recorded(event: Event) -> Recorded:
    return Recorded(index=4, at=7, by="local", key="k", event=event)


def test_an_event_gets_its_content_decoded() -> None:
    data = encode(RULEBOOK)

    with_rules = with_content(adopted(data), {content_ref(data).digest: data}.__getitem__)

    assert with_rules.content == RULEBOOK


def test_an_event_that_needs_none_stays_as_it_is() -> None:
    launched = recorded(MovementLaunched(movement="m", title="M"))

    assert needed_content(launched) is None
    assert with_content(launched, lambda digest: digest) is launched


@pytest.mark.parametrize(
    ("data", "found"),
    [
        pytest.param(encode(RULEBOOK), b"other bytes", id="other-bytes"),
        pytest.param(b"no rulebook", b"no rulebook", id="not-a-rulebook"),
        pytest.param(b"\xa1\xff", b"\xa1\xff", id="not-text"),
    ],
)
def test_content_that_is_not_as_promised_is_refused_with_the_index(
    data: bytes, found: bytes
) -> None:
    with pytest.raises(EventUnreadable) as refusal:
        with_content(adopted(data), lambda _: found)

    assert (refusal.value.facts["index"], refusal.value.facts["topic"]) == (4, "rulebook-adopted")
