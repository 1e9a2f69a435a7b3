"""The golden story played into a store of its own, with a key that is always the same: a ledger with
every event, checkpoints signed on the way, a witness and a key rotation.
"""

import io
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import TypeAlias
from uuid import UUID

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from api.computing import Own, completed
from api.notary.notary import Notary
from engine.commands.base import Command
from engine.commands.submit import Submitter
from engine.persistence.sqlite_store import SQLiteStore
from engine.values.ids import new_ledger_id
from projections.answers import Answers
from projections.bundle.export import Export
from projections.bundle.signed import Signed
from projections.checkpoints import checkpoint_of
from projections.notes import WITNESS, Note, cosign, key_of
from projections.rotations import rotation
from tests.golden.story import whole_story
from tests.golden.story_rules import BLOC

OLD_KEY, KEY, WITNESS_KEY, OTHER_KEY = (
    Ed25519PrivateKey.from_private_bytes(bytes([n] * 32)) for n in range(1, 5)
)
SECONDS = 1_735_900_000
FINGERPRINT = sha256(KEY.public_key().public_bytes_raw()).hexdigest()
OLD_FINGERPRINT = sha256(OLD_KEY.public_key().public_bytes_raw()).hexdigest()
STORY = [(name, command) for name, command in whole_story() if command.NAME != "begin-epoch"]
"""Without the new epoch at its end, which is a log of its own."""
LEDGERS = {name: new_ledger_id(sha256(name.encode()).digest()[:16]) for name, _ in whole_story()}


Story: TypeAlias = list[tuple[str, Command]]


class World(msgspec.Struct):
    """The store, and who signs for it. `signed` by ledger."""

    store: SQLiteStore
    notary: Notary
    signed: dict[str, Signed] = {}

    def bundle(self, level: str = "public", name: str = BLOC) -> bytes:
        """A bundle of a ledger of the story."""
        out = io.BytesIO()
        signed = self.signed[name]
        export = Export(self.store, LEDGERS[name], signed, level=level, program="suyton test")
        export.write(out)
        return out.getvalue()


def keep_key(folder: Path, private: Ed25519PrivateKey) -> None:
    """Let this be the signing key in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path = folder / "log.key"
    path.write_bytes(pem)
    path.chmod(0o600)


def played(folder: Path, *, until: int | None = None, story: Story = STORY) -> World:
    """The world, made anew in a folder; the same each time. `until`: so many steps only."""
    times, chance = count(1_735_800_000_000_000, 1_000_000), count()
    store = SQLiteStore(folder)
    submitter = Submitter(
        store,
        clock=lambda: next(times),
        entropy=lambda size: b"".join(
            sha256(next(chance).to_bytes(8, "big")).digest() for _ in range(size // 32)
        ),
    )
    answers, notary = Answers(store), Notary(store, folder / "audit")
    keep_key(folder / "audit", KEY)
    for number, (name, command) in enumerate(story[:until]):
        whole = completed(Own(answers, LEDGERS[name]), command)
        submitter.submit(LEDGERS[name], whole, key=f"story-{number}").result()
        if number % 40 == 39:
            notary.checkpoint(LEDGERS[name])
    submitter.close()
    world = World(store, notary)
    for name, ledger in LEDGERS.items():
        if any(head.id == ledger for head in store.ledgers()):
            world.signed[name] = _signed(notary, ledger)
    return world


def _signed(notary: Notary, ledger: UUID) -> Signed:
    note = notary.checkpoint(ledger)
    told = checkpoint_of(note)
    witness = key_of("witness.example/teller", WITNESS, WITNESS_KEY)
    cosigned = note.with_signature(cosign(note.text, witness.name, WITNESS_KEY, SECONDS))
    earlier = [each for each in notary.notes(told.origin) if checkpoint_of(each).size < told.size]
    return Signed(
        checkpoint=cosigned,
        earlier=earlier,
        key=notary.key(ledger),
        rotations=[rotation(1, OLD_KEY, KEY)],
        policy=notary.policy().trusting(witness),
        sign=KEY.sign,
    )


def resigned(note: Note, private: Ed25519PrivateKey) -> Note:
    """A text signed by somebody, as if it were the log."""
    from projections.notes import sign

    return Note(note.text, (sign(note.text, note.text.split("\n")[0], private),))
