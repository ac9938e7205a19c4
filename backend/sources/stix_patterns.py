"""The values that a STIX pattern is about, where it is one that values alone answer.

Of the grammar these are read: comparisons by `=`, `IN` and `ISSUBSET`, joined by OR, in one
observation or in several that are joined by OR. What else a pattern asks for (AND, LIKE, NOT,
FOLLOWEDBY, a time) is not answered by knowing a value, so that such a pattern has none.
"""

import re
from collections.abc import Callable, Iterator

from backend.models.indicators import Kind

KINDS: dict[str, tuple[Kind, ...]] = {
    "ipv4-addr:value": (Kind.IPV4, Kind.CIDR),
    "ipv6-addr:value": (Kind.IPV6, Kind.CIDR),
    "domain-name:value": (Kind.DOMAIN,),
    "url:value": (Kind.URL,),
    "email-addr:value": (Kind.EMAIL,),
    "email-message:from_ref.value": (Kind.EMAIL,),
    "email-message:sender_ref.value": (Kind.EMAIL,),
    "autonomous-system:number": (Kind.ASN,),
    "vulnerability:name": (Kind.CVE,),
}
HASHES = {
    "MD5": Kind.MD5,
    "SHA1": Kind.SHA1,
    "SHA256": Kind.SHA256,
    "SHA512": Kind.SHA512,
    "SSDEEP": Kind.SSDEEP,
    "TLSH": Kind.TLSH,
}
LONGEST = 100_000
DEEPEST = 50
HASH = re.compile(r"^(?:file|artifact):hashes\.(.+)$")
TOKEN = re.compile(
    r"""
    \s*(?:
        (?P<string>'(?:[^'\\]|\\.)*')
      | (?P<word>[A-Za-z0-9_](?:[A-Za-z0-9_:*-]|\.'(?:[^'\\]|\\.)*'|\.|\[(?:[0-9]+|\*)\])*)
      | (?P<sign>==?|[\[\](),])
    )
    """,
    re.VERBOSE | re.DOTALL,
)


class _NotSimpleError(Exception):
    """The pattern asks for more than a value."""


def values_of(pattern: str) -> list[tuple[tuple[Kind, ...], str]]:
    """Values with the kinds that each may have; none of a pattern that is not so simple."""
    try:
        return list(_Reader(pattern).read())
    except _NotSimpleError:
        return []


class _Reader:
    """Reads a pattern from its first token to its last."""

    def __init__(self, pattern: str) -> None:
        self._tokens = list(_tokens(pattern))
        self._at = 0
        self._depth = 0

    def read(self) -> Iterator[tuple[tuple[Kind, ...], str]]:
        """All of it."""
        yield from self._observations()
        if self._peek():
            raise _NotSimpleError

    def _observations(self) -> Iterator[tuple[tuple[Kind, ...], str]]:
        """`[…] OR ([…] OR […])`."""
        while True:
            if self._peek() == "(":
                yield from self._within(self._observations)
            else:
                self._take("[")
                yield from self._comparisons()
                self._take("]")
            if self._peek() != "OR":
                return
            self._take("OR")

    def _comparisons(self) -> Iterator[tuple[tuple[Kind, ...], str]]:
        while True:
            if self._peek() == "(":
                yield from self._within(self._comparisons)
            else:
                yield from self._comparison()
            if self._peek() != "OR":
                return
            self._take("OR")

    def _within(
        self, inner: Callable[[], Iterator[tuple[tuple[Kind, ...], str]]]
    ) -> Iterator[tuple[tuple[Kind, ...], str]]:
        self._depth += 1
        if self._depth > DEEPEST:
            raise _NotSimpleError
        self._take("(")
        yield from inner()
        self._take(")")
        self._depth -= 1

    def _comparison(self) -> Iterator[tuple[tuple[Kind, ...], str]]:
        kinds = _kinds(self._next())
        sign = self._next()
        if sign in ("=", "==", "ISSUBSET"):
            values = [self._value()]
        elif sign == "IN":
            values = list(self._set())
        else:
            raise _NotSimpleError
        # A comparison of something else makes it no less true that these values match.
        yield from ((kinds, value) for value in values if kinds)

    def _set(self) -> Iterator[str]:
        self._take("(")
        while True:
            yield self._value()
            sign = self._next()
            if sign == ")":
                return
            if sign != ",":
                raise _NotSimpleError

    def _value(self) -> str:
        token = self._next()
        if token.startswith("'"):
            return re.sub(r"\\(.)", r"\1", token[1:-1], flags=re.DOTALL)
        if token.isdecimal():
            return token
        raise _NotSimpleError

    def _peek(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _next(self) -> str:
        token = self._peek()
        if not token:
            raise _NotSimpleError
        self._at += 1
        return token

    def _take(self, wanted: str) -> None:
        if self._next() != wanted:
            raise _NotSimpleError


def _tokens(pattern: str) -> Iterator[str]:
    text, at = pattern[:LONGEST].strip(), 0
    while at < len(text):
        match = TOKEN.match(text, at)
        if match is None:
            raise _NotSimpleError
        yield match[0].strip()
        at = match.end()


def _kinds(path: str) -> tuple[Kind, ...]:
    if path in KINDS:
        return KINDS[path]
    if match := HASH.match(path):
        kind = HASHES.get(match[1].strip("'").upper().replace("-", ""))
        return (kind,) if kind else ()
    return ()
