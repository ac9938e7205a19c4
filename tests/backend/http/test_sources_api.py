"""Sources over the API: made, read, changed, deleted."""

from typing import Any

import pytest

from backend.access.permissions import Permission
from backend.access.tokens import Principal
from backend.access.users import User
from backend.http.routes.sources import change_source
from backend.http.routing import Call
from backend.models.access import Client
from backend.models.errors import ForbiddenError
from backend.models.sources import SourcePatch
from tests.support.backends import BackendProcess

CODE = "def fetch_data(indicator_data, indicator_kind):\n    return {'seen': 1}\n"


def new(name: str, **more: Any) -> dict[str, Any]:
    return {
        "name": name,
        "kind": "PYTHON",
        "sourceCode": CODE,
        "supportedIndicators": ["IPV4"],
        **more,
    }


def make(backend: BackendProcess, name: str, **more: Any) -> str:
    answer = backend.call("POST", "/sources", new(name, **more))
    assert answer.status == 200, answer.body
    return str(answer.json()["id"])


def test_created_read_changed_deleted(backend: BackendProcess) -> None:
    source_id = make(backend, "Lookup 2 (Ünïcode)", description="first")
    source = backend.call("GET", f"/sources/{source_id}").json()
    assert source["slug"] == "lookup-2-unicode"
    assert source["createdUserId"]
    assert backend.call("PATCH", f"/sources/{source_id}", {"description": "second"}).status == 204
    changed = backend.call("GET", f"/sources/{source_id}").json()
    assert (changed["description"], changed["sourceCode"]) == ("second", CODE)
    assert changed["version"] == source["version"] + 1
    assert changed["updatedAt"] > source["updatedAt"]
    assert backend.call("DELETE", f"/sources/{source_id}").status == 204
    assert backend.call("GET", f"/sources/{source_id}").status == 404
    assert backend.call("PATCH", f"/sources/{source_id}", {"enabled": True}).status == 404
    assert backend.call("DELETE", f"/sources/{source_id}").status == 404


def test_null_clears_and_absence_keeps(backend: BackendProcess) -> None:
    source_id = make(backend, "Cached", cacheEnabled=True, cacheInterval=60)
    backend.call("PATCH", f"/sources/{source_id}", {"cacheInterval": None})
    source = backend.call("GET", f"/sources/{source_id}").json()
    assert (source["cacheInterval"], source["cacheEnabled"]) == (None, True)


def test_a_change_takes_effect_at_once(backend: BackendProcess) -> None:
    sources = {s["slug"]: s["id"] for s in backend.call("GET", "/sources").json()}
    for enabled in (False, True):
        backend.call("PATCH", f"/sources/{sources['tor-exits']}", {"enabled": enabled})
        asked = backend.ask("192.0.2.10", source_ids=[sources["tor-exits"]])
        assert asked["results"][0]["status"] == ("FOUND" if enabled else "SKIPPED")


@pytest.mark.parametrize(
    ("body", "status", "fragment"),
    [
        (new("Tor exits"), 409, "already"),
        ({"name": "x", "kind": "PYTHON"}, 422, "sourceCode"),
        (new("x", kind="SYSTEM"), 422, "comes with the program"),
        (new("x", kind="PERL"), 422, "kind"),
        (new("x", supportedIndicators=["IPV9"]), 422, "supportedIndicators"),
        (new("x", nonsense=1), 422, "nonsense"),
        (new(""), 422, "name"),
        (new("x", url="javascript:alert(1)"), 422, "url"),
        (new("x", cacheInterval=0), 422, "cacheInterval"),
        (new("x", providerId="unknown"), 422, "provider"),
        ([], 422, "object"),
    ],
)
def test_what_does_not_fit_is_refused(
    backend: BackendProcess, body: Any, status: int, fragment: str
) -> None:
    answer = backend.call("POST", "/sources", body)
    assert answer.status == status, answer.body
    assert fragment in answer.body.decode()


@pytest.mark.parametrize(
    ("raw", "content_type", "status"),
    [
        (b"{", "application/json", 400),
        (b"", "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b'{"name":' * 100_000, "application/json", 400),
        (b"{}", "text/plain", 415),
        (b'{"name": "a\\u0000b", "kind": "PYTHON"}', "application/json", 422),
    ],
)
def test_a_body_that_cannot_be_read_is_a_problem(
    backend: BackendProcess, raw: bytes, content_type: str, status: int
) -> None:
    headers = {"Content-Type": content_type}
    answer = backend.call("POST", "/sources", raw=raw, headers=headers)
    assert answer.status == status, answer.body
    assert answer.json()["detail"]


@pytest.mark.parametrize(
    ("values", "fragment"),
    [
        ([{"name": "timeout_seconds", "value": "soon"}], "timeout_seconds"),
        ([{"name": "timeout_seconds", "value": True}], "timeout_seconds"),
        ([{"name": "servers", "value": "192.0.2.53"}], "servers"),
        ([{"name": "nonsense", "value": 1}], "there are: servers"),
        (["nonsense"], "a setting is"),
    ],
)
def test_a_setting_that_does_not_fit_is_refused(
    backend: BackendProcess, values: list[Any], fragment: str
) -> None:
    path = f"/sources/{backend.source_ids()['dns']}"
    answer = backend.call("PATCH", path, {"configValues": values})
    assert answer.status == 422
    assert fragment in answer.json()["detail"]
    assert answer.json()["errors"][0]["pointer"] == "/configValues/0"


def test_a_built_in_source_stays(backend: BackendProcess) -> None:
    sources = {s["slug"]: s["id"] for s in backend.call("GET", "/sources").json()}
    answer = backend.call("DELETE", f"/sources/{sources['dns']}")
    assert answer.status == 403
    assert "switch it off" in answer.json()["detail"]


def test_a_source_shows_what_belongs_to_it(backend: BackendProcess) -> None:
    shown = {s["slug"]: s for s in backend.call("GET", "/sources", token="viewer").json()}
    drop = shown["spamhaus-drop"]
    assert (drop["key"], drop["keyUrl"], drop["missingSecrets"]) == ("NONE", "", [])
    assert drop["providerName"] == "Spamhaus"
    assert [(p["name"], p["rows"]) for p in drop["feed"]["parts"]] == [
        ("v4", 2),
        ("v6", 0),
        ("asn", 0),
    ]
    assert drop["feed"]["parts"][0]["asOf"]
    assert drop["feed"]["parts"][1]["asOf"] is None
    assert drop["feed"]["maxAgeSeconds"] == 14 * 24 * 3600
    assert shown["dns"]["feed"] is None
    assert backend.call("GET", f"/sources/{drop['id']}").json() == drop


def test_a_feeds_age_follows_its_setting(backend: BackendProcess) -> None:
    path = f"/sources/{backend.source_ids()['tor-exits']}"
    for hours, seconds in ((0, None), (2, 7200)):
        values = [{"name": "max_age_hours", "value": hours}]
        assert backend.call("PATCH", path, {"configValues": values}).status == 204
        assert backend.call("GET", path).json()["feed"]["maxAgeSeconds"] == seconds
    assert backend.call("PATCH", path, {"configValues": []}).status == 204


def test_a_users_source_with_a_required_slot_needs_a_key(backend: BackendProcess) -> None:
    source_id = make(backend, "Keyed")
    assert backend.call("GET", f"/sources/{source_id}").json()["key"] == "NONE"
    backend.call("PUT", f"/sources/{source_id}/secrets", [{"name": "token"}])
    shown = backend.call("GET", f"/sources/{source_id}").json()
    assert (shown["key"], shown["missingSecrets"]) == ("FREE_KEY", ["token"])


async def test_code_is_changed_only_with_the_permission() -> None:
    """No role that comes with the program has one permission without the other."""
    user = User(id="u", email="u@example.com", name="u", enabled=True, roles=[])
    principal = Principal(user, frozenset({Permission.SOURCE_EDIT}))
    patch = SourcePatch(source_code=CODE)
    call = Call(
        principal=principal,
        client=Client(),
        path={"id": "x"},
        query=None,
        body=patch,
        trace_id="t",
    )
    with pytest.raises(ForbiddenError, match="source_code"):
        await change_source(None, call)  # type: ignore[arg-type]


def test_without_a_runner_a_python_source_is_skipped(backend: BackendProcess) -> None:
    source_id = make(backend, "No runner")
    (result,) = backend.ask("192.0.2.77", source_ids=[source_id])["results"]
    assert result["skips"][0]["reason"] == "RUNNER_DISABLED"
