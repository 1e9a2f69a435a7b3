"""The language a request is answered in: the reader's choice, else what the browser asks for."""

from starlette.requests import Request

from api.i18n.catalogue import LOCALES, Words, chosen, words

COOKIE = "suyton-language"


def reader(request: Request) -> Words:
    """The words of the language the reader chose, or likes best of those there are."""
    kept = request.cookies.get(COOKIE)
    if kept in LOCALES:
        return words(chosen(kept))
    return words(chosen(*preferred(request.headers.get("accept-language", ""))))


def preferred(header: str) -> list[str]:
    """The languages of an `Accept-Language`, best first (RFC 9110, 12.5.4).

    >>> preferred("en;q=0.5, vi-VN, fr;q=0, *;q=x")
    ['vi-VN', 'en']
    """
    asked: list[tuple[float, str]] = []
    for part in header.split(","):
        language, _, quality = part.partition(";")
        try:
            liking = float(quality.strip().removeprefix("q=") or 1)
        except ValueError:
            continue
        if liking > 0:
            asked.append((liking, language.strip()))
    return [language for _, language in sorted(asked, key=lambda pair: -pair[0])]
