"""A feed of files under a real backend: imported beside it, replaced under it, none restarted."""

from pathlib import Path

import pytest

from backend import admin
from backend.feeds.parsing import PARSE_COMMAND
from tests.standins.feeds import asn, city
from tests.support.backends import BackendProcess, running_backend


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "feeds").mkdir()
    return tmp_path


def load(backend: BackendProcess, folder: Path, content: bytes) -> None:
    file = folder / "file"
    file.write_bytes(content)
    admin.import_feed(
        backend.database_url,
        slug="mmdb",
        path=file,
        force=False,
        parse_command=PARSE_COMMAND,
        files=folder / "feeds",
    )


def said(backend: BackendProcess, value: str) -> str:
    (result,) = backend.ask(value, source_ids=[backend.source_ids()["mmdb"]])["results"]
    return str(result["error"] or result["elements"] or result["skips"] or result["status"])


def test_two_backends_find_what_is_imported_and_replaced(database_url: str, folder: Path) -> None:
    feeds = str(folder / "feeds")
    with (
        running_backend(database_url, folder / "one.log", feeds=feeds) as one,
        running_backend(database_url, folder / "two.log", feeds=feeds, tokens=one.tokens) as two,
    ):
        assert "NOTHING_LOADED" in said(one, "192.0.2.7")
        for name in ("First", "Second"):
            load(one, folder, city(name))
            for backend in (one, two):
                assert name in said(backend, "192.0.2.7")
        load(one, folder, asn())
        assert "AS64496" in said(two, "2001:db8::7")
        assert said(two, "203.0.113.7") == "NOT_FOUND"


def test_a_backend_without_a_folder_says_so(database_url: str, folder: Path) -> None:
    with running_backend(database_url, folder / "log") as backend:
        assert "NOTHING_LOADED" in said(backend, "192.0.2.7")
        source = f"/sources/{backend.source_ids()['mmdb']}"
        tried = backend.call("POST", f"{source}/test", {"indicator": {"data": "192.0.2.7"}}).json()
        assert tried["status"] == "SKIPPED"
        assert "feed import mmdb FILE" in tried["error"]["detail"]
        # Files that are to be downloaded should be there.
        mirror = [{"name": "city_url", "value": "http://127.0.0.1:9/city.mmdb"}]
        assert backend.call("PATCH", source, {"configValues": mirror}).status == 204
        assert "STALE" in said(backend, "192.0.2.7")
