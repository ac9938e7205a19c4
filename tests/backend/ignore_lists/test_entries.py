"""Entries in canonical form, and the files that they come in."""

import msgspec
import pytest

from backend.ignore_lists.entries import canonical_entry
from backend.ignore_lists.formats import (
    FormatError,
    entries_of,
    read_csv,
    read_lines,
    read_warning_list,
    write_csv,
)
from backend.indicators.detection import detect
from backend.indicators.wording import UnfitError
from backend.models.ignore_lists import Matching
from backend.models.indicators import Kind


@pytest.mark.parametrize(
    ("text", "kind", "matching", "expected"),
    [
        ("Example[.]COM ", None, None, ("SUBDOMAIN", "DOMAIN", "example.com")),
        ("Example.COM", Kind.DOMAIN, Matching.EXACT, ("EXACT", "DOMAIN", "example.com")),
        ("*.Example.com", None, Matching.SUBDOMAIN, ("SUBDOMAIN", None, "example.com")),
        (".example.com", None, Matching.SUBDOMAIN, ("SUBDOMAIN", None, "example.com")),
        ("bücher.example", None, Matching.SUBDOMAIN, ("SUBDOMAIN", None, "xn--bcher-kva.example")),
        ("corp", None, Matching.SUBDOMAIN, ("SUBDOMAIN", None, "corp")),
        ("192.0.2.7", None, Matching.SUBDOMAIN, ("CIDR", None, "192.0.2.7/32")),
        ("192.0.2.7/24", None, Matching.CIDR, ("CIDR", None, "192.0.2.0/24")),
        ("192.0.2.0/24", None, None, ("CIDR", "CIDR", "192.0.2.0/24")),
        ("192.0.2.7", None, None, ("EXACT", "IPV4", "192.0.2.7")),
        ("2001:DB8::0", None, Matching.CIDR, ("CIDR", None, "2001:db8::/128")),
        ("hxxp://Example.com", None, None, ("EXACT", "URL", "http://example.com/")),
        ("A" * 32, None, Matching.EXACT, ("EXACT", None, "a" * 32)),
        ("not an indicator", None, Matching.EXACT, ("EXACT", None, "not an indicator")),
        ("*.EXAMPLE.com", None, None, ("WILDCARD", None, "*.example.com")),
        ("/^a.c$/i", None, None, ("REGEX", None, "/^a.c$/i")),
        ("Pay", None, Matching.SUBSTRING, ("SUBSTRING", None, "pay")),
    ],
)
def test_canonical(
    text: str, kind: Kind | None, matching: Matching | None, expected: tuple[str, str, str]
) -> None:
    assert canonical_entry(text, kind, matching) == expected


@pytest.mark.parametrize(
    "text",
    [
        *("a.example", "a.b-c.example", "meow.example", "x.dot.at", "0.example", f"{'a' * 63}.org"),
        *("d" * 32, "e" * 40, "f" * 64, "0" * 128),
    ],
)
def test_what_is_taken_for_canonical_at_once_is(text: str) -> None:
    assert detect(text).indicator.data == text
    assert canonical_entry(text, None, Matching.EXACT).data == text


@pytest.mark.parametrize(
    ("text", "kind", "matching", "why"),
    [
        ("  ", None, None, "empty"),
        ("a\0b", None, Matching.EXACT, "no text"),
        ("no indicator", None, None, "contains spaces"),
        ("example.com", Kind.IPV4, None, "is not an IPv4 address"),
        ("example.com", None, Matching.CIDR, "no network"),
        ("x", None, Matching.SUBSTRING, "at least 2"),
        ("**", None, Matching.WILDCARD, "every value"),
        ("(", None, Matching.REGEX, "no regular expression"),
        ("(?=a)b", None, Matching.REGEX, "no regular expression"),
        ("/a/y", None, Matching.REGEX, "flag 'y'"),
        ("a*", None, Matching.REGEX, "every value"),
        ("a" * 9000, None, Matching.EXACT, "longer than"),
    ],
)
def test_what_is_no_entry(
    text: str, kind: Kind | None, matching: Matching | None, why: str
) -> None:
    with pytest.raises(UnfitError, match=why):
        canonical_entry(text, kind, matching)


def test_lines_and_csv_name_what_does_not_fit() -> None:
    read = read_lines("# ours\n\nexample.com\n999.1.2.3\n198.51.100.0/24\n")
    assert [w.entry.data for w in read.wanted] == ["example.com", "198.51.100.0/24"]
    assert [(r.line, r.text) for r in read.refused] == [(4, "999.1.2.3")]
    text = (
        "Kind;Value;Matching;Comment;expiresAt\n"
        'DOMAIN;example.com;EXACT;"a; ""b""";2031-01-31T00:00:00Z\n'
        ";pay;SUBSTRING;;\nNOPE;example.org;;;\n;example.net;;;soon\n"
    )
    read = read_csv(text)
    assert [w.entry for w in read.wanted] == [
        ("EXACT", "DOMAIN", "example.com"),
        ("SUBSTRING", None, "pay"),
    ]
    first = read.wanted[0]
    assert (first.comment, str(first.expires_at)) == ('a; "b"', "2031-01-31 00:00:00+00:00")
    assert [r.line for r in read.refused] == [4, 5]
    assert next(write_csv([])) == "data,matching,indicatorKind,comment,expiresAt\r\n"
    assert [w.entry.data for w in read_csv("example.com\nexample.org,EXACT").wanted] == [
        "example.com",
        "example.org",
    ]


def published(**more: object) -> bytes:
    return msgspec.json.encode({"name": "A list", "version": 3, "list": ["example.com"], **more})


@pytest.mark.parametrize(
    ("more", "kinds"),
    [
        ({}, None),
        ({"matching_attributes": []}, None),
        ({"matching_attributes": ["domain|ip"]}, ["DOMAIN", "IPV4", "IPV6", "CIDR"]),
        ({"matching_attributes": ["filename|md5", "url"]}, ["URL", "MD5"]),
        ({"matching_attributes": ["phone-number"]}, []),
    ],
)
def test_a_warninglist_is_about_what_it_says(more: dict[str, object], kinds: object) -> None:
    assert read_warning_list(published(**more)).kinds == kinds


def test_types_of_warninglists() -> None:
    for kind, matching in (("string", "EXACT"), ("hostname", "SUBDOMAIN"), ("regex", "REGEX")):
        read = entries_of(read_warning_list(published(type=kind)))
        assert [w.entry.matching for w in read.wanted] == [matching]
    read = entries_of(read_warning_list(published(type="cidr", list=["192.0.2.1", 7, None, "x"])))
    assert ([w.entry.data for w in read.wanted], read.unfit) == (["192.0.2.1/32"], 3)
    for broken in (b"[]", b"{", published(type="other"), published(name=" "), b"[" * 100_000):
        with pytest.raises(FormatError):
            read_warning_list(broken)
