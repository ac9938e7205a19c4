"""Who runs as whom when root started the appliance, and what is given to them."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance import data_folder, privileges
from appliance.accounts import Account, service_account
from appliance.config import Config, load_config
from appliance.errors import SetupError

only_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root chooses accounts")

DAEMON = Account(name="daemon", uid=1, gid=1)


@pytest.fixture
def config() -> Iterator[Config]:
    """A configuration whose data folder is prepared, with user `daemon`."""
    folder = Path(tempfile.mkdtemp(prefix="ia-accounts-"))
    folder.chmod(0o755)
    yield configured(folder, user="daemon")
    shutil.rmtree(folder)


def configured(folder: Path, **appliance: str) -> Config:
    places = {("appliance", key): value for key, value in appliance.items()}
    config = load_config(
        overrides={("appliance", "data_dir"): str(folder / "data"), **places}, environment={}
    )
    data_folder.prepare(config.data)
    return config


@pytest.mark.skipif(os.geteuid() == 0, reason="root chooses accounts")
def test_who_is_not_root_changes_no_account(config: Config) -> None:
    chosen = privileges.choose(config)
    assert (chosen.postgres, chosen.backend, chosen.gateway, chosen.notices) == (None,) * 3 + ((),)


@only_root
@pytest.mark.parametrize("name", ["no-such-account", "root"])
def test_an_account_that_can_not_be_is_one_sentence(name: str) -> None:
    with pytest.raises(SetupError, match=rf"\[appliance\] user: .*{name}"):
        service_account(name)


@only_root
def test_nobody_gets_no_keys(config: Config) -> None:
    chosen = privileges.choose(configured(config.data.root.parent, user="nobody"))
    assert chosen.postgres is not None
    assert chosen.postgres.name == "nobody"
    assert (chosen.backend, chosen.gateway) == (None, None)
    (notice,) = chosen.notices
    assert "nobody" in notice
    assert "root" in notice


@only_root
def test_an_account_of_its_own_runs_what_it_can_read(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(privileges, "_folders", list)
    chosen = privileges.choose(config)
    assert (chosen.postgres, chosen.backend, chosen.gateway) == (DAEMON, DAEMON, DAEMON)
    assert chosen.notices == ()


@only_root
def test_what_it_can_not_read_stays_root_and_is_named(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = config.data.root.parent / "closed"
    closed.mkdir(mode=0o700)
    monkeypatch.setattr(privileges, "_folders", lambda: [str(closed)])
    chosen = privileges.choose(config)
    assert chosen.postgres == DAEMON
    assert (chosen.backend, chosen.gateway) == (None, None)
    (notice,) = chosen.notices
    assert str(closed) in notice


@only_root
def test_files_are_handed_over_and_taken_back(config: Config) -> None:
    data = config.data
    data_folder.secret(data.local_token)
    privileges.hand_over(config, DAEMON)
    runners = (data.runner_python, data.runner_javascript)
    handed = (data.keys, data.local_token, data.postgres_password, data.spool, *runners)
    assert {path.stat().st_uid for path in handed} == {1}
    assert {path.stat().st_mode & 0o077 for path in handed} == {0}
    for kept in (data.root, data.lock, data.logs, data.run, data.postgresql):
        assert kept.stat().st_uid == 0
    later = data_folder.secret(data.keys / "later")
    assert later
    assert (data.keys / "later").stat().st_uid == 1
    privileges.hand_over(config, None)
    assert {path.stat().st_uid for path in (*handed, data.keys / "later")} == {0}
