"""What the services of abuse.ch have in common: one key, statuses in words, CSV below a banner.

Their exports have the header within the comments or below them, quoted or not, and `None`, `n/a` or
nothing where nothing is known. Columns are named here in lower case, without `(UTC)`.
"""

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from typing import Any, BinaryIO

import msgspec

from backend.models.answers import FailureKind, Level
from backend.models.errors import SourceError
from backend.sources.contract import (
    Context,
    FeedFormatError,
    FeedPart,
    HttpStatusError,
    Row,
    SecretSlot,
    Setting,
)
from backend.sources.feed_text import LONGEST_LINE_BYTES, read_lines, read_whole, shown
from backend.sources.json_fields import error_body, expected_table, text, texts

PROVIDER = "abuse.ch"
KEY_URL = "https://auth.abuse.ch/"
AUTH_KEY = SecretSlot(name="auth_key", help="Auth-Key of abuse.ch, one for all of its services.")
EXPORT_KEY = SecretSlot(
    name="auth_key",
    help="Auth-Key of abuse.ch, by which exports are downloaded; not needed to import them.",
    required=False,
)
TERMS = "Free under fair use; commercial use may need abuse.ch's paid access."
JSON_AT_MOST_BYTES = 128 * 1024 * 1024
NOTHING = frozenset({"", "none", "n/a", "null", "-"})
REFUSED_KEYS = frozenset(
    {"unknown_auth_key", "no_auth_key", "no_api_key", "unauthorized", "user_blacklisted"}
)
UNFIT = ("illegal_", "invalid_", "no_")


def base_url(default: str) -> Setting:
    """Where an API is."""
    return Setting(
        name="base_url",
        default=default,
        help="Address of the API, or of a proxy that stands before it.",
    )


def export_url(default: str) -> Setting:
    """Where an export is; `{auth_key}` in it stands for the key."""
    return Setting(
        name="export_url",
        default=default,
        help="Where the export is downloaded from, with {auth_key} in the key's place; "
        "empty: it is only imported.",
    )


async def ask(
    ctx: Context,
    url: str,
    who: str,
    *,
    json: Mapping[str, Any] | None = None,
    form: Mapping[str, str] | None = None,
) -> tuple[str, Mapping[str, Any]]:
    """What a service answers, and its `query_status`.

    Raises:
        SourceError: UNAUTHORIZED for a key that it does not know, however it says so.
    """
    headers = {"Auth-Key": ctx.secrets["auth_key"]}
    try:
        body = await ctx.http.post_json(url, json=json, form=form, headers=headers)
    except HttpStatusError as error:
        said = error_body(error.body)
        status = text(said.get("query_status")) or text(said.get("error"))
        kind = FailureKind.UNAUTHORIZED if status in REFUSED_KEYS else None
        raise error.saying(status, kind) from None
    answer = expected_table(body, who)
    return text(answer.get("query_status")), answer


def refusal(status: str, who: str) -> SourceError:
    """What a status means that is neither a hit nor a miss."""
    if status in REFUSED_KEYS:
        return SourceError(FailureKind.UNAUTHORIZED, f"{who} refuses the key: {status}")
    if status.startswith(UNFIT):
        return SourceError(FailureKind.REQUEST_ERROR, f"{who} refuses the question: {status}")
    said = f"the query_status {shown(status)}" if status else "no query_status"
    return SourceError(
        FailureKind.INVALID_ANSWER, f"{who} answered with {said}; is base_url its API?"
    )


def url_verdict(statuses: list[str], *, exact: bool) -> tuple[Level, int]:
    """What URLhaus knows of a URL or a file itself (`exact`), or of a host, by its URLs' states."""
    online = "online" in statuses
    if exact:
        return Level.MALICIOUS, 90 if online else 75
    return (Level.MALICIOUS, 80) if online else (Level.SUSPICIOUS, 60)


def words(value: Any) -> list[str]:
    """Tags, from a list or from text with commas."""
    items = value.split(",") if isinstance(value, str) else value
    return [word for word in texts(items) if word.casefold() not in NOTHING]


def export(
    columns: frozenset[str], read: Callable[[str, Mapping[str, Any]], Iterator[Row]], expected: str
) -> FeedPart:
    """The part of an export in CSV or JSON that has these columns among others.

    `read` makes the rows of one entry, and is told where in the file it stands.
    """
    return FeedPart(
        name="export",
        url_setting="export_url",
        expected=expected,
        sniff=sniffer(columns),
        parse=lambda stream: _rows(stream, columns, read),
    )


def _rows(
    stream: BinaryIO,
    columns: frozenset[str],
    read: Callable[[str, Mapping[str, Any]], Iterator[Row]],
) -> Iterator[Row]:
    for place, entry in entries(stream, columns):
        yield from read(place, entry)


def sniffer(columns: frozenset[str]) -> Callable[[bytes], bool]:
    """Whether a file's beginning has the header, or the first entry's names."""

    def sniff(head: bytes) -> bool:
        start = head.lstrip()
        if start.startswith((b"{", b"[")):
            return all(f'"{name}"'.encode() in head for name in columns)
        lines = head.decode("utf-8", "replace").splitlines()
        return any(columns <= set(_names(line)) for line in lines)

    return sniff


def entries(stream: BinaryIO, columns: frozenset[str]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Where an entry is, and what it has of what is known.

    Raises:
        FeedFormatError: no header with `columns`, a line with fewer fields, no JSON.
    """
    first = stream.readline(LONGEST_LINE_BYTES + 1)
    if first.lstrip()[:1] in (b"{", b"["):
        found = _json_entries(first + read_whole(stream, at_most_bytes=JSON_AT_MOST_BYTES))
    else:
        rest = ((number + 1, line) for number, line in read_lines(stream))
        found = _csv_entries(chain(read_lines(io.BytesIO(first)), rest), columns)
    for place, entry in found:
        if missing := columns - entry.keys():
            names = ", ".join(sorted(missing))
            raise FeedFormatError(f"{place}: expected the columns {names}, which it does not have")
        yield place, {name: value for name, value in entry.items() if not _is_nothing(value)}


def _is_nothing(value: Any) -> bool:
    return value is None or (isinstance(value, str) and value.strip().casefold() in NOTHING)


def _csv_entries(
    lines: Iterator[tuple[int, str]], columns: frozenset[str]
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    header: list[str] = []
    for number, line in lines:
        stripped = line.strip()
        if not stripped:
            continue
        if not header or stripped.startswith("#"):
            names = _names(stripped)
            if columns <= set(names):
                header = names
            elif not stripped.startswith("#"):
                wanted = ", ".join(sorted(columns))
                raise FeedFormatError(
                    f"line {number}: expected a header with {wanted}, found {shown(line)}"
                )
            continue
        fields = _fields(stripped)
        if len(fields) < len(header):
            raise FeedFormatError(
                f"line {number}: expected {len(header)} fields, found {len(fields)}: {shown(line)}"
            )
        # More of them are of a text with quotes of its own, which is among the last.
        yield f"line {number}", dict(zip(header, fields, strict=False))


def _names(line: str) -> list[str]:
    """The names of a header, which may be commented out."""
    names = _fields(line.strip().lstrip("#").strip())
    return [name.casefold().removesuffix("(utc)").strip() for name in names]


def _fields(line: str) -> list[str]:
    try:
        return next(csv.reader([line], skipinitialspace=True), [])
    except csv.Error as error:
        raise FeedFormatError(f"expected CSV, found {shown(line)} ({error})") from None


def _json_entries(content: bytes) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """A list of objects, or an object with such lists by their ids."""
    try:
        decoded = msgspec.json.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise FeedFormatError(f"expected JSON: {error}") from None
    lists = decoded if isinstance(decoded, dict) else {"": decoded}
    for name, listed in lists.items():
        for index, entry in enumerate(listed if isinstance(listed, list) else [listed]):
            place = f"{name}[{index}]"
            if not isinstance(entry, dict):
                raise FeedFormatError(f"{place}: expected an object, found {shown(str(entry))}")
            yield place, entry
