"""Calendar days: the form is checked by the type, that the day exists is checked here."""

from datetime import date

from engine.errors.values import FieldInvalid


def check_day(day: str | None, *, field: str) -> None:
    """Refuse a day that no calendar has (`2025-02-29`). Refuses `FieldInvalid`."""
    if day is None:
        return
    try:
        date.fromisoformat(day)
    except ValueError:
        raise FieldInvalid(field=field, value=day, expected="YYYY-MM-DD") from None
