"""Verifiers that are not ours accept our bundles and receipts, and refuse forged ones.

tlog-scales and sigstore run in the peers' environment (`scripts/bench-peers`, which `scripts/test`
calls); OpenSSL and sha256sum are the system's. Go's x/mod/sumdb runs where Go is installed. What is
not there is skipped, and says so.
"""

import io
import json
import shutil
import subprocess
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from projections.notes import LOG, WITNESS, key_of
from tests.golden.story_rules import BLOC
from tests.projections.bundles.forging import Workbench
from tests.projections.bundles.frauds import OUTSIDE
from tests.projections.bundles.world import KEY, LEDGERS, WITNESS_KEY, World, played

ROOT = Path(__file__).parents[2]
PEERS = ROOT / "var" / "peers" / "bin" / "python"
VERSIONS = {"tlog-scales": "0.0.3", "sigstore": "4.5.1"}
"""What the results below were found with."""
SEEN_BY_TILES = (
    "an_event_is_altered",
    "an_event_is_dropped",
    "an_event_is_inserted",
    "two_events_are_swapped",
    "the_newest_events_are_cut_off",
    "a_hash_tile_is_altered",
    "a_signature_is_forged",
    "a_witness_is_forged",
    "all_is_signed_by_another_key",
)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = played(tmp_path_factory.mktemp("world"))
    yield made
    made.store.close()


@pytest.fixture(scope="module")
def data(world: World) -> bytes:
    return world.bundle("auditor")


def unpacked(data: bytes, folder: Path) -> Path:
    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        tar.extraction_filter = getattr(tarfile, "data_filter", None)  # not in 3.11.2
        tar.extractall(folder)
    (top,) = folder.iterdir()
    return top


def asked(folder: Path, logs: list[dict[str, Any]]) -> dict[str, Any]:
    if not PEERS.exists():
        pytest.skip("the peers' verifiers are not installed: run scripts/bench-peers")
    file = folder / "logs.json"
    file.write_text(json.dumps(logs), encoding="utf-8")
    ran = subprocess.run(
        [str(PEERS), str(Path(__file__).with_name("stranger.py")), str(file)],
        capture_output=True,
        text=True,
        check=True,
    )
    told: dict[str, Any] = json.loads(ran.stdout)
    return told


@pytest.fixture(scope="module")
def said(world: World, data: bytes, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the strangers say: of the honest log with a receipt for each event, then of forged ones."""
    ledger = LEDGERS[BLOC]
    key = str(key_of(world.notary.origin(ledger), LOG, KEY))
    witness = str(key_of("witness.example/teller", WITNESS, WITNESS_KEY))
    folders = {"honest": unpacked(data, tmp_path_factory.mktemp("honest"))}
    for kind in SEEN_BY_TILES:
        forged = OUTSIDE[kind][1](Workbench(data), Random(3))
        folders[kind] = unpacked(forged, tmp_path_factory.mktemp(kind))
    size = world.store.head(ledger).size
    receipts = [str(world.notary.receipt(ledger, index)) for index in range(size)]
    about = {"key": key, "witness": witness}
    logs = [
        *({**about, "folder": str(folder), "receipt": receipts[0]} for folder in folders.values()),
        *({**about, "folder": str(folders["honest"]), "receipt": each} for each in receipts[::10]),
        *(
            {**about, "folder": str(folders["honest"]), "receipt": change(receipts[7])}
            for change in FORGED_RECEIPTS.values()
        ),
    ]
    told = asked(tmp_path_factory.mktemp("asked"), logs)
    count = len(folders)
    honest = told["logs"][count : -len(FORGED_RECEIPTS)]
    forged_receipts = told["logs"][-len(FORGED_RECEIPTS) :]
    return {
        "versions": told["versions"],
        "folders": dict(zip(folders, told["logs"][:count], strict=True)),
        "receipts": honest,
        "forged": dict(zip(FORGED_RECEIPTS, forged_receipts, strict=True)),
    }


FORGED_RECEIPTS: dict[str, Callable[[str], str]] = {
    "another-index": lambda text: text.replace("index 7", "index 8"),
    "another-event": lambda text: text.replace("extra lQH", "extra lQI"),
    "a-path-cut-short": lambda text: text.replace(text.split("\n")[3] + "\n", "", 1),
}


def test_the_versions_are_those_that_are_told(said: dict[str, Any]) -> None:
    assert said["versions"] == VERSIONS


def test_strangers_accept_the_honest_log(said: dict[str, Any]) -> None:
    assert said["folders"]["honest"] == {"tlog-scales": "accepts", "sigstore": "accepts"}


@pytest.mark.parametrize("kind", SEEN_BY_TILES)
def test_tlog_scales_refuses_a_forged_log(said: dict[str, Any], kind: str) -> None:
    assert said["folders"][kind]["tlog-scales"] != "accepts"


def test_sigstore_accepts_every_receipt(said: dict[str, Any]) -> None:
    assert {each["sigstore"] for each in said["receipts"]} == {"accepts"}


@pytest.mark.parametrize("kind", ["another-index", "another-event", "a-path-cut-short"])
def test_sigstore_refuses_a_forged_receipt(said: dict[str, Any], kind: str) -> None:
    assert said["forged"][kind]["sigstore"] != "accepts"


def test_openssl_verifies_the_sums_and_the_checkpoint(data: bytes, tmp_path: Path) -> None:
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not installed")
    top = unpacked(data, tmp_path)
    note = (top / "checkpoint").read_text(encoding="utf-8")
    text, _, lines = note.rpartition("\n\n")
    (top / "text").write_text(text + "\n", encoding="utf-8")
    from base64 import b64decode

    (top / "signature").write_bytes(b64decode(lines.split("\n")[0].split(" ")[2])[4:])

    def verifies(signature: str, file: str) -> bool:
        words = ["pkeyutl", "-verify", "-rawin", "-pubin", "-inkey", "log.pem"]
        ran = subprocess.run(
            [openssl, *words, "-sigfile", signature, "-in", file],
            cwd=top,
            capture_output=True,
            check=False,
        )
        return ran.returncode == 0

    assert verifies("SHA256SUMS.sig", "SHA256SUMS")
    assert verifies("signature", "text")
    (top / "SHA256SUMS").write_bytes((top / "SHA256SUMS").read_bytes().replace(b"0", b"1", 1))
    assert not verifies("SHA256SUMS.sig", "SHA256SUMS")


GO = """
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func check(err error) {
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}

func main() {
	folder := os.Args[1]
	verifier, err := note.NewVerifier(os.Args[2])
	check(err)
	told, err := os.ReadFile(filepath.Join(folder, "checkpoint"))
	check(err)
	signed, err := note.Open(told, note.VerifierList(verifier))
	check(err)
	lines := strings.Split(signed.Text, "\\n")
	var size int64
	fmt.Sscan(lines[1], &size)
	var entries []string
	filepath.Walk(filepath.Join(folder, "tile", "entries"), func(p string, i os.FileInfo, e error) error {
		if e == nil && !i.IsDir() {
			entries = append(entries, p)
		}
		return e
	})
	sort.Strings(entries)
	var hashes []tlog.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		var out []tlog.Hash
		for _, at := range indexes {
			out = append(out, hashes[at])
		}
		return out, nil
	})
	var index int64
	for _, path := range entries {
		data, err := os.ReadFile(path)
		check(err)
		for len(data) > 0 {
			length := int(data[0])<<8 | int(data[1])
			stored, err := tlog.StoredHashes(index, data[2:2+length], reader)
			check(err)
			hashes = append(hashes, stored...)
			data = data[2+length:]
			index++
		}
	}
	root, err := tlog.TreeHash(size, reader)
	check(err)
	if index != size || root.String() != lines[2] {
		fmt.Println("another root")
		os.Exit(1)
	}
	fmt.Println("accepts")
}
"""


def test_go_recomputes_the_root_from_the_entries(world: World, data: bytes, tmp_path: Path) -> None:
    go = shutil.which("go")
    library = Path("/usr/share/gocode/src/golang.org/x/mod/sumdb/tlog")
    if go is None or not library.exists():
        pytest.skip("Go or golang-golang-x-mod-dev is not installed")
    (tmp_path / "main.go").write_text(GO, encoding="utf-8")
    environment = {
        "GO111MODULE": "off",
        "GOPATH": "/usr/share/gocode",
        "GOCACHE": str(tmp_path / "cache"),
        "PATH": str(Path(go).parent),
    }
    key = str(key_of(world.notary.origin(LEDGERS[BLOC]), LOG, KEY))

    def accepts(folder: Path) -> bool:
        ran = subprocess.run(
            [go, "run", str(tmp_path / "main.go"), str(folder), key],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        return ran.stdout == "accepts\n"

    assert accepts(unpacked(data, tmp_path / "honest"))
    for kind in SEEN_BY_TILES:
        if kind not in ("a_hash_tile_is_altered", "a_witness_is_forged"):  # it reads neither
            forged = OUTSIDE[kind][1](Workbench(data), Random(3))
            assert not accepts(unpacked(forged, tmp_path / kind))
