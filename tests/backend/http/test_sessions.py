"""Set-up, signing in and out, and what people change of themselves, over HTTP."""

import threading
import time
from collections.abc import Iterator
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import pytest

from backend import admin
from backend.access.permissions import ROLES
from tests.support.api import Answer, Api
from tests.support.backends import PASSWORD, BackendProcess, running_backend
from tests.support.databases import execute, new_database

PAGE = {"X-Requested-With": "indicator-aggregator"}
ADMIN = {"email": "first@example.com", "password": "a long sentence of hers"}


class Browser:
    """Keeps the cookie as a browser does, and says that it is our page."""

    def __init__(self, api: Api, address: str = "192.0.2.1", *, proto: str = "http") -> None:
        self.api = api
        self.cookie = ""
        self.headers = {
            "X-Forwarded-For": address,
            "X-Forwarded-Proto": proto,
            "User-Agent": "Example/1.0",
        }

    def call(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None
    ) -> Answer:
        sent = {**self.headers, **(PAGE if headers is None else headers)}
        if self.cookie:
            sent["Cookie"] = f"theme=dark; session={self.cookie}"
        answer = self.api.call(method, path, body, token=None, headers=sent)
        if "set-cookie" in answer.headers:
            self.cookie = SimpleCookie(answer.headers["set-cookie"])["session"].value
        return answer

    def sign_in(self, email: str, password: str = PASSWORD) -> Answer:
        return self.call("POST", "/sessions", {"email": email, "password": password})


@pytest.fixture
def browser(backend: BackendProcess) -> Browser:
    """A browser in which the analyst is signed in."""
    browser = Browser(backend)
    assert browser.sign_in("analyst@example.com").status == 201
    return browser


def test_signing_in_gives_a_cookie_that_opens_what_the_role_allows(
    backend: BackendProcess,
) -> None:
    browser = Browser(backend)
    answer = browser.sign_in("Analyst@Example.com")
    assert answer.status == 201
    me = answer.json()
    assert (me["email"], me["roles"]) == ("analyst@example.com", ["analyst"])
    assert me["permissions"] == sorted(ROLES["analyst"])
    assert (me["locale"], me["timeZone"]) == (None, None)
    cookie = SimpleCookie(answer.headers["set-cookie"])["session"]
    assert cookie["httponly"] is True
    assert (cookie["samesite"], cookie["path"], cookie["secure"]) == ("Strict", "/", "")
    assert int(cookie["max-age"]) == 7 * 86400
    assert answer.headers["cache-control"] == "no-store"
    assert browser.call("GET", "/me").json() == me
    assert browser.call("GET", "/sources").status == 200
    assert browser.call("POST", "/sources", {"nonsense": 1}).status == 403


def test_under_tls_the_cookie_stays_under_tls(backend: BackendProcess) -> None:
    browser = Browser(backend, proto="https")
    answer = browser.sign_in("analyst@example.com")
    assert SimpleCookie(answer.headers["set-cookie"])["session"]["secure"] is True


@pytest.mark.parametrize(
    "headers", [{}, {"X-Requested-With": "XMLHttpRequest"}, {"X-Requested-With": ""}]
)
def test_a_write_that_is_not_from_our_page_is_refused(
    browser: Browser, headers: dict[str, str]
) -> None:
    for method, path, body in (
        ("POST", "/requests", {"indicators": [{"data": "192.0.2.1"}]}),
        ("PATCH", "/me", {"name": "Mallory"}),
        ("DELETE", "/sessions/current", None),
    ):
        answer = browser.call(method, path, body, headers)
        assert answer.status == 403
        assert "X-Requested-With: indicator-aggregator" in answer.json()["detail"]
    assert browser.call("GET", "/me", headers=headers).status == 200


def test_an_authorization_header_wins_over_the_cookie(
    backend: BackendProcess, browser: Browser
) -> None:
    token = {"Authorization": f"Token {backend.tokens['viewer']}"}
    assert browser.call("GET", "/me", headers=token).json()["email"] == "viewer@example.com"
    # A token needs no page, and a wrong one is not mended by a cookie.
    assert browser.call("PATCH", "/me", {"name": "Viewer"}, headers=token).status == 200
    wrong = browser.call("GET", "/me", headers={"Authorization": "Token a_b"})
    assert wrong.status == 401
    assert "set-cookie" not in wrong.headers
    assert browser.call("GET", "/me").json()["email"] == "analyst@example.com"


def test_signing_out_ends_the_session_and_clears_the_cookie(browser: Browser) -> None:
    cookie = browser.cookie
    assert browser.call("DELETE", "/sessions/current").status == 204
    assert browser.cookie == ""
    browser.cookie = cookie
    answer = browser.call("GET", "/me")
    assert answer.status == 401
    assert "sign in" in answer.json()["detail"]
    assert SimpleCookie(answer.headers["set-cookie"])["session"]["max-age"] == "0"
    assert browser.cookie == ""


@pytest.mark.parametrize("cookie", ["a", "a_b", "_", "local_guess", "x" * 3000, "a_b; session=c"])
def test_a_cookie_that_is_none_is_cleared(backend: BackendProcess, cookie: str) -> None:
    browser = Browser(backend)
    browser.cookie = cookie
    assert browser.call("GET", "/me").status == 401
    assert browser.cookie == ""


def test_one_sentence_for_everything_that_is_wrong(backend: BackendProcess) -> None:
    admin.create_user(
        backend.database_url, email="gone@example.com", role="viewer", password=PASSWORD
    )
    execute(
        backend.database_url, "UPDATE users SET enabled = false WHERE email = 'gone@example.com'"
    )
    browser = Browser(backend, "192.0.2.30")
    answers = [
        browser.sign_in("analyst@example.com", "another long password"),
        browser.sign_in("nobody@example.com"),
        browser.sign_in("gone@example.com"),
        browser.sign_in("system@appliance.invalid", ""),
        browser.sign_in("", ""),
    ]
    assert {a.status for a in answers} == {401}
    assert {a.json()["detail"] for a in answers} == {"the e-mail address or the password is wrong"}


def test_who_tries_too_often_waits(backend: BackendProcess) -> None:
    admin.create_user(
        backend.database_url, email="target@example.com", role="viewer", password=PASSWORD
    )
    statuses = [
        Browser(backend, f"192.0.2.{40 + n}").sign_in("target@example.com", "wrong " * 3).status
        for n in range(11)
    ]
    assert statuses == [401] * 10 + [429]
    answer = Browser(backend, "192.0.2.60").sign_in("TARGET@example.com")
    assert answer.status == 429
    assert 0 < int(answer.headers["retry-after"]) <= 300
    assert answer.json()["code"] == "TOO_MANY_REQUESTS"
    # Others are not locked out.
    assert Browser(backend, "192.0.2.61").sign_in("viewer@example.com").status == 201


def test_an_ended_session_is_refused_elsewhere(backend: BackendProcess) -> None:
    one, two = Browser(backend), Browser(backend)
    for browser in (one, two):
        browser.sign_in("source-author@example.com")
    sessions = one.call("GET", "/sessions").json()
    assert sorted(s["current"] for s in sessions) == [False, True]
    assert {(s["address"], s["userAgent"]) for s in sessions} == {("192.0.2.1", "Example/1.0")}
    assert all(s["createdAt"] <= s["lastUsedAt"] < s["expiresAt"] for s in sessions)
    assert two.call("GET", "/me").status == 200
    other = next(s["id"] for s in sessions if not s["current"])
    assert one.call("DELETE", f"/sessions/{other}").status == 204
    assert two.call("GET", "/me").status == 401
    assert one.call("DELETE", f"/sessions/{other}").status == 404
    two.sign_in("source-author@example.com")
    assert one.call("DELETE", "/sessions").status == 204
    assert two.call("GET", "/me").status == 401
    assert len(one.call("GET", "/sessions").json()) == 1


def test_nobody_ends_the_sessions_of_others(backend: BackendProcess, browser: Browser) -> None:
    other = Browser(backend)
    other.sign_in("viewer@example.com")
    (theirs,) = [s["id"] for s in other.call("GET", "/sessions").json() if s["current"]]
    assert browser.call("DELETE", f"/sessions/{theirs}").status == 404
    assert other.call("GET", "/me").status == 200


def test_a_session_ended_in_the_database_is_refused_within_a_second(
    backend: BackendProcess, browser: Browser
) -> None:
    assert browser.call("GET", "/me").status == 200
    session_id = browser.cookie.split("_")[0]
    execute(backend.database_url, f"DELETE FROM sessions WHERE id = '{session_id}'")
    time.sleep(1)
    assert browser.call("GET", "/me").status == 401


def test_people_change_what_is_theirs(browser: Browser) -> None:
    change = {"name": "Ann Analyst", "locale": "fr", "timeZone": "America/Argentina/Buenos_Aires"}
    me = browser.call("PATCH", "/me", change).json()
    assert {name: me[name] for name in change} == change
    me = browser.call("PATCH", "/me", {"locale": None}).json()
    assert (me["locale"], me["timeZone"]) == (None, change["timeZone"])
    assert browser.call("GET", "/me").json() == me


@pytest.mark.parametrize(
    "body",
    [
        {"name": ""},
        {"name": None},
        {"name": "a\nb"},
        {"name": "  "},
        {"locale": "de"},
        {"timeZone": "../../etc/passwd"},
        {"timeZone": "a b"},
        {"roles": ["admin"]},
        {"email": "x@example.com"},
    ],
)
def test_what_does_not_fit_is_refused(browser: Browser, body: dict[str, Any]) -> None:
    assert browser.call("PATCH", "/me", body).status == 422


def test_another_password_ends_the_other_sessions(backend: BackendProcess) -> None:
    admin.create_user(
        backend.database_url, email="moody@example.com", role="viewer", password=PASSWORD
    )
    one, two = Browser(backend), Browser(backend)
    for browser in (one, two):
        browser.sign_in("moody@example.com")
    new = "another long sentence"
    wrong = one.call("PUT", "/me/password", {"current": "not this one", "new": new})
    assert (wrong.status, wrong.json()["errors"][0]["pointer"]) == (422, "/current")
    weak = one.call("PUT", "/me/password", {"current": PASSWORD, "new": "Moody@example.com"})
    assert (weak.status, weak.json()["errors"][0]["pointer"]) == (422, "/new")
    assert one.call("PUT", "/me/password", {"current": PASSWORD, "new": new}).status == 204
    assert one.call("GET", "/me").status == 200
    assert two.call("GET", "/me").status == 401
    assert two.sign_in("moody@example.com").status == 401
    assert two.sign_in("moody@example.com", new).status == 201


def test_a_password_given_on_the_command_line_ends_all_sessions(backend: BackendProcess) -> None:
    admin.create_user(
        backend.database_url, email="locked@example.com", role="viewer", password=PASSWORD
    )
    browser = Browser(backend)
    browser.sign_in("locked@example.com")
    new = "given at the terminal"
    assert admin.set_password(backend.database_url, email="LOCKED@example.com", password=new) == 1
    time.sleep(1)
    assert browser.call("GET", "/me").status == 401
    assert browser.sign_in("locked@example.com", new).status == 201


# --- set-up --------------------------------------------------------------------------------------


@pytest.fixture
def token_file(tmp_path: Path) -> Path:
    return tmp_path / "setup-token"


@pytest.fixture
def fresh(
    postgres_url: str, template: str, tmp_path: Path, token_file: Path
) -> Iterator[BackendProcess]:
    """A backend whose database has no administrator."""
    with (
        new_database(postgres_url, template) as url,
        running_backend(
            url, tmp_path / "backend.log", tokens={}, setup_token=str(token_file)
        ) as process,
    ):
        yield process


def complete(api: Api, token: str, **more: Any) -> Answer:
    return api.call("POST", "/setup", {"token": token, **ADMIN, **more}, token=None)


def test_the_token_makes_one_administrator_and_is_void(
    fresh: BackendProcess, token_file: Path
) -> None:
    assert fresh.call("GET", "/setup", token=None).json() == {"needed": True}
    assert token_file.stat().st_mode & 0o777 == 0o600
    token = token_file.read_text().strip()
    assert len(token) == 64
    for wrong in ("", "guess", token[:-1], token + "a", "é"):
        assert complete(fresh, wrong).status == 401
    weak = complete(fresh, token, password="first@example.com")
    assert (weak.status, weak.json()["errors"][0]["pointer"]) == (422, "/password")
    assert complete(fresh, token, email="nobody").json()["errors"][0]["pointer"] == "/email"
    browser = Browser(fresh)
    answer = browser.call("POST", "/setup", {"token": token, **ADMIN, "name": "Ada"})
    assert answer.status == 201, answer.body
    assert (answer.json()["name"], answer.json()["roles"]) == ("Ada", ["admin"])
    assert browser.call("GET", "/me").json() == answer.json()
    assert not token_file.exists()
    assert fresh.call("GET", "/setup", token=None).json() == {"needed": False}
    done = complete(fresh, token, email="second@example.com")
    assert (done.status, done.json()["code"]) == (409, "SETUP_DONE")
    assert browser.sign_in(ADMIN["email"], ADMIN["password"]).status == 201


def test_two_at_once_make_one_administrator(fresh: BackendProcess, token_file: Path) -> None:
    token, statuses = token_file.read_text().strip(), []

    def make(number: int) -> None:
        statuses.append(complete(fresh, token, email=f"admin{number}@example.com").status)

    threads = [threading.Thread(target=make, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [201] + [409] * 5


def test_the_command_line_completes_it_too(fresh: BackendProcess, token_file: Path) -> None:
    token = token_file.read_text().strip()
    admin.create_user(fresh.database_url, role="analyst", **ADMIN)
    time.sleep(1)
    assert fresh.call("GET", "/setup", token=None).json() == {"needed": True}
    admin.create_user(fresh.database_url, email="root@example.com", role="admin", password=PASSWORD)
    assert fresh.call("GET", "/setup", token=None).json() == {"needed": False}
    assert complete(fresh, token).status == 409
    give_up = time.monotonic() + 5
    while token_file.exists():
        assert time.monotonic() < give_up
        time.sleep(0.05)
