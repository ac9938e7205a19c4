"""Where things are, and how the program starts itself."""

import sys
from pathlib import Path

import pytest

from appliance import paths
from appliance.paths import DataFolder


def test_root_keeps_data_below_var_lib(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 0)
    monkeypatch.setenv("XDG_DATA_HOME", "/home/somebody/data")
    assert paths.default_data_folder() == Path("/var/lib/indicator-aggregator")


@pytest.mark.parametrize(
    ("xdg", "expected"),
    [
        ("/srv/data", "/srv/data/indicator-aggregator"),
        ("", "/home/somebody/.local/share/indicator-aggregator"),
        ("relative", "/home/somebody/.local/share/indicator-aggregator"),
    ],
)
def test_a_user_keeps_data_below_the_home(
    monkeypatch: pytest.MonkeyPatch, xdg: str, expected: str
) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    monkeypatch.setenv("HOME", "/home/somebody")
    monkeypatch.setenv("XDG_DATA_HOME", xdg)
    assert paths.default_data_folder() == Path(expected)


def test_it_starts_itself_from_sources() -> None:
    assert paths.self_command("gateway", "--x") == [
        *(sys.executable, "-m", "appliance"),
        *("gateway", "--x"),
    ]


def test_it_starts_itself_when_packaged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", "/usr/lib/indicator-aggregator/indicator-aggregator")
    assert paths.self_command("gateway", "--x") == [sys.executable, "gateway", "--x"]


def test_the_page_is_shipped() -> None:
    assert (paths.static_folder() / "index.html").is_file()


def test_everything_lies_within_the_data_folder() -> None:
    folder = DataFolder(Path("/data"))
    names = [name for name, value in vars(DataFolder).items() if isinstance(value, property)]
    assert len(names) > 10
    for name in names:
        assert getattr(folder, name).is_relative_to("/data"), name
    assert folder.log("gateway") == Path("/data/logs/gateway.log")


def test_sockets_fit_the_longest_data_folder() -> None:
    folder = DataFolder(Path("/" + "d" * (paths.MAX_DATA_FOLDER_BYTES - 1)))
    # supervisord makes its socket under a name with its process id first.
    longest = (f"{folder.supervisor_socket}.4194304", f"{folder.postgres_sockets}/.s.PGSQL.5432")
    runners = (str(folder.runner_python_socket), str(folder.runner_javascript_socket))
    assert all(len(name) <= 107 for name in (*longest, *runners))
