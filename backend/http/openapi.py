"""OpenAPI 3.1 from the route table."""

import re
from collections.abc import Sequence
from typing import Any

import msgspec

from backend.http.authentication import PAGE
from backend.http.cookies import NAME as COOKIE
from backend.http.decoding import TEXT_TYPES, TextBody, UnsupportedMediaTypeError
from backend.http.problems import MEDIA_TYPE, Problem
from backend.http.routing import PREFIX, Access, Route
from backend.models.errors import (
    ApplicationError,
    ForbiddenError,
    InvalidInputError,
    MalformedError,
    UnauthorizedError,
)

REF = "#/components/schemas/{name}"
PATH_PARAMETER = re.compile(r"\{([^}]+)\}")


def describe(routes: Sequence[Route], version: str) -> dict[str, Any]:
    """The whole document."""
    types = [t for route in routes for t in _types_of(route)]
    schemas, components = msgspec.json.schema_components([Problem, *types], ref_template=REF)
    known = dict(zip(map(repr, [Problem, *types]), schemas, strict=True))
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(
            route, known, components
        )
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Indicator Aggregator",
            "version": version,
            "summary": "What all sources know about an indicator",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": PREFIX}],
        "security": [{"token": []}, {"bearer": []}, {"session": []}],
        "tags": [{"name": name} for name in dict.fromkeys(r.tag for r in routes)],
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {
                "token": {
                    "type": "apiKey",
                    "in": "header",
                    "name": "Authorization",
                    "description": "`Token <token>`",
                },
                "bearer": {"type": "http", "scheme": "bearer"},
                "session": {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": COOKIE,
                    "description": f"Made by POST /sessions. Writes also need the header "
                    f"`X-Requested-With: {PAGE}`.",
                },
            },
        },
    }


def _operation(route: Route, known: dict[str, Any], components: dict[str, Any]) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": route.name,
        "summary": route.summary,
        "description": (route.handler.__doc__ or route.summary).strip(),
        "tags": [route.tag],
        "responses": _responses(route, known),
    }
    parameters = [*_path_parameters(route), *_query_parameters(route, known, components)]
    if parameters:
        operation["parameters"] = parameters
    if route.needs is Access.PUBLIC:
        operation["security"] = []
    elif not isinstance(route.needs, Access):
        operation["x-permission"] = str(route.needs)
    if route.body is TextBody:
        content = {name: {"schema": {"type": "string"}} for name in TEXT_TYPES}
        operation["requestBody"] = {"required": True, "content": content}
    elif route.body is not None:
        media: dict[str, Any] = {"schema": known[repr(route.body)]}
        if route.body_example is not None:
            media["example"] = route.body_example
        operation["requestBody"] = {"required": True, "content": {"application/json": media}}
    if route.file:
        binary = {"schema": {"type": "string", "format": "binary"}}
        operation["requestBody"] = {
            "required": True,
            "content": {"application/octet-stream": binary},
        }
    return operation


def _path_parameters(route: Route) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in PATH_PARAMETER.findall(route.path)
    ]


def _query_parameters(
    route: Route, known: dict[str, Any], components: dict[str, Any]
) -> list[dict[str, Any]]:
    if route.query is None:
        return []
    schema = components[known[repr(route.query)]["$ref"].rsplit("/", 1)[1]]
    required = schema.get("required", ())
    return [
        {"name": name, "in": "query", "required": name in required, "schema": value}
        for name, value in schema["properties"].items()
    ]


def _responses(route: Route, known: dict[str, Any]) -> dict[str, Any]:
    responses = {str(route.status): _success(route, route.returns, known)}
    for status, returns in route.also.items():
        responses[str(status)] = _success(route, returns, known)
    for error in _errors(route):
        responses[str(error.status)] = {
            "description": error.title,
            "content": {MEDIA_TYPE: {"schema": known[repr(Problem)]}},
        }
    return responses


def _types_of(route: Route) -> list[Any]:
    body = None if route.body is TextBody else route.body
    return [t for t in (body, route.query, route.returns, *route.also.values()) if t]


def _success(route: Route, returns: Any, known: dict[str, Any]) -> dict[str, Any]:
    if route.stream:
        return {"description": "Events", "content": {"text/event-stream": {}}}
    if returns is None:
        return {"description": "Done"}
    return {
        "description": route.summary,
        "content": {route.media_type: {"schema": known[repr(returns)]}},
    }


def _errors(route: Route) -> list[type[ApplicationError]]:
    errors: list[type[ApplicationError]] = [*route.errors, ApplicationError]
    if route.needs is not Access.PUBLIC:
        errors.append(UnauthorizedError)
        # Also of a write with a cookie that does not come from our page.
        if route.needs is not Access.SIGNED_IN or route.method != "GET":
            errors.append(ForbiddenError)
    if route.body is not None:
        errors += [MalformedError, UnsupportedMediaTypeError, InvalidInputError]
    if route.query is not None:
        errors.append(InvalidInputError)
    return sorted(set(errors), key=lambda error: (error.status, error.code))
