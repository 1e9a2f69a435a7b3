#!/usr/bin/env python3
"""An independent verifier of Suy Ton audit bundles, in one file.

    python3 verify_bundle.py BUNDLE.tar [--key FINGERPRINT]

It needs Python 3.11, msgpack and cryptography, and nothing of the program that wrote the bundle.
It checks the sums, the signatures, the root computed from the entries, the form
of every entry, that nobody votes twice or after the close, and counts polls by opinions and by
marks again. The last line is `sound` (exit code 0) or `not sound` (1); 2 means unusable.
Without --key it shows only that the bundle agrees with itself.
"""

import base64
import hashlib
import json
import struct
import sys
import tarfile
import uuid
from fractions import Fraction

import msgpack
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

KEPT = {"ballot-cast", "written-opinion-received"}


class Broken(Exception):
    """The bundle cannot be read on."""


def sha(data):
    return hashlib.sha256(data).digest()


class Archive:
    def __init__(self, tar):
        self.tar, self.members, self.sums = tar, {}, hashlib.sha256()
        for info in self.tar:
            name = info.name.partition("/")[2]
            if not info.isreg() or name in self.members:
                raise Broken(f"{info.name}: not a file, or there twice")
            self.members[name] = info
            if not name.startswith("SHA256SUMS"):
                digest = hashlib.file_digest(self.tar.extractfile(info), "sha256").hexdigest()
                self.sums.update(f"{digest}  {name}\n".encode())

    def read(self, name):
        if name not in self.members:
            raise Broken(f"{name} is missing")
        return self.tar.extractfile(self.members[name]).read()


class Tree:
    """A Merkle tree (RFC 6962) that knows the root over what it has been given."""

    def __init__(self):
        self.edge = []

    def add(self, node):
        width = 1
        while self.edge and self.edge[-1][0] == width:
            node = sha(b"\1" + self.edge.pop()[1] + node)
            width *= 2
        self.edge.append((width, node))

    def root(self):
        if not self.edge:
            return sha(b"")
        node = self.edge[-1][1]
        for _, left in reversed(self.edge[:-1]):
            node = sha(b"\1" + left + node)
        return node


class Poll:
    """One poll: its terms, who may vote, what was cast."""

    def __init__(self, opened, roll):
        self.opened, self.is_open, self.paper = opened, True, None
        self.weight = {voter[0]: voter[1] for voter in roll}
        self.part = {voter[0]: voter[3] for voter in roll}
        self.room, self.written, self.changed = {}, {}, set()

    def boxes(self):
        counted = self.opened["parameters"].get("written", "counted") == "counted"
        for box in (self.room, self.written) if counted else (self.room,):
            for member, ballot in box.items():
                yield self.weight.get(member, 0), ballot

    def votes(self, view):
        told = {option["id"]: 0 for option in self.opened["options"]}
        for weight, ballot in self.boxes():
            for each in ballot.get("views", ballot.get("marks", ())):
                option, said = each if isinstance(each, list) else (each, "for")
                told[option] += weight if said == view else 0
        for option, said, count in (self.paper or {}).get("votes", ()):
            told[option] += count if said == view else 0
        return told

    def base(self, name):
        parts = {"members": ["present", "absent"], "present": ["present"]}
        wanted = parts.get(name, ["present"])
        if name == "members" and self.opened.get("recused_in_base"):
            wanted = ["present", "absent", "recused"]
        total = sum(w for member, w in self.weight.items() if self.part[member] in wanted)
        if name == "present-or-replied":
            total += sum(self.weight[member] for member in self.written)
        return total


class Verifier:
    """Goes through a bundle; `wrong` are the sentences of what it found."""

    def __init__(self, archive):
        self.archive, self.wrong, self.polls = archive, [], {}
        self.recounted = self.left = 0
        self.versions = {}

    def say(self, *told):
        self.wrong.append(" ".join(map(str, told)))

    def run(self, key):
        manifest = json.loads(self.archive.read("bundle.json"))
        if manifest.get("format") != "suyton-bundle/1":
            raise Broken("a format that this verifier does not know")
        sums = self.archive.read("SHA256SUMS")
        if sha(sums) != self.archive.sums.digest():
            self.say("SHA256SUMS: does not name the members with their sums")
        public = self.signatures(sums)
        if key and sha(public).hex() != key:
            self.say("log.vkey: not the trusted key (this file does not follow rotations)")
        self.withheld = {at for each in manifest["withheld"] for at in each["indexes"]}
        self.ledger = bytes.fromhex(manifest["ledger"].replace("-", ""))
        self.entries(manifest["size"])
        origin, size, root = self.archive.read("checkpoint").decode().split("\n")[:3]
        if (origin, size) != (manifest["origin"], str(manifest["size"])):
            self.say("checkpoint: of another log or size")
        if base64.b64decode(root) != self.tree.root():
            self.say("checkpoint: the root is not that of the entries")

    def signatures(self, sums):
        name, _, coded = self.archive.read("log.vkey").decode().strip().split("+", 2)
        key = base64.b64decode(coded)
        public = Ed25519PublicKey.from_public_bytes(key[1:])
        text, _, lines = self.archive.read("checkpoint").decode().rpartition("\n\n")
        mine = sha(name.encode() + b"\n" + key)[:4]
        signed = [base64.b64decode(line.split(" ")[2]) for line in lines.splitlines()]
        signed = [each[4:] for each in signed if each[:4] == mine]
        told = [(signed[0] if signed else b"", (text + "\n").encode(), "checkpoint")]
        told.append((self.archive.read("SHA256SUMS.sig"), sums, "SHA256SUMS"))
        for signature, data, member in told:
            try:
                public.verify(signature, data)
            except InvalidSignature:
                self.say(f"{member}: not signed by the key of the log")
        return key[1:]

    def entries(self, size):
        self.tree, self.at = Tree(), 0
        for tile in range(-(-size // 256)):
            width = min(256, size - tile * 256)
            digits = f"{tile:03}".rjust(-(-len(f"{tile:03}") // 3) * 3, "0")
            parts = [digits[at : at + 3] for at in range(0, len(digits), 3)]
            path = "/".join(["x" + part for part in parts[:-1]] + parts[-1:])
            path += "" if width == 256 else f".p/{width}"
            data, hashes = (
                self.archive.read(f"tile/entries/{path}"),
                self.archive.read(f"tile/0/{path}"),
            )
            at = 0
            for place in range(width):
                (length,) = struct.unpack_from(">H", data, at)
                leaf, told = data[at + 2 : at + 2 + length], hashes[place * 32 : place * 32 + 32]
                at += 2 + length
                self.entry(tile * 256 + place, leaf, told)
            if at != len(data):
                raise Broken(f"tile/entries/{path}: something follows the entries")

    def entry(self, index, leaf, told):
        if not leaf:
            if index not in self.withheld:
                self.say(f"event {index}: missing")
            self.tree.add(told)
            return
        hashed = sha(b"\0" + leaf)
        self.tree.add(hashed)
        if hashed != told:
            self.say(f"event {index}: tile/0 has another hash")
        form, stream, version, topic, state = msgpack.unpackb(leaf)
        envelope = msgpack.unpackb(state)
        if form != 1 or msgpack.packb(ordered(envelope)) != state:
            self.say(f"event {index}: not in the canonical encoding")
        if envelope["at"] < self.at:
            self.say(f"event {index}: time goes back")
        self.at = max(self.at, envelope["at"])
        if (topic == "ledger-opened") != (index == 0):
            self.say(f"event {index}: the opening out of place")
        self.event(index, topic, envelope["data"], stream, version)

    def event(self, index, topic, data, stream, version):
        if topic == "poll-opened":
            roll = data.get("roll")
            if roll is None:
                digest = data["roll_content"]["digest"].hex()
                roll = msgpack.unpackb(self.archive.read(f"content/{digest}"))
            self.polls[data["poll"]] = Poll(data, roll["voters"])
        poll = self.polls.get(data.get("poll")) if isinstance(data.get("poll"), str) else None
        if poll is None:
            return
        if topic in KEPT:
            self.ballot(index, topic, data, stream, version, poll)
        elif topic in ("voter-arrived", "voter-departed", "voter-recused"):
            parts = {"voter-arrived": "present", "voter-departed": "absent"}
            poll.part[data["member"]] = parts.get(topic, "recused")
        elif topic == "poll-closed":
            poll.is_open, poll.paper = False, data.get("tally")
        elif topic == "outcome-announced":
            self.outcome(index, data, poll)

    def ballot(self, index, topic, data, stream, version, poll):
        """One vote a member, in its own stream, while the poll is open."""
        member, name = data["member"], f"{data['poll']}\0{data['member']}"
        if stream != self.stream_of(data["poll"], name):
            self.say(f"event {index}: a ballot outside of its member's stream")
        self.versions[name] = self.versions.get(name, 0) + 1
        if version != self.versions[name]:
            self.say(f"event {index}: a second first ballot")
        if not poll.is_open or member not in poll.weight or poll.part[member] == "recused":
            self.say(f"event {index}: {member} may not vote now")
        box = poll.room if topic == "ballot-cast" else poll.written
        before = {**poll.room, **poll.written}.get(member)
        if before is not None and not poll.opened.get("changes_allowed"):
            self.say(f"event {index}: {member} votes twice")
        if data.get("was") != before:
            self.say(f"event {index}: a change of another ballot")
        box[member] = data["ballot"]

    def stream_of(self, poll, name):
        """Where a ballot lies: the version of the ledger's UUID says how that is made."""
        if uuid.UUID(bytes=self.ledger).version != 8:
            return sha(b"ballot-1" + self.ledger + name.encode())[:16]
        told = b"ballot-2" + self.ledger
        return sha(told + poll.encode())[:2] + sha(told + name.encode())[:14]

    def outcome(self, index, data, poll):
        """Count again what is counted by adding up: opinions and marks."""
        told = msgpack.unpackb(self.archive.read("content/" + data["result"]["digest"].hex()))
        kinds = {"opinions": ("for", "against", "abstain"), "choice": ("votes",)}
        wanted = kinds.get(poll.opened["ballot"], ())
        figures = told["figures"]
        simple = [view for view in wanted if all(view in each for each in figures.values())]
        if not simple or not figures or told["rule"] not in RULES:
            self.left += 1
            return
        self.recounted += 1
        if list(data["winners"]) != list(told["winners"]) or data["rule"] != poll.opened["rule"]:
            self.say(f"event {index}: says otherwise than its result")
        for view in simple:
            votes = poll.votes("for" if view == "votes" else view)
            if votes != {option: each[view] for option, each in figures.items()}:
                self.say(f"event {index}: the votes of {data['poll']} are {votes}")
        terms = poll.opened["parameters"]
        base, share = terms.get("base"), Fraction(share_of(terms.get("share", "0")))
        votes, strict = poll.votes("for"), terms.get("strict")
        if base not in ("members", "present-or-replied") or terms.get("written") == "ignored":
            return
        needed = share * poll.base(base)
        for option, count in votes.items():
            passes = count > 0 and (count > needed if strict else count >= needed)
            if option in told["winners"] and not passes:
                self.say(f"event {index}: {option} wins with {count} votes, {needed} are needed")


DAMAGED = (OSError, Broken, LookupError, ValueError, TypeError, AttributeError, struct.error)
DAMAGED += (tarfile.TarError,)
RULES = {"threshold-1", "choose-1", "approval-1", "plurality-1", "block-1", "limited-1"}


def share_of(text):
    return Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text)


def ordered(value):
    if isinstance(value, dict):
        return {key: ordered(value[key]) for key in sorted(value, key=str.encode)}
    return [ordered(each) for each in value] if isinstance(value, list) else value


def main(words):
    key = "".join(words[words.index("--key") + 1].split()) if "--key" in words[:-1] else None
    out = sys.stdout.write
    if not words:
        out(__doc__)
        return 2
    try:
        with tarfile.open(words[0], "r:") as tar:  # plain: nothing is decompressed
            verifier = Verifier(Archive(tar))
            verifier.run(key)
    except DAMAGED as error:
        out(f"unusable, or damaged: {error}\nnot sound\n")
        return 2 if isinstance(error, OSError) else 1
    for sentence in verifier.wrong:
        out(sentence + "\n")
    counted, left = verifier.recounted, verifier.left
    out(f"outcomes counted again: {counted}; by rules this file does not know: {left}\n")
    if key is None:
        out("no key was given: this shows only that the bundle agrees with itself\n")
    out("not sound\n" if verifier.wrong else "sound\n")
    return 1 if verifier.wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
