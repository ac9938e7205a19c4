"""Ignore lists over the API: what they hold, say, and keep from being asked."""

import base64
import datetime as dt
import io
import json
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.backends import BackendProcess, running_backend
from tests.support.databases import new_database

ALWAYS = {"enabled": True, "global": True, "description": ""}


@pytest.fixture(scope="module")
def lists(
    postgres_url: str, template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[BackendProcess]:
    """A backend with a folder for compiled lists."""
    folder = tmp_path_factory.mktemp("lists")
    (folder / "compiled").mkdir()
    with (
        new_database(postgres_url, template) as url,
        running_backend(url, folder / "log", ignore_lists=str(folder / "compiled")) as process,
    ):
        for role in ("viewer", "analyst"):
            process.user(role)
        process.switch_off_vendors()
        yield process


def make(lists: BackendProcess, name: str, *entries: Any, **more: Any) -> str:
    answer = lists.call("POST", "/ignoreLists", {"name": name, **ALWAYS, **more})
    assert answer.status == 200, answer.body
    list_id = str(answer.json()["id"])
    if entries:
        new = [e if isinstance(e, dict) else {"data": e} for e in entries]
        assert lists.call("POST", f"/ignoreLists/{list_id}/entries", new).status == 200
    return list_id


def hits(lists: BackendProcess, *values: str) -> list[list[str]]:
    """Entries that each value matches."""
    tested = lists.call("POST", "/ignoreLists/test", {"values": list(values)}).json()
    return [sorted(hit["entry"] for hit in each["hits"]) for each in tested]


def skips(lists: BackendProcess, value: str, *slugs: str) -> list[Any]:
    """The content of the reason WITHIN_IGNORE_LIST at each source."""
    ids = lists.source_ids()
    finished = lists.ask(value, source_ids=[ids[slug] for slug in slugs])
    found = {r["slug"]: r["skips"] for r in finished["results"]}
    reasons = [[s for s in found[slug] if s["reason"] == "WITHIN_IGNORE_LIST"] for slug in slugs]
    return [each[0]["content"] if each else None for each in reasons]


def test_made_changed_found_and_deleted(lists: BackendProcess) -> None:
    list_id = make(lists, "Google 2", "google.example")
    path = f"/ignoreLists/{list_id}"
    shown = lists.call("GET", path, token="viewer").json()
    assert {k: shown[k] for k in ("name", "slug", "enabled", "global", "entryCount")} == {
        "name": "Google 2",
        "slug": "google-2",
        "enabled": True,
        "global": True,
        "entryCount": 1,
    }
    assert (shown["action"], shown["origin"], shown["version"]) == ("BLOCK", "MANUAL", None)
    assert lists.call("GET", "/ignoreLists/slugs/google-2").body.decode() == list_id
    assert list_id in [each["id"] for each in lists.call("GET", "/ignoreLists/global").json()]
    again = lists.call("POST", "/ignoreLists", {"name": "Google 2", **ALWAYS})
    assert again.status == 409
    assert lists.call("PATCH", path, {"enabled": False}, token="viewer").status == 403
    change = {"name": "Search", "global": False, "expiresAt": "2031-01-31T00:00:00Z"}
    assert lists.call("PATCH", path, change, token="analyst").status == 204
    shown = lists.call("GET", path).json()
    assert (shown["slug"], shown["global"]) == ("search", False)
    assert shown["expiresAt"] == "2031-01-31T00:00:00Z"
    assert lists.call("PATCH", path, {"expiresAt": None}).status == 204
    assert lists.call("GET", path).json()["expiresAt"] is None
    assert lists.call("DELETE", path).status == 204
    for method, where, body in (
        ("GET", path, None),
        ("PATCH", path, {"enabled": True}),
        ("DELETE", path, None),
        ("GET", f"{path}/entries", None),
        ("POST", f"{path}/entries", [{"data": "a.example"}]),
        ("PUT", f"{path}/sources", []),
        ("GET", "/ignoreLists/slugs/search", None),
    ):
        assert lists.call(method, where, body).status == 404, (method, where)


def test_entries_in_pages_replaced_and_exported(lists: BackendProcess) -> None:
    list_id = make(lists, "Pages", *(f"n{n:02}.example" for n in range(25)))
    path = f"/ignoreLists/{list_id}/entries"
    first = lists.call("GET", f"{path}?limit=20")
    assert (first.headers["x-total-count"], len(first.json())) == ("25", 20)
    following = first.headers["link"].partition(">")[0].removeprefix("</api/v1")
    names = [e["data"] for e in first.json() + lists.call("GET", following).json()]
    assert names == [f"n{n:02}.example" for n in range(25)]
    some = lists.call("GET", f"{path}?q=N1")
    assert (some.headers["x-total-count"], some.json()[0]["matching"]) == ("10", "SUBDOMAIN")
    kept = first.json()[3]
    new = [{"data": "N03.example", "comment": "stays"}, {"data": "192.0.2.0/24"}]
    assert lists.call("PUT", path, new).status == 201
    left = {e["data"]: e for e in lists.call("GET", path).json()}
    assert left.keys() == {"n03.example", "192.0.2.0/24"}
    assert (left["n03.example"]["id"], left["n03.example"]["comment"]) == (kept["id"], "stays")
    assert lists.call("PUT", path, [*new, new[0]]).status == 409
    refused = lists.call("PUT", path, [{"data": "a.example"}, {"data": "999.1.1.1"}])
    assert (refused.status, refused.json()["errors"][0]["pointer"]) == (422, "/1/data")
    exported = lists.call("GET", f"{path}/csv")
    assert exported.headers["content-type"].startswith("text/csv")
    assert exported.body.decode().splitlines() == [
        "data,matching,indicatorKind,comment,expiresAt",
        "192.0.2.0/24,CIDR,CIDR,,",
        "n03.example,SUBDOMAIN,DOMAIN,stays,",
    ]
    copy = make(lists, "Copy of pages")
    pasted = lists.call(
        "POST",
        f"/ignoreLists/{copy}/entries/paste",
        raw=exported.body,
        headers={"Content-Type": "text/csv"},
    )
    assert pasted.json() == {"added": 2, "duplicates": 0, "refused": []}
    assert lists.call("GET", f"/ignoreLists/{copy}/entries/csv").body == exported.body
    assert lists.call("DELETE", f"{path}/{kept['id']}").status == 204
    assert lists.call("DELETE", f"{path}/{kept['id']}").status == 404
    assert hits(lists, "n03.example") == [["n03.example"]]  # of the copy alone
    for each in (list_id, copy):
        lists.call("DELETE", f"/ignoreLists/{each}")


def test_pasted_lines_that_do_not_fit_are_named(lists: BackendProcess) -> None:
    list_id = make(lists, "Pasted", "example.org")
    text = (
        "# partners\nexample[.]org\n*.cdn.example\n\n300.1.1.1\n/^mail\\d+\\./\n198.51.100.0/24\n"
    )
    path = f"/ignoreLists/{list_id}/entries/paste"
    answer = lists.call("POST", path, raw=text.encode(), headers={"Content-Type": "text/plain"})
    assert {k: answer.json()[k] for k in ("added", "duplicates")} == {"added": 3, "duplicates": 1}
    ((refused),) = answer.json()["refused"]
    assert (refused["line"], refused["text"]) == (5, "300.1.1.1")
    assert refused["message"]
    values = ("a.b.example.org", "x.cdn.example", "mail1.example", "https://198.51.100.9/x", "o")
    assert hits(lists, *values[:4]) == [
        ["example.org"],
        ["*.cdn.example"],
        ["/^mail\\d+\\./"],
        ["198.51.100.0/24"],
    ]
    tested = lists.call("POST", "/ignoreLists/test", {"values": ["EXAMPLE.org", "o"]}).json()
    assert tested[0]["indicator"] == {"data": "example.org", "kind": "DOMAIN"}
    assert tested[0]["hits"][0] == {
        "listId": list_id,
        "listName": "Pasted",
        "entry": "example.org",
        "matching": "SUBDOMAIN",
        "action": "BLOCK",
        "scope": "GLOBAL",
    }
    assert (tested[1]["indicator"], bool(tested[1]["error"])) == (None, True)
    assert lists.call("POST", path, {"data": "x"}).status == 415
    lists.call("DELETE", f"/ignoreLists/{list_id}")


def test_what_lists_keep_from_being_asked(lists: BackendProcess) -> None:
    sources = lists.call("GET", "/sources").json()
    by_slug = {source["slug"]: source for source in sources}
    tor, drop = by_slug["tor-exits"], by_slug["spamhaus-drop"]
    asked = ("192.0.2.10", "tor-exits", "spamhaus-drop")
    list_id = make(lists, "Scoped", "192.0.2.0/24", **{"global": False})
    path = f"/ignoreLists/{list_id}"
    assert skips(lists, *asked) == [None, None]
    assert lists.call("PUT", f"{path}/sources", [tor["id"]]).status == 201
    assert skips(lists, *asked) == [[list_id], None]
    shown = lists.call("GET", f"/sources/{tor['id']}/ignoreLists").json()
    assert [each["id"] for each in shown] == [list_id]
    assert [s["slug"] for s in lists.call("GET", f"{path}/sources").json()] == ["tor-exits"]
    assert lists.call("PUT", f"/sources/{tor['id']}/ignoreLists", []).status == 201
    provider = f"/providers/{drop['providerId']}/ignoreLists"
    assert lists.call("PUT", provider, [list_id]).status == 201
    assert skips(lists, *asked) == [None, [list_id]]
    assert [p["id"] for p in lists.call("GET", f"{path}/providers").json()] == [drop["providerId"]]
    assert [each["id"] for each in lists.call("GET", provider).json()] == [list_id]
    assert lists.call("PUT", f"{path}/providers", ["unknown"]).status == 422
    lists.call("PATCH", path, {"global": True})
    assert skips(lists, *asked) == [[list_id], [list_id]]
    result = lists.ask("192.0.2.10", source_ids=[tor["id"]])["results"][0]
    assert result["status"] == "SKIPPED"
    (skip,) = [s for s in result["skips"] if s["reason"] == "WITHIN_IGNORE_LIST"]
    assert "'Scoped'" in skip["detail"]
    assert "'192.0.2.0/24'" in skip["detail"]
    for change in ({"enabled": False}, {"enabled": True, "action": "ANNOTATE"}):
        lists.call("PATCH", path, change)
        assert skips(lists, *asked) == [None, None]
    # What is only marked stands in the plan.
    started = lists.call(
        "POST", "/requests", {"indicators": [{"data": "192.0.2.10"}], "sourceIds": [tor["id"]]}
    ).json()
    events = lists.call("GET", f"/requests/{started['id']}/events/batch?after=0&wait=5")
    (start,) = [e for e in events.json()["events"] if e["event"] == "start"]
    (marked,) = start["data"]["hits"]
    assert marked["hits"][0]["action"] == "ANNOTATE"
    past = (dt.datetime.now(dt.UTC) - dt.timedelta(minutes=1)).isoformat()
    lists.call("PATCH", path, {"action": "BLOCK"})
    assert skips(lists, *asked) == [[list_id], [list_id]]
    lists.call("PATCH", path, {"expiresAt": past})
    assert skips(lists, *asked) == [None, None]
    lists.call("PATCH", path, {"expiresAt": None})
    soon = (dt.datetime.now(dt.UTC) + dt.timedelta(seconds=1)).isoformat()
    lists.call("PUT", f"{path}/entries", [{"data": "192.0.2.10", "expiresAt": soon}])
    assert skips(lists, *asked) == [[list_id], [list_id]]
    time.sleep(2.1)  # whole seconds, rounded up
    assert skips(lists, *asked) == [None, None]
    lists.call("DELETE", path)


def warninglist(**more: Any) -> str:
    described = {"name": "Partners", "description": "Theirs", "version": 1, "type": "hostname"}
    return json.dumps({**described, "list": ["example.net", "example.org"], **more})


def bring(lists: BackendProcess, **body: Any) -> list[dict[str, Any]]:
    answer = lists.call("POST", "/ignoreLists/import", body)
    assert answer.status == 200, answer.body
    return list(answer.json()["lists"])


def test_a_warninglist_is_imported_and_updated_in_place(lists: BackendProcess) -> None:
    (made,) = bring(lists, text=warninglist())
    assert {k: made[k] for k in ("outcome", "entries", "added")} == {
        "outcome": "CREATED",
        "entries": 2,
        "added": 2,
    }
    path = f"/ignoreLists/{made['listId']}"
    shown = lists.call("GET", path).json()
    assert (shown["origin"], shown["version"], shown["global"]) == ("MISP_WARNINGLIST", "1", True)
    before = {e["data"]: e["id"] for e in lists.call("GET", f"{path}/entries").json()}
    assert hits(lists, "a.example.net", "https://example.org/") == [
        ["example.net"],
        ["example.org"],
    ]
    assert [each["outcome"] for each in bring(lists, text=warninglist())] == ["UNCHANGED"]
    lists.call("PATCH", path, {"action": "ANNOTATE", "global": False})
    newer = {"version": 2, "list": ["example.net", "new.example"], "description": "More"}
    (again,) = bring(lists, text=warninglist(**newer, matching_attributes=["domain"]))
    assert (again["listId"], again["outcome"]) == (made["listId"], "UPDATED")
    assert (again["added"], again["removed"]) == (1, 1)
    shown = lists.call("GET", path).json()
    assert (shown["version"], shown["description"], shown["kinds"]) == ("2", "More", ["DOMAIN"])
    assert (shown["action"], shown["global"]) == ("ANNOTATE", False)
    after = {e["data"]: e["id"] for e in lists.call("GET", f"{path}/entries").json()}
    assert after["example.net"] == before["example.net"]
    # It says that it is about domains alone.
    assert hits(lists, "example.net", "https://example.net/", "example.org") == [
        ["example.net"],
        [],
        [],
    ]
    lists.call("DELETE", path)


def test_an_archive_is_imported_list_by_list(lists: BackendProcess) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("w-main/lists/a/list.json", warninglist(name="In an archive"))
        networks = warninglist(name="Networks", type="cidr", list=["203.0.113.0/24", "no"])
        archive.writestr("w-main/lists/b/list.json", networks)
        archive.writestr("w-main/lists/c/list.json", warninglist(name="Broken", type="other"))
        archive.writestr("w-main/schema.json", "{}")
        archive.writestr("w-main/requirements.txt", "example.com\n")
    zipped = base64.b64encode(packed.getvalue()).decode()
    answer = lists.call("POST", "/ignoreLists/import", {"zip": zipped, "enabled": False}).json()
    found = {each["name"].rpartition("/lists/")[2]: each for each in answer["lists"]}
    assert answer["passedOver"] == 1
    assert [found[name]["outcome"] for name in ("In an archive", "Networks")] == ["CREATED"] * 2
    assert found["c/list.json"]["outcome"] == "REFUSED"
    assert "'other'" in found["c/list.json"]["detail"]
    assert (found["Networks"]["unfit"], found["Networks"]["examples"][0]["line"]) == (1, 2)
    assert hits(lists, "203.0.113.7") == [[]]
    lists.call("PATCH", f"/ignoreLists/{found['Networks']['listId']}", {"enabled": True})
    assert hits(lists, "203.0.113.7") == [["203.0.113.0/24"]]
    for name in ("In an archive", "Networks"):
        lists.call("DELETE", f"/ignoreLists/{found[name]['listId']}")
    for body in (
        {},
        {"text": "x", "zip": ""},
        {"text": "nothing"},
        {"text": "a", "fileName": "../x"},
    ):
        assert lists.call("POST", "/ignoreLists/import", body).status == 422, body


def test_more_than_fits_into_memory_is_compiled_into_the_file(
    lists: BackendProcess, tmp_path: Path
) -> None:
    many = "".join(f"n{n}.many.example\n" for n in range(7000))
    (made,) = bring(lists, text=many, fileName="Many.txt")
    assert (made["name"], made["entries"]) == ("Many", 7000)
    (file,) = (lists.log.parent / "compiled").glob("*.lists")
    size = file.stat().st_size
    assert size > 7000 * 30
    assert hits(lists, "n6999.many.example", "n7000.many.example") == [["n6999.many.example"], []]
    # A change of a short list needs no new file, one of the long list does.
    short = make(lists, "Short", "short.example")
    assert hits(lists, "a.short.example") == [["short.example"]]
    assert file.stat().st_size == size
    path = f"/ignoreLists/{made['listId']}"
    lists.call("POST", f"{path}/entries", [{"data": "late.many.example"}])
    assert hits(lists, "late.many.example", "a.short.example") == [
        ["late.many.example"],
        ["short.example"],
    ]
    assert file.stat().st_size > size
    # The next start finds the file, and one that is damaged is made again.
    told = {"ignore_lists": str(file.parent)}
    for content in (None, b"no image"):
        if content is not None:
            file.write_bytes(content)
        with running_backend(
            lists.database_url, tmp_path / "log", tokens=lists.tokens, **told
        ) as other:
            assert hits(other, "late.many.example") == [["late.many.example"]]
            assert file.stat().st_size > size
    lists.call("PUT", f"{path}/entries", [])
    assert hits(lists, "n1.many.example", "late.many.example") == [[], []]
    for each in (made["listId"], short):
        lists.call("DELETE", f"/ignoreLists/{each}")
