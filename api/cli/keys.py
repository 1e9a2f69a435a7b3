"""`suyton keys`: the log's signing key, to be printed and compared; its rotation; its witnesses."""

from typing import Annotated, Any

import typer

from api.cli.answers import canonical, say, words_of
from api.cli.options import AsJson, Data
from api.cli.paper import Paper
from api.cli.store import reading_house


def keys(
    *,
    rotate: Annotated[
        bool, typer.Option("--rotate", help="Let a new key take over, signed by both.")
    ] = False,
    trust: Annotated[
        str | None,
        typer.Option("--trust", help="Let this witness cosign.", metavar="KEY"),
    ] = None,
    needed: Annotated[
        int | None,
        typer.Option("--needed", help="With --trust: so many witnesses make the quorum.", min=1),
    ] = None,
    qr: Annotated[bool, typer.Option("--qr", help="Print the fingerprint as a QR code.")] = False,
    as_json: AsJson = False,
    data: Data = "",
) -> None:
    """The key that signs checkpoints and bundles, and who may cosign. Made at first need.

    Print the fingerprint where readers find it without this program: in the programme, in the
    minutes. Who has it can tell a bundle of this log from a forged one.
    """
    from projections.notes import WITNESS, read_key

    with reading_house(data) as house:
        if trust is not None:
            house.notary.trust(read_key(trust, WITNESS), needed)
        if rotate:
            house.notary.keys.rotate()
        told = _told(house)
    if as_json:
        say(canonical(told))
    else:
        _page(told, qr=qr)


def _told(house: Any) -> dict[str, Any]:
    from projections.notes import LOG, fingerprint, key_of
    from projections.rotations import read_rotation

    with house.notary.keys.locked():
        private = house.notary.keys.private()
    rotations = [read_rotation(note) for note in house.notary.keys.rotations()]
    policy = house.notary.policy()
    origins = [(head.slug, house.notary.origin(head.id)) for head in house.store.ledgers()]
    return {
        "fingerprint": fingerprint(private.public_key().public_bytes_raw()),
        "ledgers": [
            {"ledger": slug, "origin": origin, "key": str(key_of(origin, LOG, private))}
            for slug, origin in origins
        ],
        "rotations": [
            {"number": each.number, "old": fingerprint(each.old), "new": fingerprint(each.new)}
            for each in rotations
        ],
        "witnesses": [
            {"name": name, "key": str(key), "fingerprint": key.fingerprint}
            for name, key in policy.witnesses.items()
        ],
        "quorum": policy.groups[policy.quorum].needed if policy.quorum in policy.groups else 0,
    }


def in_fours(text: str) -> str:
    """A fingerprint as people compare it.

    >>> in_fours("0123456789abcdef")
    '0123 4567 89ab cdef'
    """
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def _page(told: dict[str, Any], *, qr: bool) -> None:
    words, page = words_of(None), Paper()
    page.heading(words.text("keys.title"))
    page.paragraph(words.text("keys.fingerprint"))
    page.paragraph(in_fours(told["fingerprint"]), indent=2)
    if qr:
        print_qr(told["fingerprint"])
    page.paragraph(words.text("keys.print"))
    page.blank()
    page.heading(words.text("keys.verifier"))
    for row in told["ledgers"]:
        say(row["key"])  # one line, however long: it is copied as it is
    for row in told["rotations"]:
        page.paragraph(words.text("keys.rotation", **row))
    page.blank()
    page.heading(words.text("keys.witnesses", quorum=told["quorum"]))
    for row in told["witnesses"]:
        say(row["key"])
    if not told["witnesses"]:
        page.paragraph(words.text("keys.no-witness"))


def print_qr(text: str) -> None:
    """A QR code in half blocks, dark on light, as terminals and papers show it."""
    import io

    import segno

    out = io.StringIO()
    segno.make(text, error="m").terminal(out, border=2, compact=True)
    say(out.getvalue().rstrip("\n"))
