"""The compiled image says what an oracle says that looks at every entry."""

import random
import time
from collections.abc import Iterator

import pytest

from backend.ignore_lists import image
from backend.ignore_lists.compiled import Compiled
from backend.ignore_lists.facets import facets_of
from backend.ignore_lists.image import ImageBuilder, ImageError
from backend.ignore_lists.patterns import Patterns
from backend.indicators.detection import detect
from backend.models.ignore_lists import Matching
from backend.models.indicators import Indicator, Kind
from tests.backend.ignore_lists.oracle import Row, image_of, matches

VALUES = 10_000
WORDS = ("alpha", "beta", "gamma", "mail", "www", "cdn", "x1", "shop", "login", "a-b")
TLDS = ("example", "test", "co.example", "org.test")


def names(rnd: random.Random) -> Iterator[str]:
    while True:
        labels = rnd.choices(WORDS, k=rnd.randint(1, 3))
        yield ".".join([*labels, rnd.choice(TLDS)])


def addresses(rnd: random.Random) -> Iterator[str]:
    """Of few enough networks that many are hit, narrow ones within wide ones."""
    while True:
        if rnd.random() < 0.6:
            yield f"198.{rnd.choice((18, 19, 51))}.{rnd.randint(0, 9)}.{rnd.randint(0, 255)}"
        else:
            groups = (rnd.randint(0, 3), rnd.randint(0, 3), rnd.randint(0, 65535))
            yield "2001:db8:{:x}:{:x}::{:x}".format(*groups)


def entries(rnd: random.Random) -> list[Row]:
    import ipaddress

    name, address = names(rnd), addresses(rnd)
    rows = [Row(Matching.SUBDOMAIN, next(name)) for _ in range(60)]
    rows += [Row(Matching.EXACT, next(name)) for _ in range(60)]
    rows += [Row(Matching.EXACT, next(address)) for _ in range(40)]
    rows += [Row(Matching.EXACT, next(name), Kind.DOMAIN) for _ in range(20)]
    rows += [Row(Matching.EXACT, f"https://{next(name)}/a", Kind.URL) for _ in range(20)]
    for _ in range(150):
        value = next(address)
        bits = rnd.randint(12, 32) if ":" not in value else rnd.choice((32, 44, 48, 62, 64, 128))
        network = ipaddress.ip_network(f"{value}/{bits}", strict=False)
        rows.append(Row(Matching.CIDR, str(network)))
    rows += [Row(Matching.SUBSTRING, text) for text in ("shop.l", "/pay", "beta.g", "a@c", "9.1")]
    rows += [Row(Matching.WILDCARD, text) for text in ("*.cdn.*", "https://?1.*/a", "198.51.?.7*")]
    rows += [
        Row(Matching.REGEX, text) for text in (r"^mail\.\w+\.test$", r"/pay\?id=\d{3}$", "x1@")
    ]
    return rows


def values(rnd: random.Random) -> Iterator[Indicator]:
    name, address = names(rnd), addresses(rnd)
    while True:
        host = next(name) if rnd.random() < 0.6 else next(address)
        in_url = f"[{host}]" if ":" in host else host
        shapes = [host, f"https://{in_url}/{rnd.choice(('a', 'pay?id=123', 'Pay'))}"]
        if host[-1].isalpha() and ":" not in host:
            shapes.append(f"{rnd.choice(WORDS)}@{host}")
        else:
            shapes.append(f"{host}/{128 if ':' in host else 32}")
        yield detect(rnd.choice(shapes)).indicator


def test_it_says_what_an_oracle_says_of_ten_thousand_values() -> None:
    rnd = random.Random(20260131)
    rows = entries(rnd)
    compiled = Compiled(image_of(rows))
    hits, value = 0, values(rnd)
    for _ in range(VALUES):
        indicator = next(value)
        found = sorted((e.matching.value, e.text) for e in compiled.find(facets_of(indicator)))
        expected = sorted((r.matching.value, r.data) for r in rows if matches(r, indicator))
        assert found == expected, indicator
        hits += bool(found)
    # A comparison of nothing with nothing would be none.
    assert VALUES * 0.3 < hits < VALUES


def found(rows: list[Row], value: str) -> list[str]:
    return [e.text for e in Compiled(image_of(rows)).find(facets_of(detect(value).indicator))]


def test_equal_hashes_ignore_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(image, "hash_of", lambda matching, text: 7)
    monkeypatch.setattr("backend.ignore_lists.compiled.hash_of", lambda matching, text: 7)
    rows = [Row(Matching.EXACT, f"host{n}.example") for n in range(50)]
    rows += [Row(Matching.SUBDOMAIN, "host7.example")]
    assert found(rows, "other.example") == []
    assert found(rows, "host9.example") == ["host9.example"]
    assert sorted(found(rows, "host7.example")) == ["host7.example", "host7.example"]


@pytest.mark.parametrize(
    ("row", "value", "hit"),
    [
        (Row(Matching.SUBDOMAIN, "example.com"), "example.com", True),
        (Row(Matching.SUBDOMAIN, "example.com"), "a.b.example.com", True),
        (Row(Matching.SUBDOMAIN, "example.com"), "notexample.com", False),
        (Row(Matching.SUBDOMAIN, "mail.example.com"), "example.com", False),
        (Row(Matching.SUBDOMAIN, "example.com"), "https://u@www.example.com:8443/x", True),
        (Row(Matching.SUBDOMAIN, "example.com"), "somebody@example.com", True),
        (Row(Matching.SUBDOMAIN, "example.com", Kind.DOMAIN), "https://example.com/", True),
        (Row(Matching.SUBDOMAIN, "example.com", Kind.EMAIL), "example.com", False),
        (Row(Matching.EXACT, "example.com"), "https://example.com/", False),
        (Row(Matching.EXACT, "example.com", Kind.URL), "example.com", False),
        (Row(Matching.CIDR, "192.0.2.0/24"), "192.0.2.255", True),
        (Row(Matching.CIDR, "192.0.2.0/24"), "192.0.3.0", False),
        (Row(Matching.CIDR, "192.0.2.0/24"), "192.0.2.128/25", True),
        (Row(Matching.CIDR, "192.0.2.128/25"), "192.0.2.0/24", False),
        (Row(Matching.CIDR, "192.0.2.0/24"), "http://192.0.2.1/x", True),
        (Row(Matching.CIDR, "192.0.2.0/24"), "::ffff:192.0.2.1", True),
        (Row(Matching.CIDR, "2001:db8::/32"), "http://[2001:db8::1]/", True),
        (Row(Matching.CIDR, "0.0.0.0/0"), "255.255.255.255", True),
        (Row(Matching.CIDR, "::/0"), "ffff::1", True),
        (Row(Matching.CIDR, "255.255.255.255/32"), "255.255.255.255", True),
        (Row(Matching.SUBSTRING, "exam"), "EXAMPLE.COM", True),
        (Row(Matching.SUBSTRING, "/pay"), "https://a.example/Pay", True),
        (Row(Matching.WILDCARD, "*.example.com"), "www.example.com", True),
        (Row(Matching.WILDCARD, "*.example.com"), "example.com", False),
        (Row(Matching.WILDCARD, "example.co?"), "example.com.org", False),
        (Row(Matching.REGEX, r"/^exa.*\.com$/i"), "example.com", True),
        (Row(Matching.REGEX, r"^xa"), "example.com", False),
    ],
)
def test_one_entry(row: Row, value: str, hit: bool) -> None:
    assert bool(found([row], value)) is hit


def test_what_a_user_typed_is_no_pattern() -> None:
    rows = [Row(Matching.SUBDOMAIN, "google.com"), Row(Matching.EXACT, "google.com")]
    compiled = Compiled(image_of(rows))
    for value in ("o", "%", "_", "oogle", "google"):
        assert compiled.find(facets_of(Indicator(value, Kind.DOMAIN))) == []


def test_entries_expire_while_they_are_compiled() -> None:
    builder = ImageBuilder({"list": 1})
    builder.add("list", Matching.EXACT, None, int(time.time()) - 1, "past.example")
    builder.add("list", Matching.EXACT, None, int(time.time()) + 600, "coming.example")
    builder.add("gone", Matching.EXACT, None, None, "nobody.example")
    compiled = Compiled(memoryview(builder.image()))
    for name, hits in (("past.example", 0), ("coming.example", 1), ("nobody.example", 0)):
        assert len(compiled.find(facets_of(Indicator(name, Kind.DOMAIN)))) == hits


def test_more_patterns_than_one_set_holds() -> None:
    patterns = [(rf"^(?:[a-z]+\.)*name{n:04}\.(?:com|net)$", n) for n in range(900)]
    assert list(Patterns(patterns).find("a.b.name0777.net")) == [777]


def test_what_is_no_image_is_refused() -> None:
    whole = bytes(image_of([Row(Matching.EXACT, "example.com")] * 20))
    for broken in (b"", b"IALISTS\x00" + whole[8:], whole[:-200]):
        with pytest.raises(ImageError):
            Compiled(memoryview(broken))
