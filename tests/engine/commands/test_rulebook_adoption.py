"""The rulebook adopted, amended, and every version kept."""

from hashlib import sha256

import pytest
from msgspec.structs import replace

from engine.commands.rulebook import AdoptRulebook, AmendRulebook
from engine.errors.award import AwardUnknown
from engine.errors.season import (
    RulebookAlreadyAdopted,
    RulebookInvalid,
    RulebookNotAdopted,
    RulebookUnchanged,
)
from engine.events.base import ContentRef
from engine.events.season import RulebookAdopted
from engine.persistence.codec import decode, encode
from engine.rules.rulebook import Rulebook
from tests.engine.bloc import OPENED, RULEBOOK, SEASON
from tests.engine.scenario import Scenario

ADOPTED = AdoptRulebook(rulebook=RULEBOOK)
AMENDMENT = AmendRulebook(
    rulebook=replace(RULEBOOK, awards=RULEBOOK.awards[:1]), reason="Certificates are dropped."
)
CONTRADICTION = replace(RULEBOOK, ballots=())


def test_a_rulebook_is_adopted_whole_as_content() -> None:
    decision = Scenario(OPENED).decide(ADOPTED)

    (content,) = decision.contents
    assert decode(content, Rulebook) == RULEBOOK
    assert decision.events == (
        RulebookAdopted(
            version=1,
            title="Rules of the bloc",
            content=ContentRef(sha256(content).digest(), len(content)),
            number="01/QC-K3",
        ),
    )


def test_a_rulebook_is_adopted_once_and_amended_afterwards() -> None:
    ledger = Scenario(*SEASON)

    with pytest.raises(RulebookAlreadyAdopted) as refusal:
        ledger.decide(ADOPTED)

    assert refusal.value.facts == {"version": 1}


def test_an_amendment_is_the_next_version_and_leaves_the_first_on_record() -> None:
    ledger = Scenario(*SEASON)

    (event,) = ledger.decide(AMENDMENT, fold=True).events

    assert isinstance(event, RulebookAdopted)
    assert (event.version, event.reason) == (2, "Certificates are dropped.")
    versions = ledger.ledger.rulebooks
    assert versions.versions[1].rulebook == RULEBOOK
    assert versions.current == AMENDMENT.rulebook
    assert versions.versions[2].digest == sha256(encode(AMENDMENT.rulebook)).digest()
    with pytest.raises(AwardUnknown) as refusal:
        versions.award("merit")
    assert refusal.value.facts == {"award": "merit", "known": ("flag",)}


def test_there_is_nothing_to_amend_before_adoption() -> None:
    ledger = Scenario(OPENED)

    with pytest.raises(RulebookNotAdopted):
        ledger.decide(AMENDMENT)
    with pytest.raises(RulebookNotAdopted):
        ledger.ledger.rulebooks.award("flag")


def test_an_amendment_changes_something() -> None:
    with pytest.raises(RulebookUnchanged):
        Scenario(*SEASON).decide(replace(AMENDMENT, rulebook=RULEBOOK))


def test_a_contradiction_is_neither_adopted_nor_amended_to() -> None:
    with pytest.raises(RulebookInvalid) as refusal:
        Scenario(OPENED).decide(replace(ADOPTED, rulebook=CONTRADICTION))
    assert refusal.value.facts == {"field": "awards[0].ballot", "value": "vote", "expected": ()}

    with pytest.raises(RulebookInvalid):
        Scenario(*SEASON).decide(replace(AMENDMENT, rulebook=CONTRADICTION))
