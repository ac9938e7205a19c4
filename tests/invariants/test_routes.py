"""What holds for every route."""

import inspect

from backend.access.permissions import ROLES, Permission
from backend.http.openapi import describe
from backend.http.routes import all_routes
from backend.http.routing import Access

ROUTES = all_routes()
PUBLIC = {
    ("GET", "/health"),
    ("GET", "/health/ready"),
    ("GET", "/docs/openapi.json"),
    ("GET", "/setup"),
    ("POST", "/setup"),
    ("POST", "/sessions"),
}


def test_every_route_says_who_may() -> None:
    for route in ROUTES:
        assert isinstance(route.needs, Permission | Access), route.path
    assert {(r.method, r.path) for r in ROUTES if r.needs is Access.PUBLIC} == PUBLIC


def test_names_and_paths_are_unique() -> None:
    assert len({r.name for r in ROUTES}) == len(ROUTES)
    assert len({(r.method, r.path) for r in ROUTES}) == len(ROUTES)


def test_every_handler_is_asynchronous() -> None:
    assert all(inspect.iscoroutinefunction(r.handler) for r in ROUTES)


def test_every_permission_belongs_to_the_administrator() -> None:
    assert ROLES["admin"] == frozenset(Permission)


def test_openapi_describes_every_operation() -> None:
    document = describe(ROUTES, "0.0.0")
    assert document["openapi"] == "3.1.0"
    for route in ROUTES:
        operation = document["paths"][route.path][route.method.lower()]
        assert operation["summary"]
        assert str(route.status) in operation["responses"]
        declared = {p["name"] for p in operation.get("parameters", ()) if p["in"] == "path"}
        assert all(f"{{{name}}}" in route.path for name in declared)
        if route.needs is not Access.PUBLIC:
            assert "401" in operation["responses"]
        if route.body is not None:
            assert "requestBody" in operation


def test_openapi_names_only_components_that_are_there() -> None:
    document = describe(ROUTES, "0.0.0")
    names = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    assert set(_references(document)) <= names


def test_openapi_says_how_to_show_who_asks() -> None:
    document = describe(ROUTES, "0.0.0")
    schemes = document["components"]["securitySchemes"]
    assert [next(iter(way)) for way in document["security"]] == list(schemes)
    assert (schemes["session"]["in"], schemes["session"]["name"]) == ("cookie", "session")
    assert "X-Requested-With: indicator-aggregator" in schemes["session"]["description"]
    regenerate = document["paths"]["/apiTokens/{id}/regenerate"]["post"]["responses"]
    assert list(regenerate["200"]["content"]) == ["text/plain"]
    assert "403" in document["paths"]["/me"]["patch"]["responses"]
    assert {"401", "429", "422"} <= set(document["paths"]["/sessions"]["post"]["responses"])
    assert {"401", "409", "422"} <= set(document["paths"]["/setup"]["post"]["responses"])


def _references(value: object) -> list[str]:
    if isinstance(value, dict):
        found = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
        return found + [r for item in value.values() for r in _references(item)]
    if isinstance(value, list):
        return [r for item in value for r in _references(item)]
    return []
