"""One form of a URL for what a feed lists and for what is asked."""

import pytest

from backend.indicators.parsing import parse
from backend.models.indicators import Kind
from backend.sources.contract import FeedFormatError
from backend.sources.feed_urls import JUDGED_FROM, UrlRows, host_of, url_key

SAME = (
    ("http://example.com", "http://example.com/"),
    ("HTTP://Example.COM:80/A", "http://example.com/A"),
    ("http://example.com/a#b", "http://example.com/a"),
    ("http://www..example.com/a..b", "http://www.example.com/a..b"),
    ("http://..example.com../", "http://example.com/"),
    ("http://0xC0.0.2.1/x", "http://192.0.2.1/x"),
    ("  https://example.com/a b\n", "https://example.com/a%20b"),
    ("http://münchen.example/", "http://xn--mnchen-3ya.example/"),
    ("http://[2001:DB8:0::1]:8080/", "http://[2001:db8::1]:8080/"),
)


@pytest.mark.parametrize(("text", "key"), SAME)
def test_a_key(text: str, key: str) -> None:
    assert url_key(text) == key
    assert url_key(key) == key


@pytest.mark.parametrize("text", ["http://example.com/a?b#c", "http://User@example.com:81/%7e"])
def test_what_is_asked_has_the_key_of_what_is_listed(text: str) -> None:
    assert url_key(parse(text, Kind.URL).data) == url_key(text)


@pytest.mark.parametrize("text", ["", "example.com", "# comment", "http://", "http://a b/", "\0"])
def test_what_is_no_url_has_no_key(text: str) -> None:
    assert url_key(text) is None


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("http://example.com/", "example.com"),
        ("http://example.com:8080/a:b@c", "example.com"),
        ("http://user:pw@192.0.2.1:81/", "192.0.2.1"),
        ("http://[2001:db8::1]:8080/", "2001:db8::1"),
        ("http://[::ffff:c000:201]/", "::ffff:192.0.2.1"),
        ("no url", ""),
    ],
)
def test_the_host_of_a_url(url: str, host: str) -> None:
    assert host_of(url) == host


def test_lines_that_are_no_urls_are_left_out_unless_they_are_most() -> None:
    rows = UrlRows()
    assert rows.row("line 1", "http://example.com/", {}) is not None
    assert rows.row("line 2", "nothing", {}) is None
    rows.end()
    rows.row("line 3", "nothing either", {})
    with pytest.raises(FeedFormatError, match="line 2: expected a URL, found 'nothing'"):
        rows.end()


def test_a_list_of_something_else_is_refused_at_its_beginning() -> None:
    rows = UrlRows()
    for number in range(JUDGED_FROM):
        assert rows.row(f"line {number}", "192.0.2.1", {}) is None
    with pytest.raises(FeedFormatError, match="line 0"):
        rows.row("line 20", "192.0.2.1", {})
