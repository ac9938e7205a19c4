"""What the two sources of urlscan.io share: its errors, its verdicts, and reading a scan."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from backend.models.answers import Element, ElementKind, FailureKind, Level
from backend.sources.contract import (
    HttpStatusError,
    SecretSlot,
    base_url,
)
from backend.sources.json_fields import key_values, table, text, texts, whole

PROVIDER = "urlscan.io"
KEY_URL = "https://urlscan.io/user/profile/"
TERMS = "The free account may be used for any purpose within its quotas; scans are urlscan's."
BASE_URL = base_url("https://urlscan.io/api/v1")
BAD_REQUEST = 400
MALICIOUS_SCORE, SUSPICIOUS_SCORE = 85, 50
SUSPICIOUS_FROM = 20


def key_slot(*, required: bool) -> SecretSlot:
    """The one key of an account, which both sources take."""
    return SecretSlot(
        name="api_key", help="API key of an account at urlscan.io.", required=required
    )


def headers(secrets: Mapping[str, str]) -> dict[str, str]:
    """The key, where there is one."""
    key = secrets.get("api_key")
    return {"API-Key": key} if key else {}


def failure(error: HttpStatusError) -> HttpStatusError:
    """The failure with urlscan's own words; a key that is no key is answered by 400."""
    said = _said(error.body)
    kind = error.kind
    if error.status == BAD_REQUEST:
        about_key = "api key" in said.casefold() or "api-key" in said.casefold()
        kind = FailureKind.UNAUTHORIZED if about_key else FailureKind.REQUEST_ERROR
    return HttpStatusError(
        kind,
        f"{error.detail} ({said})" if said else error.detail,
        status=error.status,
        retry_after_seconds=error.retry_after_seconds,
    )


def _said(body: str) -> str:
    try:
        answer = table(msgspec.json.decode(body))
    except (msgspec.DecodeError, RecursionError):
        return ""
    return refusal(answer)


def refusal(answer: Mapping[str, Any]) -> str:
    """Message and description, as far as there are any."""
    return ": ".join(filter(None, (text(answer.get(name)) for name in ("message", "description"))))


def level_of(verdict: Mapping[str, Any]) -> tuple[Level, int | None]:
    """Level and score of a verdict; its own score runs from -100 (legitimate) to 100."""
    score = whole(verdict.get("score")) or 0
    if verdict.get("malicious") is True:
        return Level.MALICIOUS, max(MALICIOUS_SCORE, min(score, 100))
    if score >= SUSPICIOUS_FROM:
        return Level.SUSPICIOUS, min(score, SUSPICIOUS_SCORE)
    return Level.INFORMATIONAL, None


def is_legitimate(verdict: Mapping[str, Any]) -> bool:
    """Whether urlscan holds it for what it claims to be, which is a hint and no verdict."""
    return (whole(verdict.get("score")) or 0) < 0 and verdict.get("malicious") is not True


def when(value: Any) -> datetime | None:
    """`2026-01-31T12:00:00.000Z`."""
    try:
        time = datetime.fromisoformat(text(value))
    except ValueError:
        return None
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def brands(verdict: Mapping[str, Any]) -> list[str]:
    """Names of the brands that a page imitates: texts, or objects that have a name."""
    found = verdict.get("brands")
    items = found if isinstance(found, list) else []
    return texts([table(item).get("name") or table(item).get("key") or item for item in items])


def page_elements(page: Mapping[str, Any]) -> Iterator[Element]:
    """Where a scan ended, and who serves that."""
    facts = {
        "URL": page.get("url"),
        "Domain": page.get("domain"),
        "Address": page.get("ip"),
        "AS": page.get("asn"),
        "Owner": page.get("asnname"),
        "Country": page.get("country"),
        "Server": page.get("server"),
        "Status": page.get("status"),
        "Title": page.get("title"),
        "Issuer of the certificate": page.get("tlsIssuer"),
    }
    if shown := key_values(facts):
        yield Element(ElementKind.KEY_VALUES, "Page", shown)
