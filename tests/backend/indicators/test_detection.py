"""The kind of a value that came without one; what is not one value is refused."""

import pytest

from backend.indicators.detection import Detection, detect
from backend.indicators.parsing import parse
from backend.models.errors import InvalidInputError
from backend.models.indicators import Kind

HEX = "d41d8cd98f00b204e9800998ecf8427e"
CHUNK = "AXGBicFlgVNhBGcL6wCrFQEv"

DETECTED = [
    ("192.0.2.1", Kind.IPV4, "192.0.2.1"),
    ("192.0.2.1.", Kind.IPV4, "192.0.2.1"),
    ("192.0.2.0/24", Kind.CIDR, "192.0.2.0/24"),
    ("2001:db8::/32", Kind.CIDR, "2001:db8::/32"),
    ("2001:DB8::1", Kind.IPV6, "2001:db8::1"),
    ("[2001:db8::1]", Kind.IPV6, "2001:db8::1"),
    ("::ffff:192.0.2.1", Kind.IPV6, "::ffff:192.0.2.1"),
    ("example.com", Kind.DOMAIN, "example.com"),
    ("example.com,", Kind.DOMAIN, "example.com"),
    ('"example.com",', Kind.DOMAIN, "example.com"),
    ("(example.com).", Kind.DOMAIN, "example.com"),
    ("\u201cexample.com\u201d", Kind.DOMAIN, "example.com"),
    ("\ufeffexample.com\u200b", Kind.DOMAIN, "example.com"),
    ("as64496.example", Kind.DOMAIN, "as64496.example"),
    ("http://example.com:8080/x", Kind.URL, "http://example.com:8080/x"),
    ("http://example.com:8080/a:b", Kind.URL, "http://example.com:8080/a:b"),
    ("http://example.com,", Kind.URL, "http://example.com/"),
    ("http://example.com/a.", Kind.URL, "http://example.com/a."),
    ("<http://example.com/a>", Kind.URL, "http://example.com/a"),
    ('"http://example.com/a",', Kind.URL, "http://example.com/a"),
    ("http://192.0.2.1:8080", Kind.URL, "http://192.0.2.1:8080/"),
    ("http://user@example.com/", Kind.URL, "http://user@example.com/"),
    ("http://a.example/?u=http://b.example/", Kind.URL, "http://a.example/?u=http://b.example/"),
    ("example.com/path", Kind.URL, "http://example.com/path"),
    ("example.com?q", Kind.URL, "http://example.com/?q"),
    ("example.com:8080/path", Kind.URL, "http://example.com:8080/path"),
    ("192.0.2.1/path", Kind.URL, "http://192.0.2.1/path"),
    ("[2001:db8::1]:8080/path", Kind.URL, "http://[2001:db8::1]:8080/path"),
    ("example.com/?u=http://b.example/", Kind.URL, "http://example.com/?u=http://b.example/"),
    ("example.com/@user", Kind.URL, "http://example.com/@user"),
    ("http://example.com?", Kind.URL, "http://example.com/?"),
    ("a_.b_/c@example.com", Kind.EMAIL, "a_.b_/c@example.com"),
    ("user@example.com", Kind.EMAIL, "user@example.com"),
    ("mailto:user@example.com", Kind.EMAIL, "user@example.com"),
    ("<user@example.com>", Kind.EMAIL, "user@example.com"),
    (HEX.upper(), Kind.MD5, HEX),
    ("1" * 32, Kind.MD5, "1" * 32),
    (HEX + "01234567", Kind.SHA1, HEX + "01234567"),
    (HEX * 2, Kind.SHA256, HEX * 2),
    (HEX * 4, Kind.SHA512, HEX * 4),
    ("T1" + "ab" * 35, Kind.TLSH, "T1" + "AB" * 35),
    (f"3:{CHUNK}:{CHUNK}", Kind.SSDEEP, f"3:{CHUNK}:{CHUNK}"),
    ("3072://ab+cd/ef:gh/ij", Kind.SSDEEP, "3072://ab+cd/ef:gh/ij"),
    ("192:abcdef:fedcba", Kind.SSDEEP, "192:abcdef:fedcba"),
    ("3:00000000:/0", Kind.SSDEEP, "3:00000000:/0"),
    ("AS64496", Kind.ASN, "AS64496"),
    ("asn 64496", Kind.ASN, "AS64496"),
    ("AS1.10", Kind.ASN, "AS65546"),
    ("cve-2024-12345", Kind.CVE, "CVE-2024-12345"),
]

REFUSED = [
    ("", "is empty"),
    ("   ", "is empty"),
    ('""', "is empty"),
    ("...", "empty label"),
    ("64496", "write AS before it"),
    ("localhost", "at least two labels"),
    ("hello", "at least two labels"),
    ("192.0.2.1:8080", "a host with a port"),
    ("example.com:443", "a host with a port"),
    ("[2001:db8::1]:443", "a host with a port"),
    ("192.0.2.1 192.0.2.2", "contains spaces"),
    ("192.0.2.1\n192.0.2.2", "contains spaces"),
    ("example.com and example.org", "contains spaces"),
    ("example.com,example.org", 'contain ","'),
    ("http://a.example/ http://b.example/", "contains spaces"),
    ("http://a.example/,http://b.example/", "several URLs"),
    ("http://example.com/a b", "contains spaces"),
    ("AS64496 AS64497", "contains spaces"),
    ("a@example.com,b@example.com", 'more than one "@"'),
    ("999.1.2.3", "is not an IPv4 address: a number is above 255"),
    ("1.2.3", "3 numbers and not four (a browser takes it for 1.2.0.3)"),
    ("0x7f.1", 'contains "x" (a browser takes it for 127.0.0.1)'),
    ("127.1", "2 numbers and not four (a browser takes it for 127.0.0.1)"),
    ("0x7f000001", "a browser takes it for 127.0.0.1"),
    ("0177.0.0.1", "read as octal (a browser takes it for 127.0.0.1)"),
    ("1.2.3.4.5", "5 numbers and not four"),
    ("2130706433", "a number alone"),
    ("T1059.001", "last label is a number"),
    ("example.0x1", "last label is a number"),
    ("192.0.2.1/24", "the network is 192.0.2.0/24"),
    ("std::string", "no indicator that is known"),
    ("12:34:56", "3 groups and not eight"),
    ("00:00:5e:00:53:01", "6 groups and not eight"),
    ("fe80::1%eth0", "zone"),
    ("deadbeefdeadbeef0", "17 hexadecimal digits: an MD5 has 32"),
    ("CVE-2024-1", "is not a CVE number"),
    ("T1" + "ab" * 33, "is not a TLSH"),
    (f'3:{CHUNK}:{CHUNK},"a.exe"', "file name"),
    ("@user", "nothing stands before"),
    ("a\u0000b.example", "U+0000"),
    ("\ud800", "no indicator"),
    ("http://", "no host"),
]


@pytest.mark.parametrize(("text", "kind", "form"), DETECTED)
def test_detected(text: str, kind: Kind, form: str) -> None:
    found = detect(text).indicator
    assert (found.kind, found.data) == (kind, form)


@pytest.mark.parametrize(("text", "fragment"), REFUSED)
def test_refused_in_a_sentence(text: str, fragment: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        detect(text)
    assert fragment in caught.value.detail
    assert caught.value.detail.endswith(".")
    assert caught.value.detail.isprintable()


@pytest.mark.parametrize("text", [text for text, _, _ in DETECTED] + ["3::", "a.b/c@example.com"])
def test_alternatives_are_kinds_that_fit(text: str) -> None:
    for kind in detect(text).alternatives:
        assert parse(text, kind).kind is kind


def test_ambiguous_values_name_the_other_kind() -> None:
    assert detect("3::").indicator.kind is Kind.IPV6
    assert detect("3::").alternatives == (Kind.SSDEEP,)
    assert detect("example.com/@user.example").indicator.kind is Kind.URL
    assert detect("example.com/@user.example").alternatives == (Kind.EMAIL,)


def test_reason_is_a_short_sentence() -> None:
    reasons = {detect(text).reason for text, _, _ in DETECTED}
    assert len(reasons) == len(Kind) + 1  # a host with a path has its own
    for reason in reasons:
        assert reason.endswith(".")
        assert len(reason) < 60


def test_detection_is_a_value() -> None:
    assert isinstance(detect("192.0.2.1"), Detection)
    assert detect("192.0.2.1") == detect("192[.]0[.]2[.]1")
