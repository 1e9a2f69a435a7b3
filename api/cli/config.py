"""`suyton config`: every setting with its value, where that came from, and what it means."""

import os
from typing import Any

from api.cli.answers import canonical, say, words_of
from api.cli.options import AsJson, Data


def config(as_json: AsJson = False, data: Data = "") -> None:
    """Tell every setting: its value, where that came from, and what it means.

    Passwords in addresses are never shown. Nothing is opened or made.
    """
    from api.cli.paper import Paper

    rows, unknown = settings_told(data)
    words = words_of(None)
    if as_json:
        told = [{**row, "means": words.text(f"setting.{row['setting']}")} for row in rows]
        say(canonical({"settings": told, "unknown": unknown}))
        return
    page = Paper()
    page.heading(words.text("title.config"))
    for row in rows:
        page.blank()
        page.paragraph(f"{row['setting']} = {row['value']}", hang=4)
        page.paragraph(words.text("config.from", **row), indent=2, hang=2)
        page.paragraph(words.text(f"setting.{row['setting']}"), indent=2)
    if unknown:
        page.blank()
        page.paragraph(words.text("config.unknown", names=unknown))


def settings_told(data: str) -> tuple[list[dict[str, Any]], list[str]]:
    """Every setting as it holds for this store, and variables of ours that mean nothing."""
    from api.notary.place import audit_folder
    from api.settings import Settings, masked, variable_of

    settings = Settings()
    address = data or settings.store
    values = {"data": masked(address), "lang": settings.locale, "audit": audit_folder(address)}
    rows = []
    for name in Settings.model_fields:
        variable = variable_of(name)
        source = "--data" if name == "data" and data else _source(name, variable)
        value = str(values.get(name, getattr(settings, name)))
        rows.append({"setting": name, "variable": variable, "value": value, "from": source})
    known = {row["variable"] for row in rows}
    ours = {name for name in os.environ if name.upper().startswith("SUYTON_")}
    return rows, sorted(name for name in ours if name.upper() not in known)


def _source(name: str, variable: str) -> str:
    """The variable that decided; `default` where none did."""
    from api.i18n.catalogue import LOCALES
    from api.settings import LANGUAGE_VARIABLES

    decides = [variable, "XDG_DATA_HOME"] if name == "data" else [variable]
    if name == "lang":
        decides += [
            each for each in LANGUAGE_VARIABLES if os.environ.get(each, "")[:2].lower() in LOCALES
        ]
    return next((each for each in decides if os.environ.get(each)), "default")
