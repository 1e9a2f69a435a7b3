"""Where the store is and which language is spoken, as the environment has it."""

from pathlib import Path

import pytest

from api.settings import Settings


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (
        "SUYTON_DATA",
        "SUYTON_LANG",
        "XDG_DATA_HOME",
        "LC_ALL",
        "LC_MESSAGES",
        "LANG",
    ):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("environment", "store"),
    [
        pytest.param({"HOME": "/var/lib/ada"}, "/var/lib/ada/.local/share/suyton", id="home"),
        pytest.param(
            {"HOME": "/var/lib/ada", "XDG_DATA_HOME": "/data"}, "/data/suyton", id="data-home"
        ),
        pytest.param({"XDG_DATA_HOME": "/data", "SUYTON_DATA": "here"}, "here", id="named"),
        pytest.param({"SUYTON_DATA": "postgresql://h/d"}, "postgresql://h/d", id="server"),
    ],
)
def test_the_store_is_where_the_environment_says(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], store: str
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    assert Settings().store == store


@pytest.mark.parametrize(
    ("environment", "locale"),
    [
        pytest.param({}, "en", id="nothing-said"),
        pytest.param({"LANG": "vi_VN.UTF-8"}, "vi", id="terminal"),
        pytest.param({"LANG": "vi_VN.UTF-8", "LC_ALL": "en_GB"}, "en", id="lc-all-first"),
        pytest.param({"LANG": "en_GB", "SUYTON_LANG": "vi"}, "vi", id="ours-first"),
    ],
)
def test_the_language_is_ours_then_the_terminals(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], locale: str
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    assert Settings().locale == locale


def test_other_variables_of_ours_do_no_harm(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SUYTON_NOTHING", "x")
    monkeypatch.setenv("SUYTON_DATA", str(tmp_path))

    assert Settings().store == str(tmp_path)
