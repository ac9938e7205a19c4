"""Signing in by cookie, through the real gateway."""

import http.client
import time
from http.cookies import SimpleCookie
from typing import Any

from tests.acceptance.conftest import EMAIL, PASSWORD, Setup
from tests.support.api import Answer

PAGE = {"X-Requested-With": "indicator-aggregator"}
FORM = {"email": EMAIL, "password": PASSWORD}


def call(
    setup: Setup, cookie: str, method: str, path: str, body: Any = None, **headers: str
) -> Answer:
    sent = {"User-Agent": "Example/1.0", **headers}
    if cookie:
        sent["Cookie"] = f"session={cookie}"
    return setup.api.call(method, path, body, token=None, headers=sent)


def sign_in(setup: Setup) -> str:
    answer = call(setup, "", "POST", "/sessions", FORM)
    assert answer.status == http.client.CREATED, answer.body
    assert "Secure" not in answer.headers["set-cookie"]
    return SimpleCookie(answer.headers["set-cookie"])["session"].value


def test_from_signing_in_to_signing_out(appliance: Setup) -> None:
    cookie = sign_in(appliance)
    me = call(appliance, cookie, "GET", "/me").json()
    assert (me["email"], me["roles"]) == (EMAIL, ["admin"])
    question = {"indicators": [{"data": "192.0.2.10"}]}
    refused = call(appliance, cookie, "POST", "/requests", question)
    assert refused.status == http.client.FORBIDDEN
    asked = call(appliance, cookie, "POST", "/requests", question, **PAGE)
    assert asked.status == http.client.ACCEPTED
    stream = call(appliance, cookie, "GET", f"/requests/{asked.json()['id']}/events")
    assert stream.headers["content-type"].startswith("text/event-stream")
    assert b"event: done" in stream.body
    out = call(appliance, cookie, "DELETE", "/sessions/current", **PAGE)
    assert out.status == http.client.NO_CONTENT
    assert "Max-Age=0" in out.headers["set-cookie"]
    again = call(appliance, cookie, "GET", "/me")
    assert again.status == http.client.UNAUTHORIZED
    assert "Max-Age=0" in again.headers["set-cookie"]


def test_an_ended_session_opens_nothing_a_second_later(appliance: Setup) -> None:
    mine, other = sign_in(appliance), sign_in(appliance)
    assert call(appliance, other, "GET", "/sources").status == http.client.OK
    ended = call(appliance, mine, "DELETE", f"/sessions/{other.split('_')[0]}", **PAGE)
    assert ended.status == http.client.NO_CONTENT
    time.sleep(1)
    assert call(appliance, other, "GET", "/sources").status == http.client.UNAUTHORIZED
    assert call(appliance, mine, "GET", "/sources").status == http.client.OK


def test_a_client_can_not_say_where_it_is(appliance: Setup) -> None:
    forged = {"X-Forwarded-For": "203.0.113.5", "X-Forwarded-Proto": "https"}
    answer = call(appliance, "", "POST", "/sessions", FORM, **forged)
    assert "Secure" not in answer.headers["set-cookie"]
    cookie = SimpleCookie(answer.headers["set-cookie"])["session"].value
    (current,) = [s for s in call(appliance, cookie, "GET", "/sessions").json() if s["current"]]
    assert (current["address"], current["userAgent"]) == ("127.0.0.1", "Example/1.0")


def test_neither_password_nor_cookie_is_logged(appliance: Setup) -> None:
    cookie = sign_in(appliance)
    call(appliance, cookie, "GET", "/me")
    call(appliance, "", "POST", "/sessions", {"email": EMAIL, "password": "a wrong password"})
    logged = "".join(p.read_text() for p in appliance.appliance.data.logs.iterdir())
    for secret in (PASSWORD, "a wrong password", cookie.split("_")[1]):
        assert secret not in logged


def test_set_up_is_done_and_its_page_is_served(appliance: Setup) -> None:
    """An administrator was made on the command line."""
    assert call(appliance, "", "GET", "/setup").json() == {"needed": False}
    assert not appliance.appliance.data.setup_token.exists()
    connection = http.client.HTTPConnection("127.0.0.1", appliance.port, timeout=10)
    connection.request("GET", "/setup")
    answer = connection.getresponse()
    assert (answer.status, b"<html" in answer.read()) == (http.client.OK, True)
    connection.close()
