"""`suyton export`, `verify` and `witness`: from the operator's machine to the auditor's and back."""

import json
import re
import shutil
from pathlib import Path

import pytest

from api.i18n.catalogue import LOCALES, Locale, words
from projections.bundle.findings import CHECKS
from tests.api.cli.running import run
from tests.api.cli.test_reading_json import fits

LEDGERS = ("hoa-binh-2024", "bloc-of-nine", "cluster-1000-points", "council-of-fifteen")


@pytest.fixture(scope="module")
def data(played_seasons: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(played_seasons, tmp_path_factory.mktemp("audited") / "store"))


@pytest.fixture(scope="module")
def fingerprint(data: Path) -> str:
    told: str = json.loads(run("keys", "--json", data=data).out)["fingerprint"]
    return told


@pytest.fixture(scope="module")
def bundle(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bundles") / "nine.tar"
    assert run("export", "bloc-of-nine", str(path), data=data).code == 0
    return path


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An auditor's machine: another data folder, no store."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "auditor"))
    return tmp_path / "auditor"


@pytest.mark.parametrize("ledger", LEDGERS)
@pytest.mark.parametrize("level", ["public", "auditor"])
def test_every_shipped_season_is_exported_and_found_sound(
    data: Path, tmp_path: Path, fingerprint: str, ledger: str, level: str
) -> None:
    path = tmp_path / "bundle.tar"

    ran = run("export", ledger, str(path), "--disclosure", level, "--json", data=data)
    verified = run("verify", str(path), "--key", fingerprint, "--json")

    assert ran.code == 0, ran.err
    fits("export", json.loads(ran.out))
    told = json.loads(verified.out)
    fits("verify", told)
    assert (verified.code, told["sound"], told["trusted"]) == (0, True, True)
    assert list(told["checks"]) == sorted(CHECKS)
    assert path.stat().st_size == json.loads(ran.out)["bytes"]


def test_exporting_twice_gives_the_same_bytes_and_writes_over_nothing(
    data: Path, bundle: Path, tmp_path: Path
) -> None:
    again = tmp_path / "again.tar"

    assert run("export", "bloc-of-nine", str(again), data=data).code == 0
    refused = run("export", "bloc-of-nine", str(again), "--json", data=data)

    assert again.read_bytes() == bundle.read_bytes()
    assert json.loads(refused.out)["code"] == "bundle-unwritable"
    assert [each.name for each in tmp_path.iterdir()] == ["again.tar"]


@pytest.mark.parametrize(
    ("language", "verdict"),
    [("en", "Sound in itself"), ("vi", "Nhất quán với chính nó")],
)
def test_a_bundle_is_told_in_words(bundle: Path, language: str, verdict: str) -> None:
    ran = run("verify", str(bundle), language=language)

    assert (ran.code, ran.err) == (0, "")
    assert verdict in ran.out
    assert all(len(line) <= 80 for line in ran.out.splitlines())


def test_a_changed_bundle_is_not_sound_and_says_where(bundle: Path, tmp_path: Path) -> None:
    data = bytearray(bundle.read_bytes())
    data[data.index(b"\xafmember-admitted\xc4") + 60] ^= 1  # as it stands in its leaf
    path = tmp_path / "changed.tar"
    path.write_bytes(data)

    for language, verdict in (("en", "NOT SOUND"), ("vi", "KHÔNG ĐÚNG")):
        ran = run("verify", str(path), language=language)
        assert ran.code == 1
        assert verdict in ran.out
    told = json.loads(run("verify", str(path), "--json").out)
    fits("verify", told)
    assert "root-differs" in {each["code"] for each in told["findings"]}
    assert any(isinstance(each["index"], int) for each in told["findings"])


def test_the_key_may_stand_in_a_file(bundle: Path, fingerprint: str, tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(f"{fingerprint}\n", encoding="utf-8")

    assert json.loads(run("verify", str(bundle), "--key", str(file), "--json").out)["trusted"]
    other = run("verify", str(bundle), "--key", "0" * 64, "--json")
    assert other.code == 1
    assert json.loads(other.out)["findings"][0]["code"] == "key-not-trusted"


def test_a_checkpoint_that_was_kept_is_extended(data: Path, bundle: Path, tmp_path: Path) -> None:
    kept = tmp_path / "checkpoint"
    kept.write_text(run("checkpoint", "bloc-of-nine", data=data).out, encoding="utf-8")
    other = tmp_path / "other"
    other.write_text(run("checkpoint", "hoa-binh-2024", data=data).out, encoding="utf-8")

    assert run("verify", str(bundle), "--since", str(kept)).code == 0
    told = run("verify", str(bundle), "--since", str(other), "--json")
    assert json.loads(told.out)["findings"][0]["code"] == "since-not-of-this-log"


def test_a_councils_bundle_is_held_against_those_of_its_blocs(
    data: Path, bundle: Path, tmp_path: Path
) -> None:
    council, five = tmp_path / "council.tar", tmp_path / "five.tar"
    run("export", "council-of-fifteen", str(council), data=data)
    run("export", "bloc-of-five", str(five), data=data)

    ran = run("verify", str(council), "--with", str(bundle), "--with", str(five), "--json")

    told = json.loads(ran.out)
    assert ran.code == 0
    assert told["checks"]["others"]["count"] > 3


def test_a_receipt_is_verified_as_well(data: Path, tmp_path: Path) -> None:
    path = tmp_path / "mine.tlog-proof"
    path.write_text(run("checkpoint", "bloc-of-nine", "--receipt", "5", data=data).out, "utf-8")
    key = json.loads(run("checkpoint", "bloc-of-nine", "--json", data=data).out)["key"]
    other = json.loads(run("checkpoint", "hoa-binh-2024", "--json", data=data).out)["key"]

    ran = run("verify", str(path), "--key", key, "--json")

    told = json.loads(ran.out)
    fits("verify", told)
    assert (ran.code, told["sound"], told["trusted"], told["topic"]) == (
        0,
        True,
        True,
        "member-admitted",
    )
    assert run("verify", str(path)).code == 0
    assert run("verify", str(path), "--key", other).code == 1
    forged = path.read_text("utf-8").replace("index 5", "index 4")
    path.write_text(forged, encoding="utf-8")
    assert "NOT SOUND" in run("verify", str(path)).out


def test_a_witness_cosigns_what_extends_what_it_has_seen(
    data: Path, bundle: Path, elsewhere: Path, tmp_path: Path, fingerprint: str
) -> None:
    seen = run("witness", str(bundle), "--as", "teller.example", "--key", fingerprint)
    file = tmp_path / "cosigned"
    file.write_text(seen.out, encoding="utf-8")
    told = json.loads(run("witness", str(bundle), "--as", "teller.example", "--json").out)

    fits("witness", told)
    assert (seen.code, told["text"].count("\n— ")) == (0, 2)
    assert (elsewhere / "suyton" / "witness" / "witness.key").stat().st_mode & 0o077 == 0
    own = tmp_path / "own"
    shutil.copytree(data, own)
    assert run("keys", "--trust", told["key"], data=own).code == 0
    taken = run("checkpoint", "bloc-of-nine", "--cosigned", str(file), "--json", data=own)
    assert json.loads(taken.out)["cosigned"] == ["teller.example"]
    again = tmp_path / "again.tar"
    run("export", "bloc-of-nine", str(again), data=own)
    policy = tmp_path / "policy"
    policy.write_text((own / "audit" / "policy").read_text())
    assert run("verify", str(again), "--policy", str(policy)).code == 0
    assert run("verify", str(bundle), "--policy", str(policy)).code == 1


def test_a_witness_refuses_another_history(
    bundle: Path, elsewhere: Path, data: Path, tmp_path: Path
) -> None:
    assert run("witness", str(bundle), "--as", "teller.example").code == 0
    seen = next((elsewhere / "suyton" / "witness" / "seen").rglob("1"))
    told = seen.read_text("utf-8").split("\n")
    other = run("checkpoint", "hoa-binh-2024", data=data).out.split("\n")
    seen.write_text("\n".join([*told[:1], *other[1:3], *told[3:]]), encoding="utf-8")

    ran = run("witness", str(bundle), "--as", "teller.example")

    assert (ran.code, ran.out) == (1, "")
    assert "Not cosigned" in ran.err


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (("verify", "nowhere.tar"), "bundle-unreadable"),
        (("verify", "{bundle}", "--key", "nonsense"), "key-invalid"),
        (("verify", "{bundle}", "--since", "nowhere"), "file-unreadable"),
        (("verify", "{bundle}", "--policy", "{bundle}"), "policy-invalid"),
        (("witness", "{bundle}", "--as", "two words"), "key-invalid"),
        (("export", "bloc-of-nine", "{bundle}/x.tar"), "bundle-unwritable"),
        (("export", "bloc-of-nine", "x.tar", "--disclosure", "all"), "field-invalid"),
    ],
)
def test_what_cannot_be_done_is_refused_by_name(
    data: Path, bundle: Path, given: tuple[str, ...], code: str
) -> None:
    told = [word.replace("{bundle}", str(bundle)) for word in given]

    ran = run(*told, "--json", data=data)

    assert ran.code == 2
    assert json.loads(ran.out)["code"] == code


@pytest.mark.parametrize("locale", LOCALES)
def test_every_finding_and_check_has_words(locale: Locale) -> None:
    folder = Path(__file__).parents[3] / "projections" / "bundle"
    source = "".join(path.read_text("utf-8") for path in folder.glob("*.py"))
    codes = {
        *re.findall(r'\.find\(\s*"[a-z]+",\s*"([a-z-]+)"', source),
        *re.findall(r'ArchiveBroken\("([a-z-]+)"', source),
        *re.findall(r'yield (?:index, )?"([a-z-]+)"', source),
    } - {"poll-not-"}
    told = words(locale)

    assert len(codes) > 45
    assert [code for code in sorted(codes) if f"finding.{code}" not in told] == []
    assert [each for each in CHECKS if f"check.{each}" not in told] == []
