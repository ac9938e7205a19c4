"""Who may do what: every route, every role."""

import time

import pytest

from backend.access.permissions import ROLES, Permission
from backend.http.routes import all_routes
from backend.http.routing import Access, Route
from tests.support.backends import BackendProcess
from tests.support.databases import execute

ROUTES = all_routes()


def sample(route: Route) -> str:
    return route.path.replace("{id}", "unknown")


def body(route: Route) -> object:
    return {"nonsense": True} if route.body is not None else None


@pytest.mark.parametrize("route", ROUTES, ids=lambda r: f"{r.method} {r.path}")
def test_without_a_token_only_public_routes_answer(backend: BackendProcess, route: Route) -> None:
    answer = backend.call(route.method, sample(route), body(route), token=None)
    assert (answer.status == 401) == (route.needs is not Access.PUBLIC)


@pytest.mark.parametrize("role", ["viewer", "analyst", "source-author", "admin", "request_view"])
@pytest.mark.parametrize(
    "route", [r for r in ROUTES if isinstance(r.needs, Permission)], ids=lambda r: r.name
)
def test_a_role_may_what_its_permissions_say(
    backend: BackendProcess, route: Route, role: str
) -> None:
    answer = backend.call(route.method, sample(route), body(route), token=role)
    assert (answer.status == 403) == (route.needs not in ROLES[role]), answer.body


@pytest.mark.parametrize("role", ["viewer", "analyst", "source-author", "admin", "request_view"])
@pytest.mark.parametrize(
    "route", [r for r in ROUTES if r.needs is Access.SIGNED_IN], ids=lambda r: r.name
)
def test_every_role_may_what_needs_none(backend: BackendProcess, route: Route, role: str) -> None:
    answer = backend.call(route.method, sample(route), body(route), token=role)
    assert answer.status not in (401, 403), answer.body


def test_no_role_but_permissions_decide(backend: BackendProcess) -> None:
    """Who has no role sees who they are, and nothing that needs a permission."""
    execute(backend.database_url, "UPDATE users SET roles = '{}' WHERE email LIKE 'request_c%'")
    give_up = time.monotonic() + 5
    while backend.call("GET", "/me", token="request_create").json()["permissions"]:
        assert time.monotonic() < give_up
    for route in ROUTES:
        if isinstance(route.needs, Permission):
            answer = backend.call(route.method, sample(route), body(route), token="request_create")
            assert answer.status == 403, route.name


@pytest.mark.parametrize(
    "token", ["nonsense", "a_b", "local_guess", "", "x" * 5000, "unknown000000_" + "A" * 32]
)
def test_a_wrong_token_is_refused(backend: BackendProcess, token: str) -> None:
    answer = backend.call("GET", "/sources", token=token)
    assert answer.status == 401
    assert "Authorization" in answer.json()["detail"]


def test_a_token_with_another_secret_is_refused(backend: BackendProcess) -> None:
    token_id = backend.tokens["viewer"].split("_")[0]
    assert backend.call("GET", "/sources", token=f"{token_id}_{'A' * 32}").status == 401


def test_bearer_works_too(backend: BackendProcess) -> None:
    headers = {"Authorization": f"Bearer {backend.tokens['viewer']}"}
    assert backend.call("GET", "/sources", token=None, headers=headers).status == 200


def test_a_wrong_method_names_the_right_ones(backend: BackendProcess) -> None:
    answer = backend.call("PUT", "/sources")
    assert answer.status == 405
    assert answer.headers["allow"] == "GET, POST"
