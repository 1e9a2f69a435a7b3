"""The catalogue of words: a code and its facts in, a sentence out.

Every language is a folder of `.po` files, one a domain (`counting.po`, `rules.po`, …), all
merged; their msgids are codes (`refusal.rule-unknown`, `step.tie-lot`), never English text.
They are read as they are, so nothing has to be compiled after an edit. A code without an entry
is shown as it is: a reader loses words, never the answer; a test makes sure it does not happen.

In an entry `{name}` is a fact; a format after a colon says how it is shown:

    {options}            a list, joined by commas
    {order:groups}       places: > between them, = inside
    {votes:pairs}        `Ada 12, Bob 7`, from pairs of an option and its value
    {share:number}       a fraction as it is, and as a decimal where it has none of its own
    {expected:@expected} the entry `expected.<value>` (itself with all facts), else the value
"""

import re
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Literal, TypeAlias, get_args

from babel.messages.pofile import read_po

Locale: TypeAlias = Literal["vi", "en"]
LOCALES: tuple[Locale, ...] = get_args(Locale)

_FOLDER = Path(__file__).parent
_FACT = re.compile(r"\{([a-z][a-z0-9_-]*)(?::(@?[a-z-]+))?\}")


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
        return _FACT.sub(lambda place: self._told(place[0], place[1], place[2] or "", facts), entry)

    def _told(self, place: str, name: str, form: str, facts: Mapping[str, object]) -> str:
        """One fact in an entry; a fact that is not there leaves its place as it is."""
        if name not in facts:
            return place
        value = facts[name]
        if form.startswith("@"):
            told = shown(value)
            return self.text(f"{form[1:]}.{told}", otherwise=told, **facts)
        if isinstance(value, bool):
            return self.text(f"value.{shown(value)}", otherwise=shown(value))
        return _FORMS.get(form, shown)(value)


def shown(value: object) -> str:
    """A fact as it stands; lists joined by commas, those inside them in brackets."""
    if isinstance(value, tuple | list):
        return ", ".join(
            f"({shown(part)})" if isinstance(part, tuple | list) else shown(part) for part in value
        )
    return str(value).lower() if isinstance(value, bool) else str(value)


def groups(value: object) -> str:
    """Places, best first.

    >>> groups((("ada",), ("bob", "cy")))
    'ada > bob = cy'
    """
    if not isinstance(value, tuple | list):
        return shown(value)
    return " > ".join(
        " = ".join(map(str, group)) if isinstance(group, tuple | list) else str(group)
        for group in value
    )


def pairs(value: object) -> str:
    """Options with their values.

    >>> pairs((("ada", 12), ("bob", "7/2")))
    'ada 12, bob 7/2 (3.5)'
    """
    if not isinstance(value, tuple | list):
        return decimal(value)
    return ", ".join(
        f"{part[0]} " + "/".join(map(decimal, part[1:])) if _is_pair(part) else shown(part)
        for part in value
    )


def _is_pair(part: object) -> bool:
    return isinstance(part, tuple | list) and len(part) > 1


def decimal(value: object) -> str:
    """A number as told, and a fraction with its decimal value, rounded half up to four places.

    >>> decimal("97/3"), decimal("7/2"), decimal("12.50"), decimal("none")
    ('97/3 (≈ 32.3333)', '7/2 (3.5)', '12.50', 'none')
    """
    told = shown(value)
    if "/" not in told:
        return told
    try:
        exact = Fraction(told)
    except (ValueError, ZeroDivisionError):
        return told
    scaled = (abs(exact) * 10_000 * 2 + 1) // 2
    digits = f"{scaled // 10_000}.{scaled % 10_000:04}".rstrip("0").rstrip(".")
    about = "" if Fraction(scaled, 10_000) == abs(exact) else "≈ "
    return f"{told} ({about}{'-' if exact < 0 else ''}{digits})"


_FORMS: dict[str, Callable[[object], str]] = {"groups": groups, "pairs": pairs, "number": decimal}


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
