"""Set-up's token: a file that is there as long as it is needed."""

from pathlib import Path

import pytest
from structlog.testing import capture_logs

from backend import admin
from backend.access.setup import Setup, SetupDoneError
from backend.db.pool import Database
from backend.models.access import SetupAnswers
from backend.models.errors import UnauthorizedError
from tests.support.databases import execute

PASSWORD = "correct horse battery"


def answers(token: str, email: str = "a@example.com") -> SetupAnswers:
    return SetupAnswers(token=token, email=email, password=PASSWORD)


async def test_the_file_follows_the_need(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    file = tmp_path / "setup-token"
    setup = Setup(database, file)
    await setup.look()
    token = file.read_text()
    await setup.look()
    assert file.read_text() == token
    assert (file.stat().st_mode & 0o777, list(tmp_path.iterdir())) == (0o600, [file])
    admin.create_user(database_url, email="a@example.com", role="admin", password=PASSWORD)
    await setup.look()
    assert not file.exists()
    with pytest.raises(SetupDoneError):
        await setup.complete(answers(token.strip(), "b@example.com"))
    # The last administrator is locked out: whoever reads the data folder makes another.
    execute(database_url, "UPDATE users SET enabled = false WHERE email = 'a@example.com'")
    await setup.look()
    assert file.read_text() != token
    with pytest.raises(UnauthorizedError):
        await setup.complete(answers(token.strip(), "b@example.com"))
    await setup.complete(answers(file.read_text().strip(), "b@example.com"))
    assert not file.exists()


async def test_a_folder_that_can_not_be_written_is_a_line_and_no_end(
    database: Database, tmp_path: Path
) -> None:
    setup = Setup(database, tmp_path / "missing" / "setup-token")
    with capture_logs() as lines:
        await setup.look()
    assert [line["event"] for line in lines] == ["setup_token_failed"]
    assert "user create" in lines[0]["next"]
    with pytest.raises(UnauthorizedError, match="user create"):
        await setup.complete(answers(""))


async def test_without_a_file_no_token_is_right(database: Database) -> None:
    setup = Setup(database, None)
    await setup.look()
    for token in ("", "None"):
        with pytest.raises(UnauthorizedError):
            await setup.complete(answers(token))
