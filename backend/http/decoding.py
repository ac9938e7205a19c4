"""Bodies, queries and paths: decoded, validated, and refused with a sentence."""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import unquote, unquote_plus

import msgspec

from backend.models.errors import (
    ApplicationError,
    FieldError,
    InvalidInputError,
    MalformedError,
)

# msgspec ends its sentence with the place, as in "… - at `$.indicators[0].kind`".
PLACE = re.compile(r"^(?P<message>.*?) - at `(?P<place>[^`]*)`$", re.DOTALL)
STEP = re.compile(r"\.([^.\[]+)|\[(\d+|\.\.\.)\]")
# A text, or what is left of one; possessive, so that one without an end is looked at once.
STRING = re.compile(rb'"(?:[^"\\]|\\.)*+"?', re.DOTALL)
BRACKET = re.compile(rb"[\[\]{}]")
MAX_DEPTH = 200
# As much of a body as is looked at to tell whether it is nested too deeply.
DEPTH_BYTES = 64 * 1024
# \u0000 as an escape: an odd number of backslashes before the u.
NUL_ESCAPE = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


TEXT_TYPES = ("text/plain", "text/csv")


class UnsupportedMediaTypeError(ApplicationError):
    """The body is not JSON, or not the text that is expected."""

    status, code, title = 415, "UNSUPPORTED_MEDIA_TYPE", "The body is of another type"


class TextBody(msgspec.Struct, frozen=True):
    """A body that is text: which of `TEXT_TYPES`, and what it says."""

    media_type: str
    text: str


def decode_text(body: str | bytes, content_type: str | None) -> TextBody:
    """A body of one of `TEXT_TYPES` in UTF-8.

    Raises:
        UnsupportedMediaTypeError, MalformedError: in this order.
    """
    media_type = (content_type or "").split(";")[0].strip().lower()
    if media_type not in TEXT_TYPES:
        raise UnsupportedMediaTypeError(
            f"Expected request with `Content-Type: {' or '.join(TEXT_TYPES)}`, found "
            f"{media_type or 'none'}"
        )
    try:
        text = body if isinstance(body, str) else body.decode()
        text.encode()
    except UnicodeError as error:
        raise MalformedError(f"the body is not UTF-8: {error}") from None
    return TextBody(media_type, text.removeprefix("\ufeff"))


def decode_body(body: str | bytes, content_type: str | None, shape: Any) -> Any:
    """A JSON body as `shape`.

    Raises:
        UnsupportedMediaTypeError, MalformedError, InvalidInputError: in this order.
    """
    media_type = (content_type or "").split(";")[0].strip().lower()
    if media_type != "application/json" and not media_type.endswith("+json"):
        raise UnsupportedMediaTypeError(
            f"Expected request with `Content-Type: application/json`, found {media_type or 'none'}"
        )
    data = body.encode("utf-8", "surrogatepass") if isinstance(body, str) else body
    if not data.strip():
        raise MalformedError("the body is empty; JSON is expected")
    if NUL_ESCAPE.search(data):
        raise InvalidInputError("the body has a NUL character (\\u0000), which cannot be stored")
    try:
        return msgspec.json.decode(data, type=shape)
    except msgspec.ValidationError as error:
        if _too_deep(data[:DEPTH_BYTES]):
            raise MalformedError("the body is nested too deeply") from None
        raise _invalid(str(error)) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise MalformedError(f"the body is not JSON: {error}") from None
    except RecursionError:
        raise MalformedError("the body is nested too deeply") from None


def decode_query(query: Mapping[str, Sequence[str]], shape: type[Any]) -> Any:
    """Query parameters as `shape`; a parameter that is a list may be repeated.

    Raises:
        InvalidInputError: naming the parameter.
    """
    lists = {f.encode_name for f in msgspec.structs.fields(shape) if _is_list(f.type)}
    values = {name: v if name in lists else v[-1] for name, v in query.items() if v}
    try:
        return msgspec.convert(values, shape, strict=False)
    except msgspec.ValidationError as error:
        raise _invalid(str(error)) from None


def unquote_query(query: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Names and values decoded; Robyn gives them as they were sent.

    Raises:
        InvalidInputError: a NUL, which nothing of ours holds and PostgreSQL refuses.
    """
    decoded = {unquote_plus(k): [unquote_plus(item) for item in v] for k, v in query.items()}
    for name, values in decoded.items():
        for value in values:
            _refuse_nul(name, value)
    return decoded


def unquote_path(path: Mapping[str, str]) -> dict[str, str]:
    """Path parameters decoded; Robyn gives them as they were sent. Errors as `unquote_query`."""
    decoded = {name: unquote(value) for name, value in path.items()}
    for name, value in decoded.items():
        _refuse_nul(name, value)
    return decoded


def _refuse_nul(name: str, value: str) -> None:
    if "\0" in value:
        message = "a NUL character is not possible here"
        raise InvalidInputError(f"{message} (in {name})", errors=(FieldError(name, message),))


def _too_deep(data: bytes) -> bool:
    """Whether JSON is nested deeper than any body of ours: then that is what is wrong with it."""
    depth = 0
    for bracket in BRACKET.finditer(STRING.sub(b"", data)):
        depth += 1 if bracket[0] in b"[{" else -1
        if depth > MAX_DEPTH:
            return True
    return False


def _is_list(annotation: Any) -> bool:
    return "list[" in str(annotation)


def _invalid(message: str) -> InvalidInputError:
    match = PLACE.match(message)
    if not match:
        return InvalidInputError(message)
    pointer = "".join(f"/{name or index}" for name, index in STEP.findall(match["place"]))
    text = match["message"]
    return InvalidInputError(f"{text} (at {pointer or '/'})", errors=(FieldError(pointer, text),))
