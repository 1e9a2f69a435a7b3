"""Settings of the program, from the environment with the prefix `SUYTON_`, read once.

`SUYTON_DATA` names the store (a folder, or a `postgresql://` address), `SUYTON_LANG` the
language of people (`vi`, `en`; by default that of the terminal), `SUYTON_AUDIT` the folder of
keys and signed checkpoints (by default beside the store), `SUYTON_LOG` from which level on a
server writes its log (`debug`, `info`, `warning`).
"""

import os
import re
from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict

from api.i18n.catalogue import Locale, chosen


def default_data() -> str:
    """The user's data folder, as the XDG base directory specification has it."""
    base = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return str(Path(base) / "suyton")


LANGUAGE_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
"""What a terminal says its language in, in the order in which they are asked."""


def variable_of(setting: str) -> str:
    """The variable that sets it.

    >>> variable_of("data")
    'SUYTON_DATA'
    """
    return f"SUYTON_{setting.upper()}"


_SECRET = re.compile(r"((?:^|[?&])(?:password|sslpassword)=)[^&]*", re.IGNORECASE)


def masked(address: str) -> str:
    """The address of a store without its secrets, as it may be shown.

    >>> masked("postgresql://ada:se@cret@host/season?sslpassword=x&port=1")
    'postgresql://ada:***@host/season?sslpassword=***&port=1'
    """
    scheme, separator, rest = address.partition("://")
    if not separator:
        return address
    place, question, query = rest.partition("?")
    user, at, host = place.rpartition("@")
    name, colon, _ = user.partition(":")
    shown = f"{name}:***" if colon else name
    hidden = _SECRET.sub(r"\1***", question + query)
    return f"{scheme}://{shown}{at}{host}{hidden}"


class Settings(BaseSettings):
    """What may be set from outside."""

    model_config = SettingsConfigDict(env_prefix="SUYTON_", extra="ignore")

    data: str = ""
    lang: str = ""
    audit: str = ""
    log: str = "warning"

    @property
    def store(self) -> str:
        """The address of the store."""
        return self.data or default_data()

    @property
    def locale(self) -> Locale:
        """The language people are spoken to in."""
        asked = (os.environ.get(name) for name in LANGUAGE_VARIABLES)
        return chosen(self.lang, *asked)
