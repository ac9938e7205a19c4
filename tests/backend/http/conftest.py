"""One real backend for the tests of the API."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from backend import admin
from tests.support.backends import ROOT, BackendProcess, running_backend
from tests.support.databases import new_database

FEEDS = ROOT / "tests" / "backend" / "http" / "feeds"


@pytest.fixture(scope="module")
def backend(
    postgres_url: str, template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[BackendProcess]:
    """A backend with a database of the module's own, its feeds loaded, its users made."""
    log = tmp_path_factory.mktemp("backend") / "backend.log"
    with new_database(postgres_url, template) as url, running_backend(url, log) as process:
        for role in ("viewer", "analyst", "source-author", "request_create", "request_view"):
            process.user(role)
        load_feeds(url)
        process.switch_off_vendors()
        yield process


def load_feeds(database_url: str) -> None:
    """What the sources know in these tests; all values are for documentation."""
    files: dict[str, Path] = {
        "cisa-kev": FEEDS / "kev.json",
        "tor-exits": FEEDS / "tor.txt",
        "spamhaus-drop": FEEDS / "drop_v4.json",
    }
    from backend.feeds.parsing import PARSE_COMMAND

    for slug, file in files.items():
        admin.import_feed(
            database_url, slug=slug, path=file, force=False, parse_command=PARSE_COMMAND
        )
