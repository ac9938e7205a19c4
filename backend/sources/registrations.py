"""What RDAP and WHOIS have in common: the name that is registered, and how old it is."""

import functools
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import idna
from publicsuffixlist import PublicSuffixList

from backend.models.answers import Element, ElementKind, FailureKind, Level
from backend.models.errors import SourceError
from backend.models.indicators import Indicator, Kind
from backend.sources.contract import Setting
from backend.sources.feed_text import address_of
from backend.sources.json_fields import shown_time

NEWLY_REGISTERED = "newly-registered"
NEW_DAYS = Setting(
    name="new_days",
    default=30,
    help="A name that was registered within so many days is marked as newly registered.",
)
# Names of other systems than DNS, and what is in no registry.
NOT_REGISTERED = frozenset({"onion", "alt", "local", "localhost", "internal", "test", "invalid"})


def host_of(indicator: Indicator) -> str:
    """The name or the address that a domain, an address, a network or a URL is about.

    Raises:
        SourceError: REQUEST_ERROR for a URL without a host.
    """
    if indicator.kind != Kind.URL:
        return indicator.data.strip()
    try:
        host = urlsplit(indicator.data.strip()).hostname
    except ValueError:
        host = None
    if not host:
        raise SourceError(FailureKind.REQUEST_ERROR, "the URL has no host")
    return host


def is_address(host: str) -> bool:
    """Whether it is an address, and not a name."""
    return address_of(host) is not None


def registered_name(host: str) -> str | None:
    """The name that somebody registered, of which `host` is a part, in ASCII and lower case.

    None for what nobody can register: a top-level domain, `co.uk`, a name of Tor.
    """
    try:
        name = idna.encode(host.rstrip("."), uts46=True).decode().lower()
    except (idna.IDNAError, UnicodeError):
        # Labels with an underscore are names too.
        name = host.rstrip(".").lower()
    if not name.isascii() or name.rpartition(".")[2] in NOT_REGISTERED:
        return None
    registered = _suffixes().privatesuffix(name)
    return str(registered) if registered else None


@functools.cache
def _suffixes() -> PublicSuffixList:
    """Those of registries: what a provider hands out below its own name, WHOIS does not know."""
    return PublicSuffixList(only_icann=True)


def registered_element(
    registered: datetime | None, now: datetime, new_days: int
) -> tuple[Element | None, tuple[str, ...]]:
    """The date as it is shown, and the tags of a name of that age."""
    if registered is None:
        return None, ()
    new = timedelta(0) <= now - registered < timedelta(days=new_days)
    colour = Level.SUSPICIOUS if new else None
    element = Element(ElementKind.DATE, "Registered", shown_time(registered), colour)
    return element, (NEWLY_REGISTERED,) if new else ()


def time_of(value: object) -> datetime | None:
    """A time of RFC 3339, or the day alone; without a zone it is UTC."""
    if not isinstance(value, str):
        return None
    try:
        time = datetime.fromisoformat(value.strip())
    except ValueError:
        return None
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
