"""Secrets over the API: kept, linked, given to a source, and seen nowhere else."""

import datetime as dt
import time
from collections.abc import Iterator
from typing import Any

import pytest

from backend.db.connection import connect
from backend.db.queries import Query
from tests.runners.harness import Runner
from tests.runners.languages import PYTHON
from tests.support.backends import BackendProcess, running_backend
from tests.support.databases import new_database

SENTINEL = "sentinel-5b1d/c0+ffee=not&to be seen"
QUOTED = "sentinel-5b1d%2Fc0%2Bffee"

CODE = """
import urllib.parse

def fetch_data(data, kind, context):
    key = context.secret("api_key")
    context.log("asking with", key)
    print("https://example.com/?key=" + urllib.parse.quote(key, safe=""))
    if data == "192.0.2.66":
        raise ValueError("refused: key=" + key)
    if data == "192.0.2.67":
        return {"found": True, "tags": [key], "raw": {key: [key]}, "elements": [
            {"kind": "TEXT", "label": "Echo " + key, "value": key}]}
    return {"echo": key, "length": len(key), "deep": [{"key": key}], "others": context._secrets}

def background_task():
    pass
"""


@pytest.fixture(scope="module")
def keeper(
    postgres_url: str, template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[BackendProcess]:
    """A backend with a runner beside it, which logs all that it can."""
    log = tmp_path_factory.mktemp("keeper") / "log"
    runner = Runner(PYTHON)
    told = {"runners": {"PYTHON": str(runner.socket)}, "backend": {"log_level": "debug"}}
    try:
        with (
            new_database(postgres_url, template) as url,
            running_backend(url, log, **told) as backend,
        ):
            for role in ("viewer", "analyst", "source-author"):
                backend.user(role)
            yield backend
    finally:
        runner.stop()


def keep(keeper: BackendProcess, name: str, **more: Any) -> str:
    answer = keeper.call("POST", "/secrets", {"name": name, "value": SENTINEL, **more})
    assert answer.status == 200, answer.body
    assert answer.headers["content-type"].startswith("text/plain")
    return answer.body.decode()


def make(keeper: BackendProcess, name: str, code: str = CODE, **more: Any) -> str:
    new = {"name": name, "kind": "PYTHON", "sourceCode": code, "supportedIndicators": ["IPV4"]}
    answer = keeper.call("POST", "/sources", {**new, **more})
    assert answer.status == 200, answer.body
    return str(answer.json()["id"])


def link(keeper: BackendProcess, source_id: str, secret_id: str | None, **more: Any) -> str:
    slot = {"name": "api_key", "secretId": secret_id, **more}
    answer = keeper.call("PUT", f"/sources/{source_id}/secrets", [slot])
    assert answer.status == 201, answer.body
    (kept,) = keeper.call("GET", f"/sources/{source_id}/secrets").json()
    return str(kept["id"])


def ask(keeper: BackendProcess, source_id: str, value: str = "192.0.2.1") -> dict[str, Any]:
    return dict(keeper.ask(value, source_ids=[source_id])["results"][0])


def missing(keeper: BackendProcess, source_id: str) -> Any:
    return keeper.call("GET", f"/sources/{source_id}").json()["missingSecrets"]


def test_kept_listed_changed_revealed_deleted(keeper: BackendProcess) -> None:
    secret_id = keep(keeper, "Kept", description="first", expiresAt="2031-01-31T00:00:00Z")
    (shown,) = [s for s in keeper.call("GET", "/secrets").json() if s["id"] == secret_id]
    assert (shown["name"], shown["description"], shown["numSources"]) == ("Kept", "first", 0)
    assert shown["expiresAt"] == "2031-01-31T00:00:00Z"
    assert shown["createdUserId"]
    assert "value" not in shown
    path = f"/secrets/{secret_id}"
    assert keeper.call("GET", f"{path}/value").body.decode() == SENTINEL
    changes = {"value": "another-value", "description": None, "expiresAt": None}
    assert keeper.call("PATCH", path, changes).status == 204
    assert keeper.call("GET", f"{path}/value").body == b"another-value"
    (shown,) = [s for s in keeper.call("GET", "/secrets").json() if s["id"] == secret_id]
    assert (shown["name"], shown["description"], shown["expiresAt"]) == ("Kept", None, None)
    assert keeper.call("DELETE", path).status == 204
    for method, what in (("GET", f"{path}/value"), ("DELETE", path)):
        assert keeper.call(method, what).status == 404
    assert keeper.call("PATCH", path, {"name": "x"}).status == 404


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"name": "Twice", "value": "x"}, 409),
        ({"name": "x"}, 422),
        ({"name": "", "value": SENTINEL}, 422),
        ({"name": "x", "value": ""}, 422),
        ({"name": "x", "value": SENTINEL, "expiresAt": "2031-01-31T00:00:00"}, 422),
        ({"name": "x", "value": SENTINEL, "nonsense": SENTINEL}, 422),
        ({"name": "x", "value": [SENTINEL]}, 422),
    ],
)
def test_what_does_not_fit_is_refused_without_a_word_of_the_value(
    keeper: BackendProcess, body: Any, status: int
) -> None:
    keeper.call("POST", "/secrets", {"name": "Twice", "value": SENTINEL})
    answer = keeper.call("POST", "/secrets", body)
    assert answer.status == status, answer.body
    assert b"sentinel" not in answer.body


def test_a_source_is_asked_once_its_secret_is_linked(keeper: BackendProcess) -> None:
    source_id, secret_id = make(keeper, "Linked"), keep(keeper, "For linked")
    slot_id = link(keeper, source_id, None)
    assert missing(keeper, source_id) == ["api_key"]
    skip = ask(keeper, source_id)["skips"][0]
    assert (skip["reason"], skip["content"]) == ("MISSING_SECRET", [slot_id])
    assert "api_key" in skip["detail"]
    assert link(keeper, source_id, secret_id) == slot_id
    assert missing(keeper, source_id) == []
    result = ask(keeper, source_id)
    assert result["status"] == "FOUND", result
    assert result["raw"]["length"] == len(SENTINEL)
    assert list(result["raw"]["others"]) == ["api_key"]
    (shown,) = [s for s in keeper.call("GET", "/secrets").json() if s["id"] == secret_id]
    assert shown["numSources"] == 1
    assert keeper.call("DELETE", f"/secrets/{secret_id}").status == 204
    assert missing(keeper, source_id) == ["api_key"]
    assert ask(keeper, source_id)["status"] == "SKIPPED"


def test_an_optional_secret_is_given_when_there_is_one(keeper: BackendProcess) -> None:
    code = "def fetch_data(d, k, context):\n    return sorted(context._secrets)\n"
    source_id, secret_id = make(keeper, "Optional", code), keep(keeper, "For optional")
    link(keeper, source_id, None, required=False)
    assert missing(keeper, source_id) == []
    assert ask(keeper, source_id)["raw"] == []
    link(keeper, source_id, secret_id, required=False)
    assert ask(keeper, source_id)["raw"] == ["api_key"]


def test_an_expired_secret_counts_as_missing(keeper: BackendProcess) -> None:
    past = (dt.datetime.now(dt.UTC) - dt.timedelta(minutes=1)).isoformat()
    source_id, secret_id = make(keeper, "Expired"), keep(keeper, "Past its time", expiresAt=past)
    link(keeper, source_id, secret_id)
    skip = ask(keeper, source_id)["skips"][0]
    assert skip["reason"] == "MISSING_SECRET"
    assert "'Past its time' expired on" in skip["detail"]
    assert missing(keeper, source_id) == ["api_key"]
    keeper.call("PATCH", f"/secrets/{secret_id}", {"expiresAt": None})
    assert ask(keeper, source_id)["status"] == "FOUND"


def test_another_link_or_value_is_never_answered_from_the_cache(keeper: BackendProcess) -> None:
    code = "def fetch_data(d, k, context):\n    return len(context.secret('api_key'))\n"
    source_id = make(keeper, "Cached", code, cacheEnabled=True, cacheInterval=600)
    first, second = keep(keeper, "First account"), keep(keeper, "Second account")
    keeper.call("PATCH", f"/secrets/{second}", {"value": "shorter"})

    def raw() -> tuple[Any, str]:
        result = ask(keeper, source_id)
        return result["raw"], result["cache"]["action"]

    link(keeper, source_id, first)
    assert [raw(), raw()] == [(len(SENTINEL), "SAVED_TO_CACHE"), (len(SENTINEL), "FROM_CACHE")]
    link(keeper, source_id, second)
    assert raw() == (7, "SAVED_TO_CACHE")
    keeper.call("PATCH", f"/secrets/{second}", {"value": "other"})
    assert raw() == (5, "SAVED_TO_CACHE")
    keeper.call("PATCH", f"/secrets/{second}", {"description": "no other value"})
    assert raw() == (5, "FROM_CACHE")


def test_who_writes_sources_declares_slots_and_an_administrator_links(
    keeper: BackendProcess,
) -> None:
    source_id, secret_id = make(keeper, "Declared"), keep(keeper, "For declared")
    path = f"/sources/{source_id}/secrets"
    slot = {"name": "api_key", "description": "from the provider's page"}
    assert keeper.call("PUT", path, [slot], token="source-author").status == 201
    linking = [{**slot, "secretId": secret_id}]
    answer = keeper.call("PUT", path, linking, token="source-author")
    assert (answer.status, "secret_edit" in answer.json()["detail"]) == (403, True)
    assert keeper.call("PUT", path, linking).status == 201
    # What is linked already may stay, also under another name.
    renamed = [{"name": "key", "secretId": secret_id, "required": False}]
    assert keeper.call("PUT", path, renamed, token="source-author").status == 201
    (kept,) = keeper.call("GET", path, token="viewer").json()
    assert (kept["name"], kept["secretId"], kept["required"]) == ("key", secret_id, False)
    for role in ("viewer", "analyst", "source-author"):
        for method, what in (("GET", "/secrets"), ("GET", f"/secrets/{secret_id}/value")):
            assert keeper.call(method, what, token=role).status == 403


@pytest.mark.parametrize(
    ("slots", "fragment"),
    [
        ([{"name": "a"}, {"name": "a"}], "already"),
        ([{"name": "not a name"}], "name"),
        ([{"name": "a", "secretId": "unknown"}], "does not exist"),
        ({}, "array"),
    ],
)
def test_slots_that_do_not_fit_are_refused(
    keeper: BackendProcess, slots: Any, fragment: str
) -> None:
    source_id = keeper.source_ids()["linked"]
    answer = keeper.call("PUT", f"/sources/{source_id}/secrets", slots)
    assert answer.status == 422, answer.body
    assert fragment in answer.json()["detail"]


def test_a_built_in_source_has_the_slots_that_it_declares(keeper: BackendProcess) -> None:
    path = f"/sources/{keeper.source_ids()['dns']}/secrets"
    answer = keeper.call("PUT", path, [{"name": "api_key"}])
    assert (answer.status, "there are: none" in answer.json()["detail"]) == (422, True)
    assert keeper.call("GET", "/sources/unknown/secrets").status == 404
    assert keeper.call("PUT", "/sources/unknown/secrets", []).status == 404


def test_a_key_file_that_is_gone_or_another_stops_only_what_needs_it(
    keeper: BackendProcess,
) -> None:
    source_id, secret_id = make(keeper, "Without key"), keep(keeper, "Unreadable")
    link(keeper, source_id, secret_id)
    right = keeper.key_file.read_text()
    try:
        keeper.key_file.write_text("1:" + "ab" * 32 + "\n")
        skip = ask(keeper, source_id)["skips"][0]
        assert skip["reason"] == "MISSING_SECRET"
        assert str(keeper.key_file) in skip["detail"]
        assert "does not open the secret 'Unreadable'" in skip["detail"]
        answer = keeper.call("GET", f"/secrets/{secret_id}/value")
        assert (answer.status, answer.json()["code"]) == (503, "SECRET_KEY")
        keeper.key_file.unlink()
        assert "is missing" in ask(keeper, source_id)["skips"][0]["detail"]
        answer = keeper.call("POST", "/secrets", {"name": "New", "value": "x"})
        assert (answer.status, answer.json()["code"]) == (503, "SECRET_KEY")
        assert keeper.call("GET", "/secrets").status == 200
    finally:
        keeper.key_file.write_text(right)
    assert ask(keeper, source_id)["status"] == "FOUND"


def test_a_background_task_gets_its_secrets_too(keeper: BackendProcess) -> None:
    code = (
        "def fetch_data(d, k):\n    return None\n"
        "def background_task(context):\n"
        "    key = context.secret('api_key')\n"
        "    print('of length', len(key), key)\n"
    )
    source_id, secret_id = make(keeper, "Nightly", code), keep(keeper, "For the night")
    link(keeper, source_id, secret_id)
    task = {"taskEnabled": True, "taskInterval": 3600}
    assert keeper.call("PATCH", f"/sources/{source_id}", task).status == 204
    give_up = time.monotonic() + 20
    path = f"/sources/{source_id}/runs"
    while not (runs := keeper.call("GET", path).json()) or runs[0]["outcome"] == "RUNNING":
        assert time.monotonic() < give_up, keeper.log.read_text()[-2000:]
        time.sleep(0.1)
    run = keeper.call("GET", f"{path}/{runs[0]['id']}").json()
    said = [line["message"] for line in run["log"]]
    assert (run["outcome"], said) == ("DONE", [f"of length {len(SENTINEL)} ***"])


def test_the_value_is_nowhere_but_where_it_was_asked_for(keeper: BackendProcess) -> None:
    source_id, secret_id = make(keeper, "Careless"), keep(keeper, "Never seen")
    link(keeper, source_id, secret_id)
    seen = []
    for value in ("192.0.2.65", "192.0.2.66", "192.0.2.67"):
        answer = keeper.call(
            "POST",
            "/requests",
            {"indicators": [{"data": value}], "sourceIds": [source_id], "wait": True},
        )
        request_id = answer.json()["request"]["id"]
        history = keeper.call("GET", f"/requests/{request_id}/history")
        events = keeper.call("GET", f"/requests/{request_id}/events/batch")
        tried = keeper.call("POST", f"/sources/{source_id}/test", {"indicator": {"data": value}})
        assert tried.status == 200, tried.body
        seen += [answer.body, history.body, events.body, tried.body]
        assert b"***" in answer.body
        assert b"***" in tried.body
    for path in ("/secrets", "/sources", f"/sources/{source_id}/secrets", "/docs/openapi.json"):
        seen.append(keeper.call("GET", path).body)
    revealed = keeper.call("GET", f"/secrets/{secret_id}/value")
    assert revealed.body.decode() == SENTINEL
    assert revealed.headers["cache-control"] == "no-store"
    seen += [keeper.log.read_bytes(), _everything_in(keeper.database_url)]
    for text in seen:
        assert SENTINEL.encode() not in text
        assert QUOTED.encode() not in text
        assert b"sentinel-5b1d" not in text
        assert SENTINEL.encode().hex().encode() not in text
    lines = keeper.log.read_text().splitlines()
    (line,) = [x for x in lines if "secret_revealed" in x and secret_id in x]
    assert "user_id" in line


def _everything_in(database_url: str) -> bytes:
    """Every row of every table of ours, as text."""
    connection = connect(database_url, application_name="tests")
    tables = Query(
        "tables",
        "SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) AS name FROM pg_tables "
        "WHERE schemaname NOT IN ('pg_catalog', 'information_schema')",
    )
    rows: list[str] = []
    for table in connection.run(tables):
        dump = Query(f"dump {table['name']}", f"SELECT t::text AS row FROM {table['name']} AS t")
        rows += [str(row["row"]) for row in connection.run(dump)]
    connection.close()
    assert any("Never seen" in row for row in rows)
    return "\n".join(rows).encode()
