"""What is found in text, what is not, where it stands, and how long that takes to tell."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.extraction.finding import PIECE_CHARACTERS, Finder
from backend.indicators.defang import defang
from backend.models.indicators import Indicator, Kind


def find(text: str, **options: int) -> Finder:
    finder = Finder(**options)
    finder.feed(text)
    finder.end()
    return finder


def values(text: str) -> list[str]:
    return [indicator.data for indicator in find(text).found]


DISARMED = {
    "hxxp://evil.example.com/a": "http://evil.example.com/a",
    "hXXps[:]//evil[.]example[.]com/b?c=1": "https://evil.example.com/b?c=1",
    "hxxps[://]evil.example.com/c": "https://evil.example.com/c",
    "hxxp : //evil.example.com/d": "http://evil.example.com/d",
    "meow://evil.example.com/e": "http://evil.example.com/e",
    "h**p://evil.example.com/f": "http://evil.example.com/f",
    "hxxp:/evil.example.com/g": "http://evil.example.com/g",
    "http//evil.example.com/h": "http://evil.example.com/h",
    "http:\\\\evil.example.com\\i": "http://evil.example.com/i",
    "evil[.]example[.]com/gate.php": "http://evil.example.com/gate.php",
    "evil[.]example[.]com": "evil.example.com",
    "evil(.)example(.)com": "evil.example.com",
    "evil{.}example{.}com": "evil.example.com",
    "evil<.>example<.>com": "evil.example.com",
    "evil[dot]example[dot]com": "evil.example.com",
    "evil(dot)example(DOT)com": "evil.example.com",
    "evil DOT example DOT com": "evil.example.com",
    "evil [.] example [.] com": "evil.example.com",
    "evil [dot] example [dot] com": "evil.example.com",
    "evil[.example[.com": "evil.example.com",
    "evil.]example.]com": "evil.example.com",
    "evil\\.example\\.com": "evil.example.com",
    "evil . example . com": "evil.example.com",
    "evil．example。com": "evil.example.com",
    "bad[at]example[.]com": "bad@example.com",
    "bad(at)example(dot)com": "bad@example.com",
    "bad [at] example [dot] com": "bad@example.com",
    "bad[@]example.com": "bad@example.com",
    "192[.]0[.]2[.]1": "192.0.2.1",
    "192.0.2[.]1": "192.0.2.1",
    "192 . 0 . 2 . 1": "192.0.2.1",
    "192[.]0[.]2[.]0/24": "192.0.2.0/24",
    "2001[:]db8[:][:]1": "2001:db8::1",
}


@pytest.mark.parametrize(("written", "meant"), DISARMED.items())
def test_usual_ways_to_disarm_are_undone(written: str, meant: str) -> None:
    for text in (written, f"it was {written}, they say", f"({written})", f'x\t"{written}";y'):
        # One dot of five may be a name of its own for want of context: the value itself counts.
        assert meant in values(text), text


PLAIN = {
    '{"ip":"192.0.2.7","n":1}': ["192.0.2.7"],
    "{'url': 'http://c.example.com/d'}": ["http://c.example.com/d"],
    r'"u":"http:\/\/b.example.com\/x?a=1\u0026b=2"': ["http://b.example.com/x?a=1&b=2"],
    "[t](http://f.example.com/g_(h)) (see http://i.example.com/j).": [
        "http://f.example.com/g_(h)",
        "http://i.example.com/j",
    ],
    "http://192.0.2.5:8080/x,http://192.0.2.6/y": [
        "http://192.0.2.5:8080/x",
        "http://192.0.2.6/y",
    ],
    "<a href='http://d.example.com/e'>": ["http://d.example.com/e"],
    "[2001:db8::2]:443 fe80::1%eth0 2001:db8::/32": ["2001:db8::2", "fe80::1", "2001:db8::/32"],
    "10.1.2.3:443 10.0.0.1/80 10.0.0.0/8": ["10.1.2.3", "10.0.0.1", "10.0.0.0/8"],
    "192.0.2.10-192.0.2.20": ["192.0.2.10", "192.0.2.20"],
    "root@192.0.2.3 from=a.b@example.com <c@example.org>": [
        "192.0.2.3",
        "a.b@example.com",
        "c@example.org",
    ],
    "*.wild.example.com, end.example.com.": ["wild.example.com", "end.example.com"],
    "访问example.com查看": ["example.com"],
    "HTTP/spn.example.com //cdn.example.com/x.js": ["spn.example.com", "cdn.example.com"],
    "Example.Com EXAMPLE.ORG": ["example.com", "example.org"],
    "\x1b[31m192.0.2.9\x1b[0m": ["192.0.2.9"],
    "www.site.rs evil.onion": ["www.site.rs", "evil.onion"],
    "CVE-2024-12345 cve–2023–4567 AS64496": ["CVE-2024-12345", "CVE-2023-4567", "AS64496"],
    "sha1=DA39A3EE5E6B4B0D3255BFEF95601890AFD80709": ["da39a3ee5e6b4b0d3255bfef95601890afd80709"],
    "3072:AXGBicFlgVNhBGcL6wCrFQEv:AXGHsNhxLsr2C": ["3072:AXGBicFlgVNhBGcL6wCrFQEv:AXGHsNhxLsr2C"],
}


@pytest.mark.parametrize(("text", "expected"), PLAIN.items())
def test_values_as_programs_and_people_write_them(text: str, expected: list[str]) -> None:
    assert values(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "999.1.2.3 1.2.3 1.2.3.4.5 v1.2.3.4 version 1.2.3.4 ver=1.2.3.4 nginx-1.2.3.4 010.1.2.3",
        "Mozilla/5.0 Chrome/120.0.0.0 Safari/537.36 HTTP/1.1",
        "std::string a::b abc::def 12:34:56 00:11:22:33:44:55 00:11:22:33:44:55:66:77",
        "index.php main.rs lib/foo.py /usr/lib/x.so script.sh README.md a.zip C:\\x\\evil.com",
        "os.path.join System.IO System.Net self.name java.io.File org.apache.foo.Bar com.foo.app",
        "e.g. i.e. etc.In the end.This the dot com bubble",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01 " + "0" * 64 + " " + "f" * 31,
        "http://%s/%d http://{host}/x https://... file:///etc/passwd T1 AS CVE-24-1",
        "a@b c@d.e @example x@1.2",
    ],
)
def test_what_is_no_indicator_is_not_found(text: str) -> None:
    assert values(text) == []


def test_each_is_counted_and_its_first_place_told() -> None:
    text = "first line\n  192.0.2.1 and 110.192.0.2.1\nhxxp://a.example.com/ 192[.]0[.]2[.]1\n"
    text += "192.0.2.1"
    found = find(text).found
    address = found[Indicator("192.0.2.1", Kind.IPV4)]
    assert (address.count, address.line, address.context) == (3, 2, "192.0.2.1 and 110.192.0.2.1")
    assert text[address.offset :].startswith("192.0.2.1 and")
    url = found[Indicator("http://a.example.com/", Kind.URL)]
    assert (url.count, url.line, text[url.offset :][:4]) == (1, 3, "hxxp")


def test_places_hold_over_pieces_of_a_long_text() -> None:
    line = "nothing to see here, and é\n"
    before = line * (PIECE_CHARACTERS * 5 // 2 // len(line))
    text = f"{before}x 192.0.2.1\n{line}198.51.100.1\n"
    finder = Finder()
    for begin in range(0, len(text), 70_001):
        finder.feed(text[begin : begin + 70_001])
    finder.end()
    places = {i.data: (s.offset, s.line) for i, s in finder.found.items()}
    lines = text.split("\n")
    for value, (offset, number) in places.items():
        assert text[offset:].startswith(value)
        assert value in lines[number - 1]
    assert set(places) == {"192.0.2.1", "198.51.100.1"}
    assert finder.characters == len(text)


def test_a_context_is_short_and_shows_nothing_unseen() -> None:
    text = "x" * 500 + " \x1b[31m192.0.2.1\u202e " + "y" * 500
    (sighting,) = find(text).found.values()
    assert len(sighting.context) <= 160
    assert sighting.context.isprintable()


def test_parts_begin_anew() -> None:
    finder = Finder()
    for part in ("one", "two"):
        finder.begin(part)
        finder.feed(f"\n{part}.example.com")
    finder.end()
    assert [(s.part, s.offset, s.line) for s in finder.found.values()] == [
        ("one", 1, 2),
        ("two", 1, 2),
    ]


def test_columns_of_a_table_are_apart_unless_quoted() -> None:
    finder = Finder()
    finder.begin("", delimiter=",")
    finder.feed('http://a.example.com/x,200,"http://b.example.com/y,z",192.0.2.1\n')
    finder.end()
    assert [i.data for i in finder.found] == [
        "http://a.example.com/x",
        "http://b.example.com/y,z",
        "192.0.2.1",
    ]


def test_more_than_are_listed_is_said() -> None:
    finder = find(" ".join(f"h{n}.example.com" for n in range(30)) + " h1.example.com", at_most=10)
    assert (len(finder.found), finder.truncated) == (10, True)
    assert finder.found[Indicator("h1.example.com", Kind.DOMAIN)].count == 2


HOSTILE = {
    "letters": "a",
    "dots": ".",
    "labels": "a.",
    "brackets": "[",
    "disarmed": "a[.]",
    "paths": "a[.]b/",
    "hosts": "aa.bb/",
    "schemes": "http://",
    "urls that are none": "http://%,",
    "urls in brackets": "http://a/)",
    "local parts": "a+",
    "quotes": "a''",
    "dashes": "a--",
    "colons": ":",
    "groups": "a:",
    "digits": "0123456789abcdef",
    "addresses": "a@",
    "spoken": " dot ",
    "at signs": "a[at]",
    "escapes": "\\u0041",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_comes_to_an_end(name: str) -> None:
    """A pattern that looks back would take minutes here; `tests/load/extraction.py` has figures."""
    unit = HOSTILE[name]
    suffix = "@" if name in ("local parts", "quotes") else ""
    finder = find(unit * (100_000 // len(unit)) + suffix)
    assert len(finder.found) <= 1


NAMES = st.from_regex(r"[a-z][a-z0-9]{0,8}\.example\.(com|net|org)", fullmatch=True)
PLANTED = st.one_of(
    st.ip_addresses(v=4).map(lambda a: Indicator(str(a), Kind.IPV4)),
    NAMES.map(lambda n: Indicator(n, Kind.DOMAIN)),
    NAMES.map(lambda n: Indicator(f"http://{n}/a?b=c", Kind.URL)),
    NAMES.map(lambda n: Indicator(f"someone@{n}", Kind.EMAIL)),
    st.binary(min_size=32, max_size=32)
    .map(bytes.hex)
    .filter(lambda h: len(set(h)) > 4 and not h.isdigit())
    .map(lambda h: Indicator(h, Kind.SHA256)),
    st.integers(1000, 99999).map(lambda n: Indicator(f"CVE-2024-{n}", Kind.CVE)),
)
# Noise that joins with no value: words, punctuation and other scripts between spaces.
NOISE = st.text(
    st.characters(blacklist_categories=("Cs",)) | st.sampled_from("[](){}.:/@ \n\"'<>,;%-_="),
    max_size=60,
)
JOINS = re.compile(r"(?i)dot|at|version|build|release")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(NOISE, PLANTED, st.booleans()), max_size=8), NOISE)
def test_every_planted_indicator_is_found_in_noise(
    planted: list[tuple[str, Indicator, bool]], last: str
) -> None:
    text = ""
    for noise, indicator, disarmed in planted:
        written = defang(indicator) if disarmed else indicator.data
        text += f"{JOINS.sub('', noise)}\n\n{written}\n\n"
    found = find(text + last).found
    missing = [indicator for _, indicator, _ in planted if indicator not in found]
    assert not missing, text


@settings(max_examples=60, deadline=None)
@given(st.text(st.sampled_from("a1.:/@[](){}dot \n\\x\u3002é-_%h,'\"<>|CVE"), max_size=200))
def test_any_text_is_read_and_places_are_within_it(text: str) -> None:
    for indicator, sighting in find(text).found.items():
        assert 0 <= sighting.offset < len(text)
        assert sighting.count >= 1
        assert sighting.line == text.count("\n", 0, sighting.offset) + 1, indicator
