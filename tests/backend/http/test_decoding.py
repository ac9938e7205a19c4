"""Bodies, queries and paths: what is refused, with which sentence, and how soon."""

import time
from contextlib import suppress
from typing import Annotated, Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.http.decoding import (
    UnsupportedMediaTypeError,
    decode_body,
    decode_query,
    unquote_path,
    unquote_query,
)
from backend.models.errors import ApplicationError, InvalidInputError, MalformedError
from backend.models.requests import RequestCreate
from backend.models.sources import SourceCreate

JSON = "application/json"


class Sample(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    many: list[str] = []
    count: Annotated[int, msgspec.Meta(ge=0, le=10)] = 0
    wait: Annotated[float, msgspec.Meta(ge=0, le=30)] = 0.0


@pytest.mark.parametrize(
    "media_type", [JSON, "Application/JSON; charset=utf-8", "application/x+json"]
)
def test_json_by_any_of_its_names_is_read(media_type: str) -> None:
    assert decode_body(b'{"name": "x"}', media_type, Sample) == Sample("x")


@pytest.mark.parametrize("media_type", [None, "", "text/plain", "multipart/form-data"])
def test_other_media_types_are_refused(media_type: str | None) -> None:
    with pytest.raises(UnsupportedMediaTypeError, match="Content-Type: application/json"):
        decode_body(b'{"name": "x"}', media_type, Sample)


@pytest.mark.parametrize(
    ("body", "pointer", "fragment"),
    [
        (b"[]", "", "object"),
        (b"{}", "", "name"),
        (b'{"name": 1}', "/name", "str"),
        (b'{"name": "x", "many": ["a", 2]}', "/many/1", "str"),
        (b'{"name": "x", "count": 11}', "/count", "<= 10"),
        (b'{"name": "x", "other": 1}', "", "other"),
    ],
)
def test_a_value_that_does_not_fit_is_named(body: bytes, pointer: str, fragment: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        decode_body(body, JSON, Sample)
    assert fragment in caught.value.detail
    assert [e.pointer for e in caught.value.errors] == ([pointer] if pointer else [])


@pytest.mark.parametrize(
    "body",
    [b"", b"  ", b"{", b'{"name": "\\ud800"}', b'{"name": "\xff"}', b'{"name": "x"} {}', "{\udc80"],
)
def test_what_is_no_json_is_malformed(body: str | bytes) -> None:
    with pytest.raises(MalformedError):
        decode_body(body, JSON, Sample)


@pytest.mark.parametrize("unit", [b"[", b'{"a":', b'{"name":', b'[["\\"",'])
@pytest.mark.parametrize("shape", [Sample, RequestCreate, SourceCreate, dict[str, Any]])
def test_a_body_that_is_nested_too_deeply_is_malformed(unit: bytes, shape: type[Any]) -> None:
    with pytest.raises(MalformedError):
        decode_body(unit * 100_000, JSON, shape)


def test_a_nul_is_refused_where_it_is_one() -> None:
    with pytest.raises(InvalidInputError, match="NUL"):
        decode_body(b'{"name": "a\\\\\\u0000"}', JSON, Sample)
    assert decode_body(b'{"name": "a\\\\u0000"}', JSON, Sample).name == "a\\u0000"


@pytest.mark.parametrize(
    "body",
    [
        b'{"count": "x", "' + b'\\"' * 2_000_000,
        b'{"count": "x", ' + b'"' * 4_000_000,
        b'{"count": "x", "' + b"\\\\" * 2_000_000 + b'u0000"}',
        b'{"count": "x", "name": [' + b"[]," * 1_300_000,
    ],
)
def test_a_hostile_body_is_refused_at_once(body: bytes) -> None:
    began = time.monotonic()
    with pytest.raises(ApplicationError):
        decode_body(body, JSON, Sample)
    assert time.monotonic() - began < 1.0


@given(st.binary(max_size=200) | st.text(max_size=200))
def test_any_body_is_read_or_refused(body: str | bytes) -> None:
    with suppress(MalformedError, InvalidInputError):
        assert isinstance(decode_body(body, JSON, Sample), Sample)


def test_a_query_may_repeat_lists_and_the_last_of_others_counts() -> None:
    query = {"name": ["a", "b"], "many": ["c", "d"], "count": ["3"]}
    assert decode_query(query, Sample) == Sample("b", ["c", "d"], 3)


@pytest.mark.parametrize("text", ["nan", "inf", "-inf", "1e3", "-1", "x", ""])
def test_a_number_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        decode_query({"name": ["a"], "wait": [text]}, Sample)
    assert caught.value.errors[0].pointer == "/wait"


def test_queries_and_paths_are_unquoted_and_hold_no_nul() -> None:
    assert unquote_query({"a+b": ["%2Fc+d", "%FF"]}) == {"a b": ["/c d", "\ufffd"]}
    assert unquote_path({"id": "a+b%2F"}) == {"id": "a+b/"}
    with pytest.raises(InvalidInputError, match="in q"):
        unquote_query({"q": ["fine", "a%00b"]})
    with pytest.raises(InvalidInputError, match="in id"):
        unquote_path({"id": "%00"})
