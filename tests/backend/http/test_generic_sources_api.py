"""Sources that are made without code: listed, made, filled, asked, changed, deleted."""

import socket
from pathlib import Path
from typing import Any

import pytest

from backend.access.permissions import Permission
from backend.access.tokens import Principal
from backend.access.users import User
from backend.db.connection import connect
from backend.db.queries import Query
from backend.feeds.errors import FeedError
from backend.feeds.importing import import_file
from backend.http.routes.sources import create_source
from backend.http.routing import Call
from backend.models.access import Client
from backend.models.errors import ForbiddenError
from backend.models.sources import SourceCreate, SourceKind
from backend.sources.registry import all_templates
from tests.support.backends import BackendProcess

ROWS = Query("rows", "SELECT slug, value FROM feed_rows WHERE slug LIKE 'made%' ORDER BY value")
PARTS = Query("parts", "SELECT slug, sha256 FROM feed_parts WHERE slug LIKE 'made%'")


def new(name: str, **settings: Any) -> dict[str, Any]:
    values = [{"name": key, "value": value} for key, value in settings.items()]
    return {"name": name, "kind": "SYSTEM", "template": "csv-feed", "configValues": values}


def test_templates_are_listed_with_their_settings(backend: BackendProcess) -> None:
    listed = {one["template"]: one for one in backend.call("GET", "/sources/generic").json()}
    assert list(listed) == list(all_templates())
    delimiter = next(s for s in listed["csv-feed"]["settings"] if s["name"] == "delimiter")
    assert delimiter["default"] == ","
    assert delimiter["help"]
    required = {
        name: [s["name"] for s in one["settings"] if s["required"]] for name, one in listed.items()
    }
    assert required["csv-feed"] == []
    assert required["http-api"] == ["address"]
    assert required["misp-module"] == ["base_url", "module"]
    for one in listed.values():
        for setting in one["settings"]:
            assert not setting["choices"] or setting["default"] in setting["choices"], setting
    verdict = next(s for s in listed["csv-feed"]["settings"] if s["name"] == "verdict")
    assert "MALICIOUS" in verdict["choices"]
    assert [slot["name"] for slot in listed["csv-feed"]["secrets"]] == ["api_key"]
    assert listed["csv-feed"]["taskInterval"] == 86400


def test_made_filled_asked_changed_and_deleted(backend: BackendProcess, tmp_path: Path) -> None:
    made = backend.call("POST", "/sources", new("Made list", value_column="2", score=33))
    assert made.status == 200, made.body
    source_id = made.json()["id"]
    shown = backend.call("GET", f"/sources/{source_id}").json()
    assert (shown["template"], shown["kind"], shown["slug"]) == ("csv-feed", "SYSTEM", "made-list")
    assert (shown["activity"], shown["taskEnabled"], shown["taskInterval"]) == (
        ("LOCAL", True, 86400)
    )
    assert [part["name"] for part in shown["feed"]["parts"]] == ["list"]
    slots = backend.call("GET", f"/sources/{source_id}/secrets").json()
    assert [slot["name"] for slot in slots] == ["api_key"]

    file = tmp_path / "list.csv"
    file.write_text("a,192.0.2.77\nb,bad.example\n")
    (loaded,) = import_file(backend.database_url, "made-list", file)
    assert (loaded.slug, loaded.rows) == ("made-list", 2)
    (result,) = backend.ask("192.0.2.77", source_ids=[source_id])["results"]
    assert (result["status"], result["score"]) == ("FOUND", 33)
    (result,) = backend.ask("192.0.2.78", source_ids=[source_id])["results"]
    assert result["status"] == "NOT_FOUND"

    change = {"configValues": [{"name": "verdict", "value": "MALICIOUS"}]}
    assert backend.call("PATCH", f"/sources/{source_id}", change).status == 204
    (result,) = backend.ask("192.0.2.77", source_ids=[source_id])["results"]
    assert result["verdict"] == "MALICIOUS"
    connection = connect(backend.database_url, application_name="tests")
    # What was read by other settings is read anew at the next refresh.
    assert connection.run(PARTS) == [{"slug": "made-list", "sha256": None}]
    assert backend.call("DELETE", f"/sources/{source_id}").status == 204
    assert connection.run(ROWS) == connection.run(PARTS) == []
    connection.close()
    with pytest.raises(FeedError, match="no feed 'made-list'"):
        import_file(backend.database_url, "made-list", file)


def test_two_of_one_template_have_rows_of_their_own(
    backend: BackendProcess, tmp_path: Path
) -> None:
    ids = [
        backend.call("POST", "/sources", new(f"Made {n}", value_column=n)).json()["id"]
        for n in ("1", "2")
    ]
    file = tmp_path / "list.csv"
    file.write_text("one.example,two.example\n")
    for n in ("1", "2"):
        import_file(backend.database_url, f"made-{n}", file)
    asked = backend.ask("two.example", source_ids=ids)["results"]
    assert {r["sourceId"]: r["status"] for r in asked} == {
        ids[0]: "NOT_FOUND",
        ids[1]: "FOUND",
    }


@pytest.mark.parametrize(
    ("body", "pointer", "fragment"),
    [
        ({**new("x"), "template": "nonsense"}, "/template", "csv-feed"),
        ({**new("x"), "kind": "PYTHON", "sourceCode": "pass"}, "/template", "no template"),
        ({**new("x"), "sourceCode": "pass"}, "/sourceCode", "no code"),
        (new("x", nonsense=1), "/configValues/0", "no setting"),
        (new("x", score="1"), "/configValues/0", "score"),
        (new("x", header=True, delimiter="much"), "/configValues/1", "one character"),
        (new("x", value_column="name"), "/configValues/0", "without a header"),
        (new("x", encoding="klingon"), "/configValues/0", "character set"),
        ({**new("x"), "supportedIndicators": ["NONE"]}, "/supportedIndicators/0", "NONE"),
    ],
)
def test_what_does_not_fit_is_refused(
    backend: BackendProcess, body: dict[str, Any], pointer: str, fragment: str
) -> None:
    answer = backend.call("POST", "/sources", body)
    assert answer.status == 422, answer.body
    (error, *_) = answer.json()["errors"]
    assert error["pointer"] == pointer
    assert fragment in error["message"]


def test_a_template_is_tried_before_a_source_is_made_of_it(
    backend: BackendProcess, unused_address: str
) -> None:
    def tried(**more: Any) -> Any:
        body = {"indicator": {"data": "192.0.2.7"}, "template": "http-api", **more}
        return backend.call("POST", "/sources/test", body)

    address = [{"name": "address", "value": f"{unused_address}/{{value}}"}]
    came = tried(configValues=address)
    assert came.status == 200, came.body
    assert (came.json()["status"], came.json()["error"]["kind"]) == ("ERROR", "REQUEST_ERROR")
    for more, pointer in (
        ({}, "/configValues"),
        ({"configValues": address, "sourceCode": "pass"}, "/sourceCode"),
        ({"configValues": address, "kind": "PYTHON"}, "/kind"),
        ({"template": "nonsense"}, "/template"),
    ):
        refused = tried(**more)
        assert (refused.status, refused.json()["errors"][0]["pointer"]) == (422, pointer)


@pytest.fixture
def unused_address() -> str:
    """Nobody listens there."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return f"http://127.0.0.1:{server.getsockname()[1]}"


async def test_code_needs_its_permission_and_a_template_does_not() -> None:
    user = User(id="u", email="u@example.com", name="u", enabled=True, roles=[])
    call = Call(
        principal=Principal(user, frozenset({Permission.SOURCE_EDIT})),
        client=Client(),
        path={},
        query=None,
        body=SourceCreate(name="x", kind=SourceKind.PYTHON, source_code="pass"),
        trace_id="t",
    )
    with pytest.raises(ForbiddenError, match="source_code"):
        await create_source(None, call)  # type: ignore[arg-type]
