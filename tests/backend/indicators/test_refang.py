"""The usual ways to disarm a value, and ours."""

import pytest

from backend.indicators.defang import defang
from backend.indicators.detection import detect
from backend.indicators.refang import refang
from backend.models.indicators import Indicator, Kind

URL = "http://www.example.com/a.php"
DISARMED = [
    ("hxxp://www.example.com/a.php", URL),
    ("hXXp://www[.]example[.]com/a[.]php", URL),
    ("h**p://www.example.com/a.php", URL),
    ("htxp://www.example.com/a.php", URL),
    ("h__p://www.example.com/a.php", URL),
    ("meow://www.example.com/a.php", URL),
    ("hxxp[:]//www.example.com/a.php", URL),
    ("http[://]www.example.com/a.php", URL),
    ("http(:)//www.example.com/a.php", URL),
    ("http:[//]www.example.com/a.php", URL),
    ("http ://www.example.com/a.php", URL),
    ("http:\\\\www.example.com/a.php", URL),
    ("http://www(.)example(.)com/a.php", URL),
    ("http://www{.}example{.}com/a.php", URL),
    ("http://www[dot]example[DOT]com/a[dot]php", URL),
    ("http://www(dot)example(dot)com/a.php", URL),
    ("http://www[.example[.com/a.php", URL),
    ("http://www.]example.]com/a.php", URL),
    ("http://www\\.example\\.com/a.php", URL),
    ("http://www。example．com/a.php", URL),
    ("http://www｡example.com/a.php", URL),
    ("ｈｔｔｐ：／／ｗｗｗ．example．com／a.php", URL),
    ("hxxps://example[.]com", "https://example.com/"),
    ("fxp://example[.]com/", "ftp://example.com/"),
    ("hxxp://192[.]0[.]2[.]1[:]8080/", "http://192.0.2.1:8080/"),
    ("hxxp://[2001:db8::1]/", "http://[2001:db8::1]/"),
    ("hxxp://user[@]example[.]com/", "http://user@example.com/"),
    ("www[.]example[.]com[/]a", "http://www.example.com/a"),
    ("example[.]com", "example.com"),
    ("example [.] com", "example.com"),
    ("example [dot] com", "example.com"),
    ("example dot com", "example.com"),
    ("example DOT com", "example.com"),
    ("example[.com", "example.com"),
    ("example.]com", "example.com"),
    ("example<.>com", "example.com"),
    ("example[[.]]com", "example.com"),
    ("example\\.com", "example.com"),
    ("example［．］com", "example.com"),
    ("192[.]0[.]2[.]1", "192.0.2.1"),
    ("192.0.2[.]1", "192.0.2.1"),
    ("2001[:]db8[:][:]1", "2001:db8::1"),
    ("user@example[.]com", "user@example.com"),
    ("user[at]example[.]com", "user@example.com"),
    ("user(at)example(dot)com", "user@example.com"),
    ("user [at] example [dot] com", "user@example.com"),
    ("user[@]example.com", "user@example.com"),
    ("first[.]last[@]example[.]com", "first.last@example.com"),
    ("'example[.]com'", "example.com"),
    ("`hxxp://example[.]com/`", "http://example.com/"),
    ("[example[.]com]", "example.com"),
    ("httx://www.example.com/a.php", URL),
    ("hxxxp://www.example.com/a.php", URL),
    ("hzzp://www.example.com/a.php", URL),
    ("nxxp://www.example.com/a.php", URL),
    ("[http]://www.example.com/a.php", URL),
    ("hxxp :// www[.]example[.]com/a[.]php", URL),
    ("hxxp[:/]/www.example.com/a.php", URL),
    ("http:[/][/]www.example.com/a.php", URL),
    ("http[:][/][/]www.example.com/a.php", URL),
    ("http:/www.example.com/a.php", URL),
    ("http//www.example.com/a.php", URL),
    ("hxxp:\\www[.]example[.]com\\a.php", URL),
    ("http:/\u200b/www.example.com/a.php", URL),
    ("hxxp(s)://example[.]com", "https://example.com/"),
    ("http[s]://example.com", "https://example.com/"),
    ("meows://example.com", "https://example.com/"),
    ("hxxp://user[:]pw[@]example[.]com/", "http://user:pw@example.com/"),
    ("hxxp://[2001[:]db8[::]1]/", "http://[2001:db8::1]/"),
    ("http://[::]/", "http://[::]/"),
    ("example[d0t]com", "example.com"),
    ("example\\[.\\]com", "example.com"),
    ("example\\[.]com", "example.com"),
    ("example . com", "example.com"),
    ("example .com", "example.com"),
    ("example\u2024com", "example.com"),
    ("192 . 0 . 2 . 1", "192.0.2.1"),
    ("192. 0. 2. 1", "192.0.2.1"),
    ("192.0\u200b.2.1", "192.0.2.1"),
    ("user @ example . com", "user@example.com"),
    ("user at example dot com", "user@example.com"),
    ("first dot last AT mail dot example DOT com", "first.last@mail.example.com"),
    ("mailto[:]user[@]example[.]com", "user@example.com"),
    ("mailto:user@example.com?subject=a@b", "user@example.com"),
]

ARMED = [
    (Kind.DOMAIN, "www.example.com", "www[.]example[.]com"),
    (Kind.IPV4, "192.0.2.1", "192[.]0[.]2[.]1"),
    (Kind.IPV6, "2001:db8::1", "2001[:]db8[:][:]1"),
    (Kind.CIDR, "192.0.2.0/24", "192[.]0[.]2[.]0/24"),
    (Kind.CIDR, "2001:db8::/32", "2001[:]db8[:][:]/32"),
    (Kind.EMAIL, "a.b@example.com", "a.b[@]example[.]com"),
    (Kind.URL, "https://example.com:81/a.b?c#d", "hxxps://example[.]com:81/a.b?c#d"),
    (Kind.URL, "http://[2001:db8::1]/", "hxxp://[2001:db8::1]/"),
    (Kind.URL, "http://a.b@example.com/", "hxxp://a.b@example[.]com/"),
    (Kind.URL, "ssh://example.com", "ssh[:]//example[.]com"),
    (Kind.URL, "ftp://example.com/", "ftp[:]//example[.]com/"),
    (Kind.URL, "http://example.com/a[.]b", "hxxp://example.com/a[.]b"),
    (Kind.URL, "http://example.com/a(dot)b", "hxxp://example.com/a(dot)b"),
    (Kind.MD5, "0" * 32, "0" * 32),
    (Kind.ASN, "AS64496", "AS64496"),
    (Kind.CVE, "CVE-2024-1234", "CVE-2024-1234"),
]


@pytest.mark.parametrize(("text", "form"), DISARMED)
def test_disarmed_form_is_understood(text: str, form: str) -> None:
    assert detect(text).indicator.data == form


@pytest.mark.parametrize(("kind", "data", "disarmed"), ARMED)
def test_defang_and_back(kind: Kind, data: str, disarmed: str) -> None:
    assert defang(Indicator(data, kind)) == disarmed
    assert detect(disarmed).indicator == Indicator(data, kind)


@pytest.mark.parametrize(
    "text",
    [
        "http://example.com/a[.]b",  # the host's dots are whole, so this is how it was written
        "http://example.com/?q=(at)[:]",
        "http://a(at)b@example.com/",
        "example.com/a[/]b[.]c",
        "example.com\\.example.org",  # only some dots: a browser would ask example.com
        "meet at example.com",
        "h323://example.com",
        "http://[::]:80/",
        "3::",
        "hello. world",
        "",
    ],
)
def test_what_is_whole_is_left_alone(text: str) -> None:
    assert refang(text) == text
