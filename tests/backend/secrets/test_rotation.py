"""Another key for all secrets: whatever happens in the middle, every value can be read."""

import contextlib
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from backend import admin
from backend.db.connection import Connection, connect
from backend.db.queries import Query, load
from backend.db.rows import to_struct
from backend.models.errors import ApplicationError, InvalidInputError
from backend.models.secrets import SealedSecret
from backend.secrets.keys import KeyFile, Keys, SecretKeyError
from backend.secrets.rotation import rotate
from backend.secrets.sealing import unseal
from tests.support.backends import ROOT

Q = load("secrets")
VALUES = {f"key {number}": f"value-of-{number}-9c1e" for number in range(5)}
FAIL = Query("fail", "ALTER TABLE secrets ADD CHECK (name <> 'key 3') NOT VALID")
SLOW = """
CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN PERFORM pg_sleep(0.5); RETURN NEW; END $$;
CREATE TRIGGER slow BEFORE UPDATE ON secrets FOR EACH ROW EXECUTE FUNCTION slow();
"""
ROTATE = (
    "import sys; from pathlib import Path; from backend import admin; "
    "admin.rotate_secret_key(sys.argv[1], Path(sys.argv[2]))"
)


@pytest.fixture
def file(database_url: str, tmp_path: Path) -> KeyFile:
    path = tmp_path / "keys" / "secrets"
    for name, value in VALUES.items():
        assert admin.set_secret(database_url, path, name=name, value=value)
    return KeyFile(path)


def readable(connection: Connection, path: Path) -> dict[str, str]:
    """Every value, with nothing but what is in the file now."""
    rows = [to_struct(row, SealedSecret) for row in connection.run(Q.list_sealed)]
    return {secret.name: unseal(KeyFile(path), secret) for secret in rows}


def versions(connection: Connection) -> set[int]:
    return {row["key_version"] for row in connection.run(Q.list_sealed)}


def test_all_move_and_the_old_key_is_gone(connection: Connection, file: KeyFile) -> None:
    before = file.keys()
    done = rotate(connection, file)
    assert (done.key_version, done.secrets) == (2, len(VALUES))
    assert list(KeyFile(file.path).keys()) == [2]
    assert KeyFile(file.path).keys()[2] != before[1]
    assert readable(connection, file.path) == VALUES
    assert file.path.stat().st_mode & 0o777 == 0o600


def test_a_statement_that_fails_moves_none(connection: Connection, file: KeyFile) -> None:
    connection.run(FAIL)
    with pytest.raises(ApplicationError):
        rotate(connection, file)
    assert versions(connection) == {1}
    assert list(KeyFile(file.path).keys()) == [1, 2]
    assert readable(connection, file.path) == VALUES
    connection.run(Query("mend", "ALTER TABLE secrets DROP CONSTRAINT secrets_name_check"))
    assert rotate(connection, file).key_version == 3
    assert list(KeyFile(file.path).keys()) == [3]
    assert readable(connection, file.path) == VALUES


class _FullDisk(KeyFile):
    """Fails when the old keys are to leave the file."""

    def replace(self, keys: Keys) -> None:
        if len(keys) == 1:
            raise OSError(28, "No space left on device")
        super().replace(keys)


def test_a_file_that_cannot_be_written_at_the_end_keeps_both(
    connection: Connection, file: KeyFile
) -> None:
    with pytest.raises(OSError, match="space"):
        rotate(connection, _FullDisk(file.path))
    assert versions(connection) == {2}
    assert readable(connection, file.path) == VALUES
    assert rotate(connection, file).secrets == len(VALUES)
    assert list(KeyFile(file.path).keys()) == [3]


def test_killed_in_the_middle_every_value_can_be_read(
    connection: Connection, database_url: str, file: KeyFile
) -> None:
    connection.script(SLOW, "slow")
    process = subprocess.Popen([sys.executable, "-c", ROTATE, database_url, file.path], cwd=ROOT)
    give_up = time.monotonic() + 20
    while len(KeyFile(file.path).keys()) == 1:
        assert time.monotonic() < give_up
        time.sleep(0.02)
    time.sleep(0.6)
    process.send_signal(signal.SIGKILL)
    process.wait(10)
    assert versions(connection) == {1}
    assert readable(connection, file.path) == VALUES
    rotated = rotate(connection, file)
    assert (rotated.key_version, rotated.secrets) == (3, len(VALUES))
    assert readable(connection, file.path) == VALUES


def test_a_value_set_meanwhile_waits_and_gets_the_new_key(
    connection: Connection, database_url: str, file: KeyFile
) -> None:
    connection.script(SLOW, "slow")
    with contextlib.closing(connect(database_url, application_name="tests")) as second:
        thread = threading.Thread(target=rotate, args=(second, file))
        thread.start()
        while len(KeyFile(file.path).keys()) == 1:
            time.sleep(0.02)
        assert admin.set_secret(database_url, file.path, name="late", value="late-value")
        thread.join()
    assert versions(connection) == {2}
    assert readable(connection, file.path) == {**VALUES, "late": "late-value"}


def test_a_value_that_cannot_be_read_stops_it_before_anything_changes(
    connection: Connection, file: KeyFile
) -> None:
    connection.run(Query("spoil", "UPDATE secrets SET value = 'x' WHERE name = 'key 2'"))
    with pytest.raises(SecretKeyError, match="'key 2'"):
        rotate(connection, file)
    assert list(KeyFile(file.path).keys()) == [1]
    assert versions(connection) == {1}


def test_a_missing_file_is_not_made_anew_when_secrets_wait_for_it(
    database_url: str, file: KeyFile
) -> None:
    file.path.unlink()
    with pytest.raises(SecretKeyError, match="is missing"):
        admin.set_secret(database_url, file.path, name="another", value="value")
    assert not file.path.exists()


def test_setting_it_again_changes_the_value(
    connection: Connection, database_url: str, file: KeyFile
) -> None:
    assert not admin.set_secret(database_url, file.path, name="key 1", value="changed")
    assert readable(connection, file.path) == {**VALUES, "key 1": "changed"}
    assert [s.name for s in admin.list_secrets(database_url)] == list(VALUES)
    with pytest.raises(InvalidInputError, match="nothing was kept"):
        admin.set_secret(database_url, file.path, name="empty", value="")
