"""Every kind: what is taken and in which form, what is refused and with which words."""

import pytest

from backend.indicators.parsing import parse
from backend.models.errors import InvalidInputError
from backend.models.indicators import Indicator, Kind

DIGITS = "0123456789abcdef"
CHUNK = "AXGBicFlgVNhBGcL6wCrFQEv"
LABEL = "a" * 63
LONGEST_NAME = ".".join([LABEL, LABEL, LABEL, "a" * 61])

GOOD = [
    (Kind.IPV4, "192.0.2.1", "192.0.2.1"),
    (Kind.IPV4, "  0.0.0.0\n", "0.0.0.0"),
    (Kind.IPV4, "255.255.255.255", "255.255.255.255"),
    (Kind.IPV4, "192[.]0[.]2[.]1", "192.0.2.1"),
    (Kind.IPV4, "192。0。2。1", "192.0.2.1"),
    (Kind.IPV4, "１９２.0.2.1", "192.0.2.1"),
    (Kind.IPV6, "2001:DB8:0:0:0:0:0:1", "2001:db8::1"),
    (Kind.IPV6, "2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"),
    (Kind.IPV6, "2001:0:0:1:0:0:0:1", "2001:0:0:1::1"),
    (Kind.IPV6, "2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),
    (Kind.IPV6, "::", "::"),
    (Kind.IPV6, "[2001:db8::1]", "2001:db8::1"),
    (Kind.IPV6, "::ffff:192.0.2.1", "::ffff:192.0.2.1"),
    (Kind.IPV6, "::FFFF:C000:0201", "::ffff:192.0.2.1"),
    (Kind.IPV6, "64:ff9b::192.0.2.1", "64:ff9b::c000:201"),
    (Kind.IPV6, "2001[:]db8[:][:]1", "2001:db8::1"),
    (Kind.DOMAIN, "Example.COM", "example.com"),
    (Kind.DOMAIN, "example.com.", "example.com"),
    (Kind.DOMAIN, "_dmarc.example.com", "_dmarc.example.com"),
    (Kind.DOMAIN, "a_b.example.com", "a_b.example.com"),
    (Kind.DOMAIN, "r3---sn-x.example.com", "r3---sn-x.example.com"),
    (Kind.DOMAIN, "bücher.example", "xn--bcher-kva.example"),
    (Kind.DOMAIN, "BÜCHER.example", "xn--bcher-kva.example"),
    (Kind.DOMAIN, "faß.example", "xn--fa-hia.example"),
    (Kind.DOMAIN, "xn--bcher-kva.example", "xn--bcher-kva.example"),
    (Kind.DOMAIN, "XN--BCHER-KVA.example", "xn--bcher-kva.example"),
    (Kind.DOMAIN, "ехаmple.example", "xn--mple-43d3a6i.example"),  # three letters are Cyrillic
    (Kind.DOMAIN, "ｅｘａｍｐｌｅ．ｃｏｍ", "example.com"),
    (Kind.DOMAIN, "exam\u00adple.com", "example.com"),
    (Kind.DOMAIN, "xn--i-7iq.example", "xn--i-7iq.example"),  # a heart: older than IDNA 2008
    (Kind.DOMAIN, "123.example", "123.example"),
    (Kind.DOMAIN, "münchen.xn--p1ai", "xn--mnchen-3ya.xn--p1ai"),
    (Kind.DOMAIN, LONGEST_NAME, LONGEST_NAME),
    (Kind.EMAIL, "User.Name+Tag@Example.COM", "User.Name+Tag@example.com"),
    (Kind.EMAIL, "o'neil@example.com", "o'neil@example.com"),
    (Kind.EMAIL, "josé@bücher.example", "josé@xn--bcher-kva.example"),
    (Kind.EMAIL, "<user@example.com>", "user@example.com"),
    (Kind.EMAIL, "mailto:user@example.com", "user@example.com"),
    (Kind.EMAIL, "user[at]example[dot]com", "user@example.com"),
    (Kind.EMAIL, "user＠example。com", "user@example.com"),
    (Kind.EMAIL, "a.b/c@example.com", "a.b/c@example.com"),
    (Kind.EMAIL, "{x}{at}y@example.com", "{x}{at}y@example.com"),
    (Kind.MD5, DIGITS.upper() * 2, DIGITS * 2),
    (Kind.SHA1, " " + DIGITS * 2 + "01234567 ", DIGITS * 2 + "01234567"),
    (Kind.SHA256, DIGITS * 4, DIGITS * 4),
    (Kind.SHA512, DIGITS.upper() * 8, DIGITS * 8),
    (Kind.MD5, "\u200e" + DIGITS * 2, DIGITS * 2),  # as certificate dialogs copy it
    (Kind.TLSH, "t1" + "ab" * 35, "T1" + "AB" * 35),
    (Kind.SSDEEP, f"3:{CHUNK}:AXGHsNhxLsr2C", f"3:{CHUNK}:AXGHsNhxLsr2C"),
    (Kind.SSDEEP, "98304:ab/cd+e:xy", "98304:ab/cd+e:xy"),
    (Kind.SSDEEP, "3::", "3::"),
    (Kind.CIDR, "192.0.2.0/24", "192.0.2.0/24"),
    (Kind.CIDR, "0.0.0.0/0", "0.0.0.0/0"),
    (Kind.CIDR, "192.0.2.1/32", "192.0.2.1/32"),
    (Kind.CIDR, "192[.]0[.]2[.]0[/]24", "192.0.2.0/24"),
    (Kind.CIDR, "2001:DB8:0::/32", "2001:db8::/32"),
    (Kind.CIDR, "::ffff:192.0.2.0/120", "::ffff:192.0.2.0/120"),
    (Kind.ASN, "64496", "AS64496"),
    (Kind.ASN, "as64496", "AS64496"),
    (Kind.ASN, "ASN64496", "AS64496"),
    (Kind.ASN, "AS 64496", "AS64496"),
    (Kind.ASN, "1.10", "AS65546"),
    (Kind.ASN, "AS65535.65535", "AS4294967295"),
    (Kind.ASN, "0", "AS0"),
    (Kind.CVE, "cve-2024-1234", "CVE-2024-1234"),
    (Kind.CVE, "CVE-1999-0001", "CVE-1999-0001"),
    (Kind.CVE, "CVE\u20112024\u20111234567", "CVE-2024-1234567"),
]

GOOD_URLS = [
    ("HTTP://Example.COM", "http://example.com/"),
    ("https://example.com:443/a", "https://example.com/a"),
    ("https://example.com:8443/a", "https://example.com:8443/a"),
    ("http://example.com:0080/", "http://example.com/"),
    ("http://example.com:/", "http://example.com/"),
    ("ftp://example.com:21/x", "ftp://example.com/x"),
    ("wss://example.com?a=b", "wss://example.com/?a=b"),
    ("http://example.com#Top", "http://example.com/#Top"),
    ("http://example.com/A%2fb%zz?Q=%c3%a9#F%20", "http://example.com/A%2fb%zz?Q=%c3%a9#F%20"),
    ("http://example.com/a b\"<>`{}^é'", "http://example.com/a%20b%22%3C%3E%60%7B%7D%5E%C3%A9'"),
    ("http://example.com/?q=a b'é", "http://example.com/?q=a%20b%27%C3%A9"),
    ("http://example.com/a/./b/../c", "http://example.com/a/c"),
    ("http://example.com/a/%2E%2e/..", "http://example.com/"),
    ("http://example.com//a//", "http://example.com//a//"),
    ("http://example.com/?", "http://example.com/?"),
    ("http://example.com\\a\\b?c\\d", "http://example.com/a/b?c\\d"),
    ("http:\\\\example.com", "http://example.com/"),
    ("http:/example.com/", "http://example.com/"),
    ("https//example.com/", "https://example.com/"),
    ("http://user:p%40ss@example.com/", "http://user:p%40ss@example.com/"),
    ("http://user:@example.com/", "http://user@example.com/"),
    ("http://@example.com/", "http://example.com/"),
    ("http://a@b:c:d@example.com/", "http://a%40b:c%3Ad@example.com/"),
    ("http://bücher.example/ü", "http://xn--bcher-kva.example/%C3%BC"),
    ("http://ex%61mple.com/", "http://example.com/"),
    ("http://192.0.2.1:8080/x", "http://192.0.2.1:8080/x"),
    ("http://3221225985/", "http://192.0.2.1/"),
    ("http://0xC0.0.0x2.01/", "http://192.0.2.1/"),
    ("http://192.0.513/", "http://192.0.2.1/"),
    ("http://①②⑦.1/", "http://127.0.0.1/"),
    ("http://[2001:DB8:0::1]:80/", "http://[2001:db8::1]/"),
    ("http://[::ffff:192.0.2.1]/", "http://[::ffff:c000:201]/"),
    ("http://intranet/x", "http://intranet/x"),
    ("http://example.com./x", "http://example.com/x"),
    ("SSH://Example.com:22", "ssh://example.com:22"),
    ("tcp://192.0.2.1:4444", "tcp://192.0.2.1:4444"),
    ("http://example.com/ａ。ｂ", "http://example.com/%EF%BD%81%E3%80%82%EF%BD%82"),
    ("http://example.com/a[.]b", "http://example.com/a[.]b"),
    ("hxxps[:]//example[.]com/a[.]php", "https://example.com/a.php"),
    ("http:\\/\\/example.com\\/a\\/b", "http://example.com/a/b"),
]
GOOD += [(Kind.URL, text, form) for text, form in GOOD_URLS]

BAD = [
    (Kind.IPV4, "", ["is not an IPv4 address", "expected four numbers from 0 to 255"]),
    (Kind.IPV4, "192.0.2.01", ["leading zero"]),
    (Kind.IPV4, "192.0.2.256", ["above 255"]),
    (Kind.IPV4, "192.0.2", ["3 numbers and not four"]),
    (Kind.IPV4, "3221225985", ["one number and not four"]),
    (Kind.IPV4, "192.0.2.1.5", ["5 numbers"]),
    (Kind.IPV4, "192.0..1", ["missing between two dots"]),
    (Kind.IPV4, "0x7f.0.0.1", ['contains "x"']),
    (Kind.IPV4, "192.0.2.1:8080", ["a port follows it"]),
    (Kind.IPV4, "192.0.2.1 192.0.2.2", ["contains U+0020"]),
    (Kind.IPV4, "192.0.2.٣", ["U+0663"]),
    (Kind.IPV4, "example.com", ["looks like a DOMAIN"]),
    (Kind.IPV4, "::1", ["looks like an IPV6"]),
    (Kind.IPV4, "192.0.2.0/24", ["looks like a CIDR"]),
    (Kind.IPV6, "fe80::1%eth0", ["zone"]),
    (Kind.IPV6, "192.0.2.1", ["looks like an IPV4"]),
    (Kind.IPV6, "1::2::3", ["more than once"]),
    (Kind.IPV6, "2001:db8", ["2 groups and not eight"]),
    (Kind.IPV6, "2001:db8::12345", ["more than four digits"]),
    (Kind.IPV6, "::ffff:192.0.2.256", ["not an IPv4 address"]),
    (Kind.IPV6, "g::1", ['contains "g"']),
    (Kind.IPV6, "0" * 100 + "::", ["longer than 45"]),
    (Kind.DOMAIN, "localhost", ["a single label", "at least two labels"]),
    (Kind.DOMAIN, "192.0.2.1", ["looks like an IPV4"]),
    (Kind.DOMAIN, "example.123", ["last label is a number"]),
    (Kind.DOMAIN, "a..example", ["empty label"]),
    (Kind.DOMAIN, ".example.com", ["empty label"]),
    (Kind.DOMAIN, ".", ["empty"]),
    (Kind.DOMAIN, "-a.example", ['begins or ends with "-"']),
    (Kind.DOMAIN, "a-.example", ['begins or ends with "-"']),
    (Kind.DOMAIN, LABEL + "a.example", ["longer than 63"]),
    (Kind.DOMAIN, LONGEST_NAME + "a", ["longer than 253"]),
    (Kind.DOMAIN, "ü" * 60 + ".example", ["longer than 63"]),
    (Kind.DOMAIN, "ü." * 5000, ["longer than 253"]),
    (Kind.DOMAIN, "a b.example", ["U+0020"]),
    (Kind.DOMAIN, "*.example.com", ['can\'t contain "*"']),
    (Kind.DOMAIN, "example.com/x", ["looks like a URL"]),
    (Kind.DOMAIN, "example.a_b", ['last label contains "_"']),
    (Kind.DOMAIN, "xn--a.example", ["Punycode"]),
    (Kind.DOMAIN, "xn--zzzzzz999999.example", ["Punycode"]),
    (Kind.DOMAIN, "xn--abc-.example", ['ends with "-"']),
    (Kind.DOMAIN, "i❤.example", ["U+2764", "xn--i-7iq"]),
    (Kind.DOMAIN, "a\u0000.example", ["U+0000"]),
    (Kind.DOMAIN, "a\ud800.example", ["U+D800"]),
    (Kind.URL, "example.com/path", ["no scheme"]),
    (Kind.URL, "tcp://example.com\\x", ['contain "\\"']),
    (Kind.URL, "//example.com/", ["no scheme"]),
    (Kind.URL, "mailto:user@example.com", ["looks like an EMAIL"]),
    (Kind.URL, "javascript:alert(1)", ["not followed by"]),
    (Kind.URL, "http://", ["no host"]),
    (Kind.URL, "file:///etc/passwd", ["no host"]),
    (Kind.URL, "http://user@/x", ["no host"]),
    (Kind.URL, "http://exa\tmple.com/", ["U+0009"]),
    (Kind.URL, "http://example.com/a\nb", ["U+000A"]),
    (Kind.URL, "http://example.com/\ud800", ["U+D800"]),
    (Kind.URL, "http://example.com:65536/", ["above 65535"]),
    (Kind.URL, "http://example.com:8a/", ["port is not a number"]),
    (Kind.URL, "http://exa mple.com/", ["U+0020"]),
    (Kind.URL, "http://a..example/", ["empty label"]),
    (Kind.URL, "http://[2001:db8::1/", ["no IPv6 address in brackets"]),
    (Kind.URL, "http://[fe80::1%25eth0]/", ["zone"]),
    (Kind.URL, "http://[192.0.2.1]/", ["no colon"]),
    (Kind.URL, "http://192.0.2.256/", ["too large"]),
    (Kind.URL, "http://" + "9" * 5000 + "/", ["too large"]),
    (Kind.URL, "http://09.0.0.1/", ["not octal"]),
    (Kind.URL, "http://1.2.3.4.5/", ["ends in a number"]),
    (Kind.URL, "http://0x7f../", ["empty label"]),
    (Kind.URL, "http://example.0x1/", ["ends in a number"]),
    (Kind.URL, "http://%ff.example/", ["another encoding"]),
    (Kind.URL, "http://a.example/ http://b.example/", ["more than one URL"]),
    (Kind.URL, "http://example.com/" + "a" * 9000, ["longer than 8192"]),
    (Kind.EMAIL, "example.com", ["looks like a DOMAIN"]),
    (Kind.EMAIL, "user@localhost", ["domain does not fit", "single label"]),
    (Kind.EMAIL, "user@192.0.2.1", ["last label is a number"]),
    (Kind.EMAIL, "@example.com", ['nothing stands before "@"']),
    (Kind.EMAIL, "a@b@example.com", ['more than one "@"']),
    (Kind.EMAIL, ".a@example.com", ["a dot stands"]),
    (Kind.EMAIL, "a..b@example.com", ["a dot stands"]),
    (Kind.EMAIL, "User Name <user@example.com>", ["display name"]),
    (Kind.EMAIL, '"a b"@example.com', ["quoted part"]),
    (Kind.EMAIL, "a,b@example.com", ['"," stands']),
    (Kind.EMAIL, "a\u202eb@example.com", ["U+202E"]),
    (Kind.EMAIL, "a" * 65 + "@example.com", ["longer than 64"]),
    (Kind.EMAIL, "é" * 33 + "@example.com", ["longer than 64"]),
    (Kind.EMAIL, "a" * 64 + "@" + LONGEST_NAME[:190].strip("."), ["longer than 254"]),
    (Kind.MD5, DIGITS, ["has 16 digits and not 32"]),
    (Kind.MD5, DIGITS * 4, ["looks like a SHA256"]),
    (Kind.SHA1, DIGITS * 2, ["looks like an MD5"]),
    (Kind.SHA256, "g" * 64, ['contains "g"']),
    (Kind.SHA512, "", ["0 digits and not 128"]),
    (Kind.TLSH, "ab" * 35, ["begin with T1"]),
    (Kind.TLSH, "T1" + "ab" * 34, ["70 characters and not 72"]),
    (Kind.TLSH, "T1" + "zz" * 35, ['contains "z"']),
    (Kind.SSDEEP, f"4:{CHUNK}:{CHUNK}", ["3 times a power of two"]),
    (Kind.SSDEEP, f"3:{CHUNK}", ["three parts"]),
    (Kind.SSDEEP, f"x:{CHUNK}:{CHUNK}", ["block size"]),
    (Kind.SSDEEP, f"3:{CHUNK}:{CHUNK}-", ['contains "-"']),
    (Kind.SSDEEP, f'3:{CHUNK}:{CHUNK},"a.exe"', ["file name"]),
    (Kind.SSDEEP, f"3:{'a' * 65}:{CHUNK}", ["longer than 64"]),
    (Kind.SSDEEP, "http://example.com:8080/x", ["looks like a URL"]),
    (Kind.CIDR, "192.0.2.1", ["looks like an IPV4"]),
    (Kind.CIDR, "192.0.2.77/24", ["the network is 192.0.2.0/24"]),
    (Kind.CIDR, "2001:db8::1/32", ["the network is 2001:db8::/32"]),
    (Kind.CIDR, "192.0.2.0/33", ["above 32"]),
    (Kind.CIDR, "2001:db8::/129", ["above 128"]),
    (Kind.CIDR, "192.0.2.0/024", ["not a number of bits"]),
    (Kind.CIDR, "192.0.2.0/", ["looks like a URL"]),
    (Kind.CIDR, "192.0.2.0/255.255.255.0", ["a mask stands"]),
    (Kind.CIDR, "192.0.2/24", ["3 numbers"]),
    (Kind.ASN, "AS4294967296", ["above 4294967295"]),
    (Kind.ASN, "9" * 5000, ["above 4294967295"]),
    (Kind.ASN, "AS1.65536", ["above 65535"]),
    (Kind.ASN, "AS064496", ["not AS and a number"]),
    (Kind.ASN, "-1", ["not AS and a number"]),
    (Kind.CVE, "CVE-1998-0001", ["before 1999"]),
    (Kind.CVE, "CVE-2024-123", ["four or more"]),
    (Kind.CVE, "CVE-2024-00123", ["superfluous zeros"]),
    (Kind.CVE, "2024-1234", ["is not CVE, a year"]),
    (Kind.CVE, "CVE-٢٠٢٤-1234", ["is not CVE, a year"]),
]


@pytest.mark.parametrize(("kind", "text", "form"), GOOD)
def test_canonical_form(kind: Kind, text: str, form: str) -> None:
    assert parse(text, kind) == Indicator(form, kind)


@pytest.mark.parametrize(("kind", "text", "form"), GOOD)
def test_canonical_form_stays(kind: Kind, text: str, form: str) -> None:
    assert parse(form, kind).data == form


@pytest.mark.parametrize(("kind", "text", "fragments"), BAD)
def test_refused_in_a_sentence(kind: Kind, text: str, fragments: list[str]) -> None:
    with pytest.raises(InvalidInputError) as caught:
        parse(text, kind)
    detail = caught.value.detail
    for fragment in ("is not ", "; expected ", *fragments):
        assert fragment in detail
    assert detail.endswith(".")
    assert detail.isprintable()


def test_every_kind_has_good_and_bad_examples() -> None:
    assert {kind for kind, _, _ in GOOD} == {kind for kind, _, _ in BAD} == set(Kind)


def test_message_shows_little_of_a_long_value() -> None:
    with pytest.raises(InvalidInputError) as caught:
        parse("x\u202e" * 5000, Kind.DOMAIN)
    assert caught.value.detail.count("x") <= 48
    assert len(caught.value.detail) < 250
    assert "\u202e" not in caught.value.detail
