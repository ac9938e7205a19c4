"""Watchlists, notifications and webhooks over the API, and by the command line."""

import asyncio
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.standins.web import Canned, WebStandIn
from tests.support.backends import ROOT, BackendProcess

EXIT = "192.0.2.10"


@pytest.fixture(scope="module")
def receiver() -> Iterator[WebStandIn]:
    """A web server on a loop of its own, which takes what webhooks send."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    web = WebStandIn()
    asyncio.run_coroutine_threadsafe(web.start(), loop).result(10)
    web.put("/hook", Canned(status=204))
    yield web
    asyncio.run_coroutine_threadsafe(web.stop(), loop).result(10)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(10)
    loop.close()


def make(backend: BackendProcess, name: str, *values: str, **more: Any) -> dict[str, Any]:
    body = {"name": name, "indicators": [{"data": v} for v in values or (EXIT,)], **more}
    answer = backend.call("POST", "/watchlists", body, token="analyst")
    assert answer.status == 201, answer.body
    return dict(answer.json())


def until(find: Callable[[], Any], seconds: float = 20.0) -> Any:
    give_up = time.monotonic() + seconds
    while not (found := find()):
        assert time.monotonic() < give_up, "it did not happen in time"
        time.sleep(0.05)
    return found


def compared(backend: BackendProcess, list_id: str, runs: int) -> list[dict[str, Any]]:
    """The runs of a list, once so many of them were compared."""

    def look() -> Any:
        found = backend.call("GET", f"/watchlists/{list_id}/runs").json()
        return found if sum(r["comparedAt"] is not None for r in found) >= runs else None

    return list(until(look))


def test_a_list_is_asked_and_asked_again(backend: BackendProcess) -> None:
    made = make(backend, "Exits", "hxxp://example[.]com/x", EXIT, EXIT)
    assert [i["kind"] for i in made["indicators"]] == ["URL", "IPV4"]
    compared(backend, made["id"], 1)
    answer = backend.call("POST", f"/watchlists/{made['id']}/run", token="analyst")
    assert answer.status == 202
    assert answer.headers["location"] == f"/api/v1/requests/{answer.json()['id']}"
    (last, _) = compared(backend, made["id"], 2)
    assert last["requestId"] == answer.json()["id"]
    assert backend.call("GET", f"/requests/{last['requestId']}").json()["state"] == "DONE"
    shown = backend.call("GET", f"/watchlists/{made['id']}", token="viewer").json()
    assert (shown["lastRequestId"], shown["intervalSeconds"]) == (last["requestId"], 86_400)
    assert backend.call("GET", f"/watchlists/{made['id']}/changes").json() == []


def test_a_changed_verdict_reaches_its_owner_and_the_webhook(
    backend: BackendProcess, receiver: WebStandIn
) -> None:
    hook = {"name": "Chat", "url": f"{receiver.url}/hook", "kinds": ["VERDICT_CHANGED"]}
    made = backend.call("POST", "/webhooks", hook)
    assert made.status == 201
    assert made.json()["secret"].startswith("whsec_")
    watched = make(backend, "Changing")
    compared(backend, watched["id"], 1)
    before = backend.call("GET", f"/watchlists/{watched['id']}/verdicts").json()[0]["level"]
    tor = backend.source_ids()["tor-exits"]
    assert before != "UNKNOWN", "the feed of the tests knows this address"
    # Asked without the source that knows it: somebody's decision, and so a change.
    assert backend.call("PATCH", f"/sources/{tor}", {"enabled": False}).status == 204
    try:
        backend.call("POST", f"/watchlists/{watched['id']}/run")
        compared(backend, watched["id"], 2)
    finally:
        assert backend.call("PATCH", f"/sources/{tor}", {"enabled": True}).status == 204
    (change,) = backend.call("GET", f"/watchlists/{watched['id']}/changes").json()
    assert (change["before"], change["after"]) == (before, "UNKNOWN")
    answer = backend.call("GET", "/notifications?unread=true", token="analyst")
    (told,) = answer.json()
    assert (told["kind"], answer.headers["x-unread-count"]) == ("VERDICT_CHANGED", "1")
    assert told["link"] == f"/run/{change['requestId']}"
    # It is the owner's: others who may watch have their own.
    assert told not in backend.call("GET", "/notifications", token="source-author").json()
    path = f"/notifications/{told['id']}/read"
    assert backend.call("POST", path, token="viewer").status == 404
    assert backend.call("POST", path, token="analyst").status == 204
    assert backend.call("GET", "/notifications?unread=true", token="analyst").json() == []
    assert backend.call("GET", "/notifications", token="analyst").json()[0]["readAt"]
    deliveries = f"/webhooks/{made.json()['id']}/deliveries"
    sent = until(lambda: backend.call("GET", f"{deliveries}?state=SENT").json())
    assert (sent[0]["kind"], sent[0]["status"]) == ("VERDICT_CHANGED", 204)
    assert receiver.seen[-1].headers["webhook-id"] == sent[0]["id"]


def test_webhooks_keep_their_secret_and_are_an_administrators(
    backend: BackendProcess, receiver: WebStandIn
) -> None:
    hook = {"name": "Other", "url": f"{receiver.url}/missing"}
    assert backend.call("POST", "/webhooks", hook, token="source-author").status == 403
    made = backend.call("POST", "/webhooks", hook).json()
    assert backend.call("POST", "/webhooks", hook).status == 409
    path = f"/webhooks/{made['id']}"
    assert "secret" not in backend.call("GET", path).json()
    tried = backend.call("POST", f"{path}/test").json()
    assert (tried["state"], tried["status"], tried["kind"]) == ("DEAD", 404, "TEST")
    patch = {"url": f"{receiver.url}/hook", "secret": "whsec_" + "A" * 32, "enabled": False}
    changed = backend.call("PATCH", path, patch)
    assert (changed.status, changed.json()["enabled"]) == (200, False)
    assert backend.call("POST", f"{path}/test").json()["state"] == "SENT"
    assert backend.call("POST", f"/deliveries/{tried['id']}/resend").status == 404
    for url in ("ftp://example.com/", "example.com", "http://"):
        assert backend.call("PATCH", path, {"url": url}).status == 422
    assert backend.call("DELETE", path).status == 204
    assert backend.call("GET", path).status == 404


def test_who_may(backend: BackendProcess) -> None:
    made = make(backend, "Guarded", enabled=False)
    path = f"/watchlists/{made['id']}"
    assert made["nextRunAt"] is None
    for method, where in (("POST", f"{path}/run"), ("PATCH", path), ("DELETE", path)):
        body = {"name": "x"} if method == "PATCH" else None
        assert backend.call(method, where, body, token="viewer").status == 403
    assert backend.call("DELETE", path, token="analyst").status == 204
    assert backend.call("GET", path).status == 404


@pytest.mark.parametrize(
    ("more", "pointer"),
    [
        ({"indicators": [{"data": "not an indicator"}]}, "/indicators/0/data"),
        ({"indicators": []}, "/indicators"),
        ({"intervalSeconds": 59}, "/intervalSeconds"),
        ({"sourceIds": ["nothing"]}, "/sourceIds/0"),
        ({"presetId": "nothing"}, "/presetId"),
        ({"recipients": ["a@example.com\r\nBcc: b@example.com"]}, "/recipients/0"),
    ],
)
def test_what_does_not_fit_is_named(
    backend: BackendProcess, more: dict[str, Any], pointer: str
) -> None:
    body = {"name": "Unfit", "indicators": [{"data": EXIT}], **more}
    answer = backend.call("POST", "/watchlists", body)
    assert (answer.status, answer.json()["errors"][0]["pointer"]) == (422, pointer)


def test_what_is_mailed_to_a_user(backend: BackendProcess) -> None:
    assert backend.call("GET", "/me/notifications").json() == {"kinds": [], "available": False}
    chosen = backend.call("PUT", "/me/notifications", {"kinds": ["VERDICT_CHANGED"] * 2})
    assert chosen.json() == {"kinds": ["VERDICT_CHANGED"], "available": False}


def test_the_command_line(backend: BackendProcess) -> None:
    environment = {
        **os.environ,
        "INDICATOR_AGGREGATOR_URL": f"http://127.0.0.1:{backend.port}",
        "INDICATOR_AGGREGATOR_TOKEN": backend.tokens["analyst"],
    }

    def watch(*arguments: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", "appliance", "watch", *arguments],
            capture_output=True,
            text=True,
            cwd=ROOT,
            env=environment,
            timeout=60,
            check=False,
        )

    added = watch("add", "By hand", EXIT, "--every", "12h", "--source", "tor-exits", "--json")
    assert added.returncode == 0, added.stderr
    made = json.loads(added.stdout)
    assert (made["intervalSeconds"], len(made["sourceIds"])) == (43_200, 1)
    compared(backend, made["id"], 1)
    assert "By hand" in watch("list").stdout
    assert watch("run", "By hand").stdout.startswith("Asking as request ")
    compared(backend, made["id"], 2)
    shown = watch("show", "By hand").stdout.splitlines()
    assert shown[1].split()[:2] == [EXIT, "IPV4"]
    assert json.loads(watch("changes", made["id"], "--json").stdout) == []
    assert watch("remove", "By hand").stdout == "Removed By hand.\n"
    gone = watch("show", "By hand")
    assert gone.returncode == 1
    assert "There is no watchlist 'By hand'" in gone.stderr
    assert watch("add", "x", EXIT, "--every", "soon").returncode == 2
