"""Feeds over the API: what is there, files that were brought, and refreshing with force."""

import functools
import http.server
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from backend.uploads import FOLDER
from tests.backend.http.conftest import load_feeds
from tests.standins.feeds import addresses, drop, relays
from tests.support.backends import BackendProcess, running_backend
from tests.support.databases import execute, new_database

OLD = "2020-01-01T00:00:00Z"


@pytest.fixture(scope="module")
def spool(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("spool")


@pytest.fixture(scope="module")
def backend(
    postgres_url: str, template: str, tmp_path_factory: pytest.TempPathFactory, spool: Path
) -> Iterator[BackendProcess]:
    """A backend that takes files."""
    log = tmp_path_factory.mktemp("backend") / "backend.log"
    with (
        new_database(postgres_url, template) as url,
        running_backend(url, log, spool=str(spool)) as process,
    ):
        for role in ("analyst", "source-author"):
            process.user(role)
        load_feeds(url)
        yield process


def bring(backend: BackendProcess, spool: Path, content: bytes, *, token: str = "admin") -> str:
    """An upload, which we receive as the gateway would."""
    answer = backend.call("POST", "/uploads?name=carried.txt&size=1000000", token=token)
    assert answer.status == 201, answer.body
    upload_id = str(answer.json()["id"])
    part = spool / FOLDER / f"{upload_id}.part"
    part.write_bytes(content)
    part.rename(spool / FOLDER / upload_id)
    return upload_id


def feed(backend: BackendProcess, slug: str) -> dict[str, Any]:
    return dict({each["slug"]: each for each in backend.call("GET", "/feeds").json()}[slug])


def part(backend: BackendProcess, slug: str, name: str) -> dict[str, Any]:
    return dict({each["name"]: each for each in feed(backend, slug)["parts"]}[name])


def test_what_is_there(backend: BackendProcess) -> None:
    listed = backend.call("GET", "/feeds", token="analyst").json()
    slugs = {each["slug"] for each in listed}
    assert slugs >= {"cisa-kev", "mmdb", "spamhaus-drop", "tor-exits"}
    assert "dns" not in slugs
    drop_feed = feed(backend, "spamhaus-drop")
    assert drop_feed["sourceId"] == backend.source_ids()["spamhaus-drop"]
    assert drop_feed["enabled"]
    assert drop_feed["maxAgeSeconds"] > 0
    v4 = part(backend, "spamhaus-drop", "v4")
    assert v4["rows"] > 0
    assert (v4["origin"], v4["error"], v4["stale"]) == ("drop_v4.json", None, False)
    assert len(v4["sha256"]) == 64
    assert v4["loadedAt"] == v4["asOf"] == v4["checkedAt"]
    v6 = part(backend, "spamhaus-drop", "v6")
    assert (v6["rows"], v6["loadedAt"], v6["stale"]) == (0, None, False)


def test_a_file_is_brought_and_loaded(backend: BackendProcess, spool: Path) -> None:
    upload = bring(backend, spool, drop("2001:db8:1::/48"), token="source-author")
    path = "/feeds/spamhaus-drop/import"
    body = {"uploadId": upload}
    assert backend.call("POST", path, body, token="analyst").status == 403
    assert backend.call("POST", path, body).status == 404, "it is somebody else's"
    done = backend.call("POST", path, body, token="source-author")
    assert done.status == 200, done.body
    assert done.json() == {
        "slug": "spamhaus-drop",
        "part": "v6",
        "rows": 1,
        "rowsBefore": 0,
        "asOf": None,
    }
    assert part(backend, "spamhaus-drop", "v6")["origin"] == "carried.txt"
    assert backend.call("POST", path, body, token="source-author").status == 404, "it is used"
    assert list((spool / FOLDER).iterdir()) == []


def test_what_is_refused_can_be_forced(backend: BackendProcess, spool: Path) -> None:
    path = "/feeds/tor-exits/import"
    long = bring(backend, spool, addresses(*(f"192.0.2.{n}" for n in range(200))))
    assert backend.call("POST", path, {"uploadId": long}).json()["rows"] == 200
    short = bring(backend, spool, addresses("192.0.2.1"))
    refused = backend.call("POST", path, {"uploadId": short})
    assert refused.status == 422, refused.body
    assert "more than 50 % would be lost" in refused.json()["detail"]
    other = backend.call("POST", path, {"uploadId": short, "part": "relays", "force": True})
    assert "expected Onionoo" in other.json()["detail"]
    unknown = backend.call("POST", path, {"uploadId": short, "part": "nothing"})
    assert "has no part 'nothing'" in unknown.json()["detail"]
    assert part(backend, "tor-exits", "exits")["rows"] == 200
    forced = backend.call("POST", path, {"uploadId": short, "part": "exits", "force": True})
    assert (forced.json()["rows"], forced.json()["rowsBefore"]) == (1, 200)


@pytest.mark.parametrize("action", ["import", "refresh"])
def test_what_is_no_feed(backend: BackendProcess, action: str) -> None:
    body = {"uploadId": "x"} if action == "import" else {}
    for slug in ("nothing", "dns", "cisa-kev%2f.."):
        missing = backend.call("POST", f"/feeds/{slug}/{action}", body)
        assert missing.status == 404, missing.body
        assert "there are" in missing.json()["detail"]


def test_a_copy_that_is_too_old_is_said_to_be(backend: BackendProcess) -> None:
    execute(backend.database_url, f"UPDATE feed_parts SET as_of = '{OLD}' WHERE slug = 'cisa-kev'")
    catalogue = part(backend, "cisa-kev", "catalogue")
    assert catalogue["stale"]
    assert catalogue["asOf"].startswith("2020-01-01T00:00:00")


@pytest.fixture
def standin(tmp_path: Path) -> Iterator[dict[str, str]]:
    """Where the lists of the network are offered."""
    (tmp_path / "exits").write_bytes(addresses("192.0.2.1"))
    (tmp_path / "relays").write_bytes(relays("192.0.2.2:9001"))
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(tmp_path))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    root = f"http://127.0.0.1:{server.server_port}"
    yield {"exits_url": f"{root}/exits", "relays_url": f"{root}/relays"}
    server.shutdown()
    thread.join()
    server.server_close()


def refreshed(backend: BackendProcess, slug: str, **body: Any) -> dict[str, Any]:
    """The run of a refresh, once it has ended."""
    answer = backend.call("POST", f"/feeds/{slug}/refresh", body, token="source-author")
    assert answer.status == 202, answer.body
    source_id = feed(backend, slug)["sourceId"]
    run_path = f"/sources/{source_id}/runs/{answer.json()['id']}"
    assert answer.headers["location"] == f"/api/v1{run_path}"
    until = time.monotonic() + 30
    while (run := backend.call("GET", run_path).json())["outcome"] == "RUNNING":
        assert time.monotonic() < until, "it takes too long"
        time.sleep(0.1)
    return dict(run)


def test_a_refresh_takes_what_is_refused_only_with_force(
    backend: BackendProcess, spool: Path, standin: dict[str, Any]
) -> None:
    source_id = feed(backend, "tor-exits")["sourceId"]
    values = [{"name": name, "value": url} for name, url in standin.items()]
    change = {"configValues": values, "taskEnabled": False}
    assert backend.call("PATCH", f"/sources/{source_id}", change).status == 204
    long = bring(backend, spool, addresses(*(f"192.0.2.{n}" for n in range(200))))
    backend.call("POST", "/feeds/tor-exits/import", {"uploadId": long})
    refused = refreshed(backend, "tor-exits")
    assert refused["outcome"] == "FAILED"
    assert "Load it with force" in refused["error"]
    assert "Load it with force" in part(backend, "tor-exits", "exits")["error"]
    forced = refreshed(backend, "tor-exits", force=True)
    assert forced["outcome"] == "DONE", forced
    exits = part(backend, "tor-exits", "exits")
    assert (exits["rows"], exits["error"]) == (1, None)
    assert exits["origin"] == standin["exits_url"]
