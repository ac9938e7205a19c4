"""Rows of the database into structs, and structs into jsonb parameters."""

import re
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")
UNDERSCORE = re.compile(r"_([a-z0-9])")
_ENCODER = msgspec.json.Encoder()


def camel(name: str) -> str:
    """`created_at` to `createdAt`, as the structs are named outside."""
    return UNDERSCORE.sub(lambda match: match[1].upper(), name)


def to_struct(row: dict[str, Any], shape: type[T]) -> T:
    """A row, by column name, as a struct whose fields are renamed to camel case."""
    return msgspec.convert({camel(k): v for k, v in row.items()}, shape, strict=False)


def to_json(value: Any) -> str:
    """JSON text for a jsonb parameter. Values of others go through `json_values` first."""
    return _ENCODER.encode(value).decode()
