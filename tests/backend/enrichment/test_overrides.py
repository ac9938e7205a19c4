"""Which override fits: patterns against an oracle, and which goes before which."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.enrichment.override_editing import canonical_pattern
from backend.enrichment.overrides import OverrideBook, fits
from backend.models.answers import Level
from backend.models.errors import InvalidInputError
from backend.models.indicators import Indicator, Kind
from backend.models.overrides import Override, OverrideCreate, OverrideMatching

NOW = datetime(2026, 1, 1, tzinfo=UTC)
HOST = Indicator("www.example.org", Kind.DOMAIN)


def override(pattern: str, **more: Any) -> Override:
    matching = OverrideMatching.WILDCARD if "*" in pattern else OverrideMatching.EXACT
    fields = {
        "id": pattern,
        "created_at": NOW,
        "updated_at": NOW,
        "pattern": pattern,
        "matching": matching,
        "kind": None,
        "level": Level.BENIGN,
        "reason": "ours",
        "expires_at": None,
        "created_user_id": None,
        "updated_user_id": None,
        "author_name": "Alice",
    }
    return Override(**{**fields, **more})


def found(book: OverrideBook, indicator: Indicator) -> str | None:
    override = book.find(indicator, NOW)
    return override.id if override else None


@pytest.mark.parametrize(
    ("pattern", "value", "expected"),
    [
        ("*.example.org", "www.example.org", True),
        ("*.example.org", "a.b.example.org", True),
        ("*.example.org", "example.org", False),
        ("*.example.org", "badexample.org", False),
        ("192.0.2.*", "192.0.2.7", True),
        ("192.0.2.*", "192.0.20.7", False),
        ("http://*/login*", "http://example.com/login.php", True),
        ("http://*/login*", "http://example.com/logout", False),
        ("*evil*", "www.evil.example", True),
        ("abc*cde", "abcde", False),
        ("abc*cde", "abccde", True),
    ],
)
def test_patterns(pattern: str, value: str, expected: bool) -> None:
    assert fits(pattern, value) is expected
    assert (found(OverrideBook([override(pattern)]), Indicator(value, Kind.URL)) is not None) is (
        expected
    )


TEXT = st.text("ab.", max_size=8)
PATTERN = st.text("ab.*", min_size=1, max_size=8).filter(lambda text: "*" in text)


@given(st.lists(PATTERN, max_size=12, unique=True), TEXT)
def test_the_book_finds_what_trying_each_one_finds(patterns: list[str], value: str) -> None:
    expected = {
        pattern
        for pattern in patterns
        if re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), value)
    }
    assert {p for p in patterns if fits(p, value)} == expected
    book = OverrideBook([override(p) for p in patterns])
    assert {o.id for o in book._fitting(Indicator(value, Kind.DOMAIN))} == expected
    assert found(book, Indicator(value, Kind.DOMAIN)) in (expected or {None})


def test_the_more_exact_goes_before() -> None:
    later = NOW + timedelta(minutes=1)
    ordered = [
        override("www.example.org", id="exact with kind", kind=Kind.DOMAIN),
        override("www.example.org", id="exact"),
        override("*.example.org", id="wildcard with kind", kind=Kind.DOMAIN),
        override("www.example.*", id="longer"),
        override("*example.org", id="newer", updated_at=later),
        override("www.example*", id="older"),
    ]
    for first in range(len(ordered)):
        book = OverrideBook(reversed(ordered[first:]))
        assert found(book, HOST) == ordered[first].id


def test_neither_another_kind_nor_one_past_its_time_counts() -> None:
    expired = override("www.example.org", expires_at=NOW)
    valid = override("*.example.org", expires_at=NOW + timedelta(seconds=1))
    assert found(OverrideBook([expired]), HOST) is None
    assert found(OverrideBook([expired, valid]), HOST) == valid.id
    assert found(OverrideBook([override("www.example.org", kind=Kind.URL)]), HOST) is None
    assert found(OverrideBook([override("*.example.org", kind=Kind.URL)]), HOST) is None
    assert found(OverrideBook(), HOST) is None


def test_case_does_not_matter_to_wildcards() -> None:
    assert found(OverrideBook([override("cve-2024-*")]), Indicator("CVE-2024-1234", Kind.CVE))


@pytest.mark.parametrize(
    ("pattern", "matching", "kind", "canonical"),
    [
        ("hxxp://Example[.]com/A", OverrideMatching.EXACT, None, "http://example.com/A"),
        ("2001:DB8:0::1", OverrideMatching.EXACT, Kind.IPV6, "2001:db8::1"),
        (" *.Example[.]ORG ", OverrideMatching.WILDCARD, None, "*.example.org"),
        ("*.bücher.example", OverrideMatching.WILDCARD, None, "*.xn--bcher-kva.example"),
    ],
)
def test_patterns_are_canonical(
    pattern: str, matching: OverrideMatching, kind: Kind | None, canonical: str
) -> None:
    new = OverrideCreate(
        pattern=pattern, matching=matching, kind=kind, level=Level.BENIGN, reason="ours"
    )
    assert canonical_pattern(new) == canonical


@pytest.mark.parametrize(
    ("pattern", "matching", "message"),
    [
        ("no value", OverrideMatching.EXACT, "no value"),
        ("example.org", OverrideMatching.WILDCARD, "EXACT"),
        ("*.*", OverrideMatching.WILDCARD, "fits too much"),
    ],
)
def test_what_is_no_pattern(pattern: str, matching: OverrideMatching, message: str) -> None:
    new = OverrideCreate(pattern=pattern, matching=matching, level=Level.BENIGN, reason="ours")
    with pytest.raises(InvalidInputError, match=message) as refused:
        canonical_pattern(new)
    assert [error.pointer for error in refused.value.errors] == ["/pattern"]
