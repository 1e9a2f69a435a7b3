"""The catalogue of words: a code and its facts in, a sentence out.

Every language is a folder of `.po` files, one a domain (`counting.po`, `rules.po`, …), all
merged; their msgids are codes (`refusal.rule-unknown`, `step.tie-lot`), never English text.
They are read as they are, so nothing has to be compiled after an edit. A code without an entry
is shown as it is: a reader loses words, never the answer; a test makes sure it does not happen.

In an entry `{name}` is a fact; a format after a colon says how it is shown (`forms.FORMS`), or
where its words are: `{why:@why}` is the entry `why.<value>`, `{expected:@each.ballot}` that for
every value of a list, `{exhausted:%spent}` pairs whose names are looked up. A value with numbers
in it (`place-3`) finds the entry of `place-n`, where `{n}` is the number. `[[…]]` is left out
unless all its facts are there and hold something.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Literal, TypeAlias, get_args

from babel.messages.pofile import read_po

from api.i18n.forms import FORMS, shown

Locale: TypeAlias = Literal["vi", "en"]
LOCALES: tuple[Locale, ...] = get_args(Locale)

_FOLDER = Path(__file__).parent
_FACT = re.compile(r"\{([a-z][a-z0-9_-]*)(?::([@%]?[a-z.-]+))?\}")
_PART = re.compile(r"\[\[(.*?)\]\]")


class Words:
    """The words of one language."""

    def __init__(self, locale: Locale, entries: Mapping[str, str]) -> None:
        self.locale = locale
        self._entries = entries

    def __contains__(self, key: str) -> bool:
        return key in self._entries

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def text(self, key: str, /, *, otherwise: str | None = None, **facts: object) -> str:
        """The entry of this key with its facts; without an entry `otherwise`, or else the key."""
        entry = self._entries.get(key)
        if entry is None:
            return key if otherwise is None else otherwise
        entry = _PART.sub(lambda part: part[1] if _holds(part[1], facts) else "", entry)
        return _FACT.sub(lambda place: self._told(place, facts), entry)

    def _told(self, place: re.Match[str], facts: Mapping[str, object]) -> str:
        """One fact in an entry; a fact that is not there leaves its place as it is."""
        name, form = place[1], place[2] or ""
        if name not in facts:
            return place[0]
        value = facts[name]
        if form.startswith("@each."):
            values = value if isinstance(value, tuple | list) else (value,)
            return ", ".join(self._named(form[6:], part, facts) for part in values)
        if form.startswith("@"):
            return self._named(form[1:], value, facts)
        if form.startswith("%"):
            pairs = value if isinstance(value, tuple | list) else ()
            return ", ".join(
                f"{self._named(form[1:], pair[0], {})} {shown(pair[1])}" for pair in pairs
            )
        if isinstance(value, bool):
            return self.text(f"value.{shown(value)}", otherwise=shown(value))
        return FORMS.get(form, shown)(value)

    def _named(self, prefix: str, value: object, facts: Mapping[str, object]) -> str:
        """The entry that a value names, itself with all facts; else the value."""
        told = shown(value)
        if f"{prefix}.{told}" in self:
            return self.text(f"{prefix}.{told}", otherwise=told, **facts)
        numbers = re.findall(r"\d+", told)
        general = re.sub(r"\d+", "n", told)
        return self.text(f"{prefix}.{general}", otherwise=told, **{**facts, "n": " ".join(numbers)})


def _holds(part: str, facts: Mapping[str, object]) -> bool:
    """Whether every fact of a part is there and holds something."""
    return all(facts.get(place[1], ()) not in ((), [], "") for place in _FACT.finditer(part))


@lru_cache(maxsize=len(LOCALES))
def words(locale: Locale) -> Words:
    """The words of a language, read once."""
    entries: dict[str, str] = {}
    for path in sorted((_FOLDER / locale).glob("*.po")):
        with path.open("rb") as handle:
            for message in read_po(handle, locale=locale):
                if message.id and message.string:
                    entries[str(message.id)] = str(message.string)
    return Words(locale, entries)


def chosen(*asked: str | None) -> Locale:
    """The first language asked for that there is (`vi_VN.UTF-8` asks for `vi`), else English."""
    for ask in asked:
        code = (ask or "").replace("-", "_").partition("_")[0].partition(".")[0].lower()
        for locale in LOCALES:
            if code == locale:
                return locale
    return "en"
