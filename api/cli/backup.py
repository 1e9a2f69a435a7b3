"""`suyton backup`: a store into one file while it is used."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.answers import canonical, say, words_of
from api.cli.options import AsJson, Data
from api.cli.paper import Paper
from api.cli.play import bar

if TYPE_CHECKING:
    from api.keeping.checking import Checked


def backup(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A new file, or a folder to put one into.")
    ],
    as_json: AsJson = False,
    data: Data = "",
) -> None:
    """Back the store up into one file, while others go on writing to it.

    The file holds one consistent moment of all ledgers and is checked before it gets its name.
    It holds what is known of persons in clear.
    """
    from api.cli.store import existing
    from api.house import now_micros
    from api.keeping.backup import back_up
    from api.settings import masked
    from engine.persistence.opening import open_store

    address = existing(data)
    store = open_store(address)
    try:
        with bar(str(file)) as progress:
            told = back_up(store, file, name=masked(address), now=now_micros(), progress=progress)
    finally:
        store.close()
    tell("backup", told, as_json=as_json)


def tell(what: str, told: "Checked", *, as_json: bool) -> None:
    """Say what a backup holds, and what that means."""
    import msgspec

    if as_json:
        say(canonical(msgspec.to_builtins(told)))
        return
    words, page = words_of(None), Paper()
    privates = sum(each.privates for each in told.ledgers)
    facts: dict[str, Any] = {
        "file": told.file,
        "made": told.made,
        "ledgers": len(told.ledgers),
        "events": sum(each.events for each in told.ledgers),
        "privates": privates,
        "size": _size(told.bytes),
        "seconds": f"{told.milliseconds // 1000}.{told.milliseconds % 1000 // 100}",
    }
    page.paragraph(words.text(f"{what}.done", **facts))
    for each in told.ledgers:
        line = words.text("backup.ledger", **msgspec.structs.asdict(each))
        page.paragraph(line, indent=2, hang=2)
    if privates and f"{what}.privates" in words:
        page.paragraph(words.text(f"{what}.privates", **facts))
    if f"{what}.after" in words:
        page.paragraph(words.text(f"{what}.after", **facts))


def _size(size: int) -> str:
    """Bytes as people say them."""
    for unit in ("B", "KB", "MB"):
        if size < 1024:
            return f"{size} {unit}"
        size = -(-size // 1024)
    return f"{size} GB"
