"""`suyton restore`: a store out of a backup, and how a restored ledger goes on."""

from pathlib import Path
from typing import Annotated
from unicodedata import normalize

import typer

from api.cli.answers import canonical, say, words_of
from api.cli.backup import tell
from api.cli.errors import UsageWrong
from api.cli.options import AsJson, Data
from api.cli.paper import Paper
from api.cli.play import bar
from engine.errors.values import FieldInvalid


def restore(  # noqa: PLR0917  # options, each by its name
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="A file made by `suyton backup`.")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Only check the file, from end to end.")
    ] = False,
    begin: Annotated[
        str,
        typer.Option("--begin-epoch", metavar="LEDGER", help="Let a restored ledger go on."),
    ] = "",
    reason: Annotated[str, typer.Option(help="Why, for the record.", metavar="TEXT")] = "",
    known_size: Annotated[
        int | None,
        typer.Option(help="Events the ledger is known to have had.", metavar="SIZE", min=1),
    ] = None,
    known_root: Annotated[
        str, typer.Option(help="Their root, 64 hexadecimal digits.", metavar="ROOT")
    ] = "",
    as_json: AsJson = False,
    data: Data = "",
) -> None:
    """Restore a backup into a store that has no ledger yet; all of it or nothing.

    Every event, content and root is checked before and after it is stored. A restored ledger
    answers questions; it takes commands again after --begin-epoch has said so on record.
    """
    if bool(file) == bool(begin) or (check and begin) or bool(begin) != bool(reason):
        raise UsageWrong(
            reason="give FILE, or --begin-epoch LEDGER with --reason", help="suyton restore --help"
        )
    if file is not None:
        _restore(file, check=check, as_json=as_json, data=data)
    else:
        _begin(begin, reason, known_size, known_root, as_json=as_json, data=data)


def _begin(
    ledger: str, reason: str, known_size: int | None, known_root: str, *, as_json: bool, data: str
) -> None:
    import msgspec

    from api.cli.store import reading_house
    from api.keeping.epoch import begin_epoch

    try:
        root = bytes.fromhex(known_root) if known_root else None
    except ValueError:
        raise FieldInvalid(
            field="known_root", value=known_root[:80], expected="64 hexadecimal digits"
        ) from None
    with reading_house(data) as house:
        begun = begin_epoch(
            house, ledger, reason=normalize("NFC", reason), known_size=known_size, known_root=root
        )
    facts = msgspec.structs.asdict(begun)
    if as_json:
        say(canonical(facts))
    else:
        Paper().paragraph(words_of(None).text("restore.epoch", **facts))


def _restore(file: Path, *, check: bool, as_json: bool, data: str) -> None:
    from api.cli.store import address_of
    from api.keeping.checking import Taker, walk_backup
    from api.keeping.restore import restore as restored
    from api.settings import masked
    from engine.persistence.opening import open_store

    with bar(str(file)) as progress:
        if check:
            told = walk_backup(file, Taker(), progress)
            tell("check", told, as_json=as_json)
            return
        address = address_of(data)
        walk_backup(file, Taker())
        store = open_store(address)
        try:
            told = restored(store, file, name=masked(address), progress=progress)
        finally:
            store.close()
    tell("restore", told, as_json=as_json)
