"""What the services of abuse.ch have in common: one key, statuses in words, exports as tables."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, BinaryIO

from backend.models.answers import FailureKind, Level, Link
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
from backend.sources.feed_tables import entries, sniffer
from backend.sources.feed_text import shown
from backend.sources.json_fields import error_body, expected_table, text, whole

PROVIDER = "abuse.ch"
KEY_URL = "https://auth.abuse.ch/"
AUTH_KEY = SecretSlot(name="auth_key", help="Auth-Key of abuse.ch, one for all of its services.")
EXPORT_KEY = SecretSlot(
    name="auth_key",
    help="Auth-Key of abuse.ch, by which exports are downloaded; not needed to import them.",
    required=False,
)
TERMS = "Free under fair use; commercial use may need abuse.ch's paid access."
REFUSED_KEYS = frozenset(
    {"unknown_auth_key", "no_auth_key", "no_api_key", "unauthorized", "user_blacklisted"}
)
SHA256 = re.compile(r"[0-9a-f]{64}")
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
    key = ", with {auth_key} in the key's place" if "{auth_key}" in default else ""
    return Setting(
        name="export_url",
        default=default,
        help=f"Where the export is downloaded from{key}; empty: it is only imported.",
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


def sample_facts(file: Mapping[str, Any]) -> dict[str, Any]:
    """What MalwareBazaar's API and its exports both say of a file."""
    size = whole(file.get("file_size"))
    return {
        "Signature": file.get("signature"),
        "Name": file.get("file_name"),
        "Type": file.get("file_type"),
        "MIME type": file.get("file_type_mime"),
        "Size": f"{size} bytes" if size is not None else None,
        "MD5": file.get("md5_hash"),
        "SHA1": file.get("sha1_hash"),
        "SHA256": file.get("sha256_hash"),
        "imphash": file.get("imphash"),
        "TLSH": file.get("tlsh"),
        "First seen": file.get("first_seen"),
        "Reporter": file.get("reporter"),
    }


def sample_links(sha256: str) -> tuple[Link, ...]:
    """MalwareBazaar's page of a file."""
    page = f"https://bazaar.abuse.ch/sample/{sha256}/"
    return (Link("MalwareBazaar", page),) if SHA256.fullmatch(sha256) else ()


def export(
    columns: frozenset[str],
    read: Callable[[str, Mapping[str, Any]], Row | None],
    expected: str,
    *,
    keeps: str | None = None,
) -> FeedPart:
    """The part of an export in CSV or JSON that has these columns among others.

    `read` makes the row of an entry, and is told where in the file it stands; None for what nobody
    can ask about. A file in which that is the greater part is refused.
    """
    return FeedPart(
        name="export",
        url_setting="export_url",
        expected=expected,
        sniff=sniffer(columns),
        parse=lambda stream: _rows(stream, columns, read),
        keeps=keeps,
    )


def _rows(
    stream: BinaryIO,
    columns: frozenset[str],
    read: Callable[[str, Mapping[str, Any]], Row | None],
) -> Iterator[Row]:
    good, others, first = 0, 0, ""
    for place, entry in entries(stream, columns):
        if row := read(place, entry):
            good += 1
            yield row
        else:
            others += 1
            first = first or f"{place}: nothing that can be asked about: {shown(str(entry))}"
    if others > good:
        raise FeedFormatError(first)
