"""Explanations that were checked by hand, kept in both languages: `explanations/NAME.LANG.txt`.

`python -m tests.golden.explaining` writes them as they are told now. Read what changed, in both
languages, before it is committed.
"""

import tempfile
from pathlib import Path

from api.answers_out import plain
from api.explain_out import explain_out
from api.explain_words import explanation_lines
from api.house import House
from api.i18n.catalogue import LOCALES, Locale, words
from api.playing.play import play_season
from api.playing.season_file import read_season

FOLDER = Path(__file__).parent / "explanations"
SEASONS = Path(__file__).parents[2] / "api" / "seasons"
CASES: dict[str, tuple[str, str, int | None]] = {
    "place-by-points": ("bloc-of-nine", "U3", None),
    "place-before-adoption": ("cluster-criteria", "D", None),
    "place-on-hold": ("bloc-of-nine", "U5", None),
    "place-by-consensus": ("hoa-binh-2024", "uy-ban-kiem-tra", None),
    "no-lawful-order": ("cluster-1000-points", "A", None),
    "outcome-by-threshold": ("council-of-fifteen", "polls/certificates", None),
    "outcome-by-choice": ("bloc-of-nine", "certificates", None),
    "outcome-by-consensus": ("hoa-binh-2024", "polls/certificate", None),
    "poll-still-open": ("council-of-fifteen", "polls/flag", 40),
    "poll-not-announced": ("council-of-fifteen", "polls/flag", 47),
    "award-granted": ("bloc-of-nine", "certificate/U1", None),
    "award-not-proposed": ("bloc-of-nine", "certificate/U6", None),
    "award-not-passed": ("council-of-fifteen", "certificate/five-V3", None),
    "award-refused": ("council-of-fifteen", "flag/five-V1", None),
    "award-returned-and-annulled": ("council-of-fifteen", "certificate/five-V2", None),
    "award-by-consensus": ("hoa-binh-2024", "flag/uy-ban-kiem-tra", None),
}
"""Name -> ledger, subject, and index."""


def told(house: House, name: str, locale: Locale) -> str:
    """An explanation in words, one step a line."""
    ledger, subject, index = CASES[name]
    with house.answers.view(ledger, index) as view:
        answer = plain(explain_out(house, view, subject))
    return "\n".join(explanation_lines(words(locale), answer)) + "\n"


def kept(name: str, locale: Locale) -> str:
    """The explanation as it was checked."""
    return (FOLDER / f"{name}.{locale}.txt").read_text(encoding="utf-8")


def main() -> None:
    """Write every explanation."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as place, House(place) as house:
        for path in sorted(SEASONS.iterdir()):
            play_season(house, read_season(path.read_bytes(), file=path.name), file=path.name)
        for name in CASES:
            for locale in LOCALES:
                file = FOLDER / f"{name}.{locale}.txt"
                file.write_text(told(house, name, locale), encoding="utf-8")


if __name__ == "__main__":
    main()
