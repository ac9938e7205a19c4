"""Entries in the form in which they are kept and compared: canonical, like indicators."""

import base64
import hashlib
import ipaddress
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from backend.ignore_lists.patterns import regex_pattern
from backend.indicators.detection import detect
from backend.indicators.names import canonical_host_name
from backend.indicators.parsing import parse, wrong_kind
from backend.indicators.refang import refang
from backend.indicators.wording import UnfitError
from backend.models.errors import InvalidInputError
from backend.models.ignore_lists import MAX_ENTRY, Matching
from backend.models.indicators import Kind, KindName

SHORTEST_SUBSTRING = 2
LONGEST_PATTERN = 1000
DIGEST_BYTES = 15

# What most entries of large lists are: canonical already, which costs a tenth of finding it out.
_PLAIN_NAME = re.compile(
    r"(?=.{1,253}\Z)(?:(?!xn--)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}"
)
_PLAIN_HASH = re.compile(r"[0-9a-f]{32}(?:[0-9a-f]{8}|[0-9a-f]{32}|[0-9a-f]{96})?")


class Canonical(NamedTuple):
    """What is compared with what. Without a kind it counts for every one."""

    matching: Matching
    kind: KindName | None
    data: str

    def digest(self) -> str:
        """The same for the same entry, and for no other."""
        text = f"{self.matching}\0{self.kind or ''}\0{self.data}"
        made = hashlib.blake2b(text.encode(), digest_size=DIGEST_BYTES).digest()
        return base64.b64encode(made).decode()


def canonical_entry(
    text: str, kind: KindName | None = None, matching: Matching | None = None
) -> Canonical:
    """An entry as somebody wrote it; what is not said is told by its value.

    Raises:
        UnfitError: saying what is wrong with it, in words that follow "it is no entry: ".
    """
    data = text.strip()
    if not data:
        raise UnfitError("it is empty")
    if len(data) > MAX_ENTRY:
        raise UnfitError(f"it is longer than {MAX_ENTRY} characters")
    if "\0" in data or not _encodable(data):
        raise UnfitError("it contains what is no text")
    if kind is not None and (wrong := wrong_kind(kind)):
        raise UnfitError(wrong)
    return _READERS[matching](data, kind)


def _told_by_value(data: str, kind: KindName | None) -> Canonical:
    if kind is None:
        if len(data) > 2 and data[0] == "/" == data.rstrip("imsgu")[-1]:  # noqa: PLR2004 — two slashes
            return _regex(data, None)
        if "*" in data:
            return _wildcard(data, None)
        try:
            kind = detect(data).indicator.kind
        except InvalidInputError as error:
            raise UnfitError(error.detail) from None
    if kind == Kind.DOMAIN:
        return _subdomain(data, kind)
    if kind == Kind.CIDR:
        return _cidr(data, kind)
    return _exact(data, kind)


def _exact(data: str, kind: KindName | None) -> Canonical:
    """Of a value without a kind that is no indicator the text itself is kept."""
    if kind is None:
        if _PLAIN_NAME.fullmatch(data) or _PLAIN_HASH.fullmatch(data):
            return Canonical(Matching.EXACT, None, data)
        try:
            return Canonical(Matching.EXACT, None, detect(data).indicator.data)
        except InvalidInputError:
            return Canonical(Matching.EXACT, None, data)
    try:
        return Canonical(Matching.EXACT, kind, parse(data, kind).data)
    except InvalidInputError as error:
        raise UnfitError(error.detail) from None


def _subdomain(data: str, kind: KindName | None) -> Canonical:
    """A name; an address in its place is compared as one."""
    if _PLAIN_NAME.fullmatch(data):
        return Canonical(Matching.SUBDOMAIN, kind, data)
    name = refang(data).removeprefix("*").removeprefix(".")
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return Canonical(Matching.SUBDOMAIN, kind, canonical_host_name(name))
    return Canonical(Matching.CIDR, None, _network(name))


def _cidr(data: str, kind: KindName | None) -> Canonical:
    return Canonical(Matching.CIDR, kind, _network(data))


def _network(data: str) -> str:
    """A network, also of a single address; host bits are cleared."""
    value = refang(data)
    try:
        return str(ipaddress.ip_network(value, strict=False))
    except ValueError:
        raise UnfitError(
            "it is no address and no network such as 192.0.2.0/24 or 2001:db8::/32"
        ) from None


def _wildcard(data: str, kind: KindName | None) -> Canonical:
    _refuse_long(data)
    if not data.strip("*?."):
        raise UnfitError("it matches every value")
    return Canonical(Matching.WILDCARD, kind, data.lower())


def _regex(data: str, kind: KindName | None) -> Canonical:
    _refuse_long(data)
    regex_pattern(data)
    return Canonical(Matching.REGEX, kind, data)


def _refuse_long(data: str) -> None:
    if len(data) > LONGEST_PATTERN:
        raise UnfitError(f"a pattern is at most {LONGEST_PATTERN} characters long")


def _substring(data: str, kind: KindName | None) -> Canonical:
    if len(data) < SHORTEST_SUBSTRING:
        raise UnfitError(f"a substring has at least {SHORTEST_SUBSTRING} characters")
    return Canonical(Matching.SUBSTRING, kind, data.lower())


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


_READERS: Mapping[Matching | None, Callable[[str, KindName | None], Canonical]] = MappingProxyType(
    {
        None: _told_by_value,
        Matching.EXACT: _exact,
        Matching.SUBDOMAIN: _subdomain,
        Matching.CIDR: _cidr,
        Matching.WILDCARD: _wildcard,
        Matching.REGEX: _regex,
        Matching.SUBSTRING: _substring,
    }
)
