"""`suyton verify`: check a bundle or a receipt, with or without a key from elsewhere."""

from pathlib import Path
from typing import Annotated, Any

import typer

from api.cli.answers import canonical, say, words_of
from api.cli.keys import in_fours
from api.cli.options import AsJson
from api.cli.paper import Paper
from api.cli.play import bar
from api.formats.errors import FileUnreadable


def verify(
    bundle: Annotated[Path, typer.Argument(metavar="BUNDLE", help="A bundle, or a receipt.")],
    *,
    key: Annotated[
        str | None,
        typer.Option("--key", help="The log's fingerprint or key, from elsewhere; or a file."),
    ] = None,
    since: Annotated[
        Path | None,
        typer.Option("--since", help="A checkpoint you kept: is it extended?", metavar="FILE"),
    ] = None,
    policy: Annotated[
        Path | None,
        typer.Option("--policy", help="Whose cosignatures you want.", metavar="FILE"),
    ] = None,
    others: Annotated[
        list[Path] | None,
        typer.Option("--with", help="The bundle of another body it received from.", metavar="FILE"),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Verify: 0 sound, 1 not sound, 2 unusable. Nothing of the store is asked.

    Without --key it is shown only that the bundle agrees with itself, whoever made it.
    """
    if _is_receipt(bundle):
        told = _receipt(bundle, key)
    else:
        told = _bundle(bundle, key, since, policy, others or [])
    if as_json:
        say(canonical(told))
    elif "index" in told:
        _receipt_page(told)
    else:
        _page(told)
    raise typer.Exit(0 if told["sound"] else 1)


def _is_receipt(path: Path) -> bool:
    from projections.receipts import HEADER

    try:
        with path.open("rb") as file:
            return file.read(len(HEADER)) == HEADER.encode()
    except OSError:
        return False  # opening it again says why


def read_file(path: Path) -> bytes:
    """A small file that was named. Refuses `FileUnreadable`."""
    try:
        with path.open("rb") as file:
            return file.read(1 << 20)
    except OSError as error:
        raise FileUnreadable(file=str(path), reason=error.strerror or "") from error


def key_text(key: str) -> str:
    """The key that was given, or that stands in the file that was named."""
    path = Path(key)
    is_file = len(key) < 4096 and path.is_file()
    return read_file(path).decode("utf-8", "replace").strip() if is_file else key


def _bundle(
    path: Path, key: str | None, since: Path | None, policy: Path | None, others: list[Path]
) -> dict[str, Any]:
    import msgspec

    from projections.bundle.trust import Trust, read_trusted
    from projections.bundle.verify import verify as verified
    from projections.checkpoints import read_checkpoint
    from projections.policy import read_policy

    trust = Trust(
        key=None if key is None else read_trusted(key_text(key)),
        since=None if since is None else read_checkpoint(read_file(since))[1],
        policy=None if policy is None else read_policy(read_file(policy)),
    )
    with bar(path.name) as progress:
        report = verified(path, trust, others=others, progress=progress)
    told: dict[str, Any] = msgspec.to_builtins(report)
    told["checkpoint"] = str(report.note or "")
    del told["note"]
    return told | {"sound": report.is_sound}


def _receipt(path: Path, key: str | None) -> dict[str, Any]:
    from projections.notes import LOG, read_key
    from projections.receipts import read_receipt

    receipt = read_receipt(read_file(path))
    row = receipt.row()
    trusted = None if key is None else read_key(key_text(key), LOG)
    signed = trusted is not None and receipt.signed_by(trusted)
    return {
        "receipt": str(path),
        "origin": receipt.checkpoint.origin,
        "index": receipt.index,
        "size": receipt.checkpoint.size,
        "root": receipt.checkpoint.root.hex(),
        "topic": row.topic,
        "stream": row.stream.hex(),
        "stream_version": row.version,
        "trusted": signed,
        "sound": receipt.is_sound and (trusted is None or signed),
    }


def _page(told: dict[str, Any]) -> None:
    words, page = words_of(None), Paper()
    page.heading(words.text("verify.title", **told))
    if told["root"]:
        page.paragraph(words.text("verify.root", **told), hang=2)
        page.paragraph(words.text("verify.key", key=in_fours(told["fingerprint"])), hang=2)
    page.blank()
    for name, check in told["checks"].items():
        standing = words.text(f"standing.{check['standing']}")
        what = words.text(f"check.{name}", count=check["count"])
        page.paragraph(f"{standing}  {what}", hang=4)
    for finding in told["findings"]:
        page.paragraph(f"! {finding_words(words, finding)}", hang=2)
    if told["more"]:
        page.paragraph(words.text("verify.more", more=told["more"]), indent=2)
    page.blank()
    verdict = "not-sound" if not told["sound"] else "sound" if told["trusted"] else "consistent"
    page.paragraph(words.text(f"verify.{verdict}"))
    if told["withheld"]:
        page.paragraph(words.text("verify.withheld", count=told["withheld"]))


def finding_words(words: Any, finding: dict[str, Any]) -> str:
    """One finding as a sentence: what, where, and its facts."""
    what = words.text(f"finding.{finding['code']}", **finding["facts"])
    where = [
        words.text(f"finding.at-{name}", **{name: finding[name]})
        for name in ("index", "member")
        if finding[name] is not None
    ]
    facts = [f"{name}={value}" for name, value in finding["facts"].items()]
    return " ".join(part for part in (what, ", ".join(where), ", ".join(facts)) if part)


def _receipt_page(told: dict[str, Any]) -> None:
    words, page = words_of(None), Paper()
    page.heading(words.text("verify.receipt", **told))
    verdict = "not-sound" if not told["sound"] else "sound" if told["trusted"] else "consistent"
    page.paragraph(words.text(f"verify.{verdict}"))
