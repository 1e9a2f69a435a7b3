"""Nothing here names the machine it was written on, or the registry its packages came from.

Whoever clones this has other folders and perhaps a mirror. The patterns are put together from
pieces, so that this file passes its own test.
"""

import re
from pathlib import Path

import pytest

_REGISTRIES = (
    ("py" + "pi", "org"),
    ("python" + "hosted", "org"),
    ("npm" + "js", "org"),
    ("npm" + "js", "com"),
    ("deb." + "debian", "org"),
    ("crates", "io"),
)
_FOLDERS = ("wo" + "rk", "fa" + "rm", "ro" + "ot", "us" + "ers", "ho" + "me")


def _host_or_machine_path(text: str) -> list[str]:
    hosts = "|".join(rf"{name}\.{suffix}\b" for name, suffix in _REGISTRIES)
    folders = "|".join(_FOLDERS)
    pattern = rf"(?:{hosts})|(?<![\w./~{{}}$-])/(?:{folders})/\w[^\s`'\")]*"
    return re.findall(pattern, text, flags=re.IGNORECASE)


def test_no_file_names_a_registry_host_or_a_path_of_one_machine(
    root: Path,
    files: tuple[Path, ...],
) -> None:
    here = str(root)

    found = {
        str(path.relative_to(root)): [
            *_host_or_machine_path(text),
            *re.findall(re.escape(here), text),
        ]
        for path in files
        if "\0" not in (text := path.read_text(encoding="utf-8", errors="replace"))
    }

    assert {name: places for name, places in found.items() if places} == {}


@pytest.mark.parametrize(
    ("line", "is_found"),
    [
        pytest.param("--index-url https://py" + "pi.org/simple", True, id="index"),
        pytest.param("https://files.python" + "hosted.org/x.whl", True, id="download"),
        pytest.param("see /ro" + "ot/notes.txt", True, id="home-of-root"),
        pytest.param("cd /wo" + "rk/main && ls", True, id="checkout"),
        pytest.param("docs/wo" + "rk/notes.md", False, id="relative"),
        pytest.param("GET /v1/ho" + "me/", False, id="route"),
        pytest.param("/usr/share/fonts", False, id="standard-folder"),
    ],
)
def test_the_search_knows_a_host_and_a_path_when_it_sees_one(line: str, is_found: bool) -> None:
    assert bool(_host_or_machine_path(line)) is is_found
