"""The reference pages say what the code says."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from api.i18n.catalogue import LOCALES, Locale, words

ROOT = Path(__file__).parents[2]


def _maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("reference", ROOT / "scripts" / "reference.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


MAKER = _maker()


@pytest.mark.parametrize("page", sorted(MAKER.MAKERS))
def test_a_page_made_from_the_code_is_up_to_date(page: str) -> None:
    committed = (ROOT / "docs" / "reference" / page).read_text(encoding="utf-8")

    made = MAKER.MAKERS[page]()

    assert committed == made, "run: .venv/bin/python scripts/reference.py"


def test_every_refusal_has_a_code_of_its_own() -> None:
    codes = [kind.code for kind in MAKER.refusal_classes()]

    assert len(codes) == len(set(codes))


@pytest.mark.parametrize("locale", LOCALES)
def test_every_refusal_has_a_sentence(locale: Locale) -> None:
    told = words(locale)

    missing = [kind.code for kind in MAKER.refusal_classes() if f"refusal.{kind.code}" not in told]

    assert missing == []


@pytest.mark.parametrize("locale", LOCALES)
def test_every_event_has_a_sentence(locale: Locale) -> None:
    from engine.events.registry import EVENTS

    told = words(locale)

    assert [topic for topic, _ in EVENTS if f"event.{topic}" not in told] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_every_setting_has_a_sentence(locale: Locale) -> None:
    from api.settings import Settings

    told = words(locale)
    entries = [f"{kind}.{name}" for name in Settings.model_fields for kind in _OF_A_SETTING]

    assert [entry for entry in entries if entry not in told] == [], "keeping.po tells settings"


_OF_A_SETTING = ("setting", "setting-default")
