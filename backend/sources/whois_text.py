"""Reading answers of WHOIS servers, which are text for people and differ by server.

A few keys that most of them have are read. Lines about people are left out, of the text too.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from backend.models.answers import FailureKind
from backend.models.errors import SourceError
from backend.sources.registrations import time_of

PORT = 43
LINES_AT_MOST = 2000
KEY = re.compile(r"^\s*([A-Za-z][\w /.()-]{0,48}?)\s*:\s*(.*?)\s*$")
BRACKETED = re.compile(r"^\s*(?:[a-z]\.\s*)?\[([A-Za-z][\w /.-]{1,40})\]\s*(.*?)\s*$")
COMMENT = ("%", "#", ">>>", ";")
HOST = re.compile(r"^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$")

# At the beginning of a line, behind signs of a comment: within sentences they mean nothing.
NO_SUCH = re.compile(
    r"^[\W_]*(?:error:?\s*\d*:?\s*)?(?:"
    r"no (?:match|data|entries|object|matching record|such domain|information available|"
    r"matching objects)\b|not? found\b|nothing found\b|"
    r"(?:the )?(?:domain|object|queried object|domain name|requested domain)\b[^:\n]{0,80}?"
    r"(?:not found|does not exist|not registered|is free|is available|has not been registered)|"
    r"status:\s*(?:free|available)\s*$|available\s*$|"
    r"[a-z0-9.-]+ (?:is free|is available for|not found|was not found|no match)\b)",
    re.IGNORECASE | re.MULTILINE,
)
TOO_MANY = re.compile(
    r"^[\W_]*(?:error:?\s*\d*:?\s*)?[^:\n]{0,60}?(?:limit (?:exceeded|reached)|quota exceeded|"
    r"exceeded (?:the|your) (?:query|quota|limit|maximum)|too many (?:requests|queries)|"
    r"access (?:denied|control limit)|you have been banned|queries? rate)",
    re.IGNORECASE | re.MULTILINE,
)
PERSONAL = re.compile(
    r"^(?:registry )?(?:registrant|admin|administrative|tech|technical|billing|owner|holder|"
    r"person|contact|address|street|city|postal|zip|phone|fax|e-?mail|nic-hdl|role|remarks|"
    r"org(?!-?name|anization|anisation)|rtech|rabuse(?!email)|mnt|notify|changed|responsible)",
    re.IGNORECASE,
)
FIELDS: dict[str, tuple[str, ...]] = {
    "name": ("domain name", "domain"),
    "registrar": ("registrar", "sponsoring registrar", "registrar name"),
    "ianaId": ("registrar iana id",),
    "created": (
        *("creation date", "created", "created on", "registered on", "registered", "regdate"),
        *("registration time", "domain registration date", "registration date", "created date"),
    ),
    "changed": (
        *("updated date", "last-update", "last updated", "last modified", "last-modified"),
        *("modified", "updated", "changed", "last updated on"),
    ),
    "expires": (
        *("registry expiry date", "registrar registration expiration date", "expiry date"),
        *("expiration date", "expires", "expires on", "expire", "paid-till", "expiration time"),
    ),
    "status": ("domain status", "status", "eppstatus", "state"),
    "servers": ("name server", "nserver", "nameserver", "name servers", "nameservers"),
    "abuse": ("registrar abuse contact email", "orgabuseemail", "abuse-mailbox"),
    "dnssec": ("dnssec",),
    "range": ("netrange", "inetnum", "inet6num"),
    "network": ("cidr", "route", "route6"),
    "called": ("netname", "as-name", "asname"),
    "organisation": ("organization", "orgname", "org-name", "registrant organization"),
    "country": ("country",),
    "origin": ("origin", "originas"),
    "refer": ("refer", "whois server", "registrar whois server", "referralserver", "whois"),
}
_FIELD_OF = {key: name for name, keys in FIELDS.items() for key in keys}
_SEVERAL = ("status", "servers")
_FORMATS = (
    *("%Y-%m-%d %H:%M:%S", "%Y.%m.%d %H:%M:%S", "%Y.%m.%d", "%Y/%m/%d", "%Y/%m/%d %H:%M:%S"),
    *("%d-%b-%Y", "%d.%m.%Y", "%d.%m.%Y %H:%M:%S", "%d/%m/%Y", "%Y%m%d", "%a %b %d %Y"),
)


@dataclass
class Record:
    """What an answer says: the first value of a key holds; lists have each value once."""

    values: dict[str, str] = field(default_factory=dict)
    lists: dict[str, list[str]] = field(default_factory=dict)

    def add_missing(self, other: "Record") -> None:
        """Take from another answer what this one does not say."""
        for name, value in other.values.items():
            self.values.setdefault(name, value)
        for name, items in other.lists.items():
            self.lists.setdefault(name, items)

    def says_much(self) -> bool:
        """Whether it is about a registration, whatever sentences stand around it."""
        return "servers" in self.lists or bool(self.values.keys() - {"refer", "name", "dnssec"})

    def __bool__(self) -> bool:
        return bool(self.lists or self.values.keys() - {"refer", "name"})


def read_record(text: str, name: str = "") -> Record:
    """The keys of an answer. With a `name`, what stands before its own block is passed over."""
    record = Record()
    pairs = list(_pairs(text))
    own = [at for at, (key, value) in enumerate(pairs) if _is_own(key, value, name)]
    for key, value in pairs[own[0] if own else 0 :]:
        if name and key == "nic-hdl":
            break  # from here on it is about people
        known = _FIELD_OF.get(key)
        if known is None or not value:
            continue
        if known in _SEVERAL:
            items = record.lists.setdefault(known, [])
            item = value.split(" http")[0].strip() if known == "status" else _host(value)
            if item and item not in items:
                items.append(item)
        else:
            record.values.setdefault(known, value)
    return record


def _is_own(key: str, value: str, name: str) -> bool:
    return bool(name) and _FIELD_OF.get(key) == "name" and value.rstrip(".").lower() == name


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    """Keys in lower case and their values; a key alone has the indented lines below it."""
    above = ""
    for line in text.splitlines()[:LINES_AT_MOST]:
        if not line.strip():
            above = ""
        elif not line.lstrip().startswith(COMMENT):
            match = KEY.match(line) or BRACKETED.match(line)
            indented = bool(above) and line[0].isspace()
            if match and not (indented and match[1].lower() not in _FIELD_OF):
                above = "" if match[2] else match[1].lower()
                yield match[1].lower(), match[2]
            elif indented:
                named = match is not None and match[1].lower() == "name"
                yield above, match[2] if match and named else line.strip()


def _host(value: str) -> str:
    """A name server without its addresses, which some have behind it."""
    return value.split(maxsplit=1)[0].rstrip(".,").lower()


def referral(record: Record) -> str | None:
    """The server that knows more, where it is named by a public name."""
    host = record.values.get("refer", "").lower()
    host = re.sub(r"^r?whois://", "", host).rstrip("/").removesuffix(":43")
    return host if HOST.match(host) else None


def time_of_text(text: str) -> datetime | None:
    """A time as registries write it; those that are read in two ways are not read."""
    clean = text.strip().removesuffix("UTC").removesuffix("(UTC)").strip()
    if time := time_of(clean):
        return time
    for form in _FORMATS:
        try:
            return datetime.strptime(clean, form).replace(tzinfo=UTC)
        except ValueError:
            continue
    return None


def without_people(text: str) -> str:
    """The text without lines that name people, their addresses and numbers."""
    kept: list[str] = []
    hidden = False
    for line in text.splitlines()[:LINES_AT_MOST]:
        match = KEY.match(line) or BRACKETED.match(line)
        if match:
            key = match[1].lower()
            hidden = bool(PERSONAL.match(key)) and key not in _FIELD_OF
        elif not line.strip() or not line[0].isspace():
            hidden = False
        if not hidden:
            kept.append(line.rstrip())
    return "\n".join(kept).strip()


def names_nothing(text: str) -> bool:
    """Whether the server says that it does not know what it was asked for."""
    return NO_SUCH.search(text) is not None


def is_refusal(text: str) -> bool:
    """Whether the server says that it was asked too often."""
    return TOO_MANY.search(text) is not None


def shown_servers(places: Sequence[str]) -> str:
    """The way that a question took."""
    return " \N{RIGHTWARDS ARROW} ".join(places)


def place_of(server: str) -> tuple[str, int]:
    """Host and port of a setting; the port is the one of WHOIS where there is none.

    Raises:
        SourceError: REQUEST_ERROR.
    """
    host, colon, port = server.rpartition(":")
    if not colon or host.endswith(":") or "]" in port:
        return server.strip("[]"), PORT
    if not port.isdecimal() or not 0 < int(port) < 65536:  # noqa: PLR2004 — ports
        raise SourceError(
            FailureKind.REQUEST_ERROR,
            f"a setting of the source has {server!r}; expected `host` or `host:port`",
        )
    return host.strip("[]"), int(port)
