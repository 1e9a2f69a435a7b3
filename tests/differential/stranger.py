"""Verifies logs with tlog-scales and sigstore: run by the peers' own Python, not imported here.

Reads a JSON list of {folder, key, witness, receipt, leaf} and prints a JSON list of what each
verifier says: "accepts", or the name of the error it refuses with.
"""

import json
import sys
from base64 import b64decode
from importlib.metadata import version
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sigstore._internal.merkle import (
    _chain_border_right,
    _chain_inner,
    _decomp_inclusion_proof,
    _hash_leaf,
)
from sigstore._internal.rekor.checkpoint import SignedCheckpoint
from tlog_scales import signing, tlog
from tlog_scales.backend import LocalBackend
from tlog_scales.reader import TilesReader
from tlog_scales.tiles import leaf_hash


def by_tlog_scales(log):
    """Signatures, the root from the tiles, every entry under it, every earlier checkpoint."""
    folder = Path(log["folder"])
    reader = TilesReader(LocalBackend(folder))
    checkpoint = reader.get_checkpoint()
    keys = signing.VkeySet(*(signing.Vkey.from_string(log[each]) for each in ("key", "witness")))
    if len(keys.verify(checkpoint.signatures, checkpoint)) != 2:
        raise ValueError("a signature is missing or false")
    if reader.calculate_root_hash() != checkpoint.root_hash:
        raise ValueError("another root")
    for index in range(checkpoint.size):
        proof = reader.get_inclusion_proof(index, checkpoint.size)
        proof.check(leaf_hash(reader.get_entry(index)), checkpoint.root_hash)
    for path in sorted(folder.glob("checkpoints/*")):
        earlier = tlog.Checkpoint.from_text(path.read_text())
        proof = reader.get_consistency_proof(earlier.size, checkpoint.size)
        proof.check(earlier.root_hash, checkpoint.root_hash)


def by_sigstore(log):
    """The receipt's path from its leaf to the signed root."""
    head, _, rest = log["receipt"].partition("\n\n")
    _, extra, index, *path = head.split("\n")
    leaf, index = b64decode(extra.removeprefix("extra ")), int(index.removeprefix("index "))
    checkpoint = SignedCheckpoint.from_text(rest)
    public = Ed25519PublicKey.from_public_bytes(b64decode(log["key"].split("+", 2)[2])[1:])
    signed = checkpoint.signed_note
    public.verify(b64decode(signed.signatures[0].signature), signed.note.encode())
    inner, border = _decomp_inclusion_proof(index, checkpoint.checkpoint.log_size)
    hashes = [b64decode(each) for each in path]
    if len(hashes) != inner + border:
        raise ValueError("a path of another length")
    told = _chain_border_right(
        _chain_inner(_hash_leaf(leaf), hashes[:inner], index), hashes[inner:]
    )
    if told.hex() != checkpoint.checkpoint.log_hash:
        raise ValueError("another root")


def said(verify, log):
    """What a verifier says."""
    try:
        verify(log)
    except Exception as error:
        return type(error).__name__
    return "accepts"


def main():
    """Verify every log of the file."""
    logs = json.loads(Path(sys.argv[1]).read_text())
    told = [
        {"tlog-scales": said(by_tlog_scales, log), "sigstore": said(by_sigstore, log)}
        for log in logs
    ]
    versions = {name: version(name) for name in ("tlog-scales", "sigstore")}
    print(json.dumps({"versions": versions, "logs": told}))


main()
