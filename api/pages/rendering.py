"""A page: a template, the reader's words, and headers that let nothing foreign in."""

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal
from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.access.who import Who
from api.i18n.catalogue import Locale, words
from api.language import reader
from api.pages.asset import address

TEMPLATES = Path(__file__).parent.parent / "templates"
HEADERS = {
    "Cache-Control": "no-cache",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "same-origin",
    "Vary": "Accept-Language, Cookie",
}
"""`data:` is for the few signs that the style sheet itself draws."""
_MOMENT = {"vi": "HH:mm:ss, dd/MM/yyyy", "en": "d MMM yyyy, HH:mm:ss"}
_DAY = {"vi": "dd/MM/yyyy", "en": "d MMM yyyy"}

_environment = Environment(
    loader=FileSystemLoader(TEMPLATES),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def page(
    request: Request, template: str, facts: Mapping[str, Any], *, status: int = 200
) -> HTMLResponse:
    """The page of a template in the reader's language, with what concerns who asks."""
    who = getattr(request.state, "who", None)
    return HTMLResponse(text_of(request, template, facts, who), status, headers_of(request))


def text_of(request: Request, template: str, facts: Mapping[str, Any], who: Who | None) -> str:
    """The text of a page; without `who` it is the same for all."""
    return _environment.get_template(template).render(
        **_forms(reader(request).locale),
        asset=address,
        asked=dict(request.query_params),
        with_query=_with_query(request),
        who=who,
        plain=is_plain(request),
        **facts,
    )


def headers_of(request: Request) -> dict[str, str]:
    """The headers of a page."""
    return HEADERS | {"Content-Language": reader(request).locale}


def is_plain(request: Request) -> bool:
    """Is this server reached by plain HTTP, on purpose: every page says so."""
    doors = getattr(request.app.state, "doors", None)
    return bool(doors is not None and doors.plain)


def _with_query(request: Request) -> Callable[..., str]:
    """The address asked for, with some of its query replaced (None: taken out); `suffix` makes it
    the address of the same in another form.
    """

    def address_with(suffix: str = "", **changes: object) -> str:
        query = {**request.query_params, **changes}
        told = urlencode({name: value for name, value in query.items() if value is not None})
        path = request.url.path + suffix
        return f"{path}?{told}" if told else path

    return address_with


@cache
def _forms(locale: Locale) -> dict[str, Any]:
    """How words, numbers, days and moments are written in a language."""

    def points(value: str | None) -> str:
        return "" if value is None else format_decimal(Decimal(value), "#,##0.00", locale)

    def number(value: int) -> str:
        return format_decimal(value, locale=locale)

    def moment(value: str) -> str:
        when = datetime.fromisoformat(value)
        return format_datetime(when, _MOMENT[locale], tzinfo=when.tzinfo, locale=locale)

    def day(value: str | None) -> str:
        if value is None:
            return ""
        return format_date(datetime.fromisoformat(value), _DAY[locale], locale=locale)

    return {
        "t": words(locale).text,
        "locale": locale,
        "points": points,
        "number": number,
        "moment": moment,
        "day": day,
    }
