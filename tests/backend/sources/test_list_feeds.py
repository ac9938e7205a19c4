"""What lists refuse, and why: the sentences that a refresh leaves behind."""

import io
from typing import Any

import pytest

from backend.sources.contract import FeedFormatError, FeedPart
from backend.sources.json_paths import find, first
from backend.sources.registry import all_templates


def part(template: str, **settings: Any) -> FeedPart:
    (found,) = all_templates()[template].bound("mine", "Mine", settings).feed
    assert isinstance(found, FeedPart)
    return found


@pytest.mark.parametrize(
    ("template", "settings", "content", "sentence"),
    [
        ("csv-feed", {}, b"a,b\nc,d\n1.2.3.4,x\n", "2 of 3 entries are no indicators.*line 1: 'a'"),
        ("csv-feed", {"header": True, "value_column": "ip"}, b"a,b\n", "no column 'ip'.*a, b"),
        ("csv-feed", {}, b'"' + b"x" * 70000 + b"\n", "line 1 is longer"),
        ("csv-feed", {}, b"\xff\n", "no utf-8 text"),
        ("csv-feed", {"max_rows": 1}, b"a.example\nb.example\n", "line 2: .* more than 1 entries"),
        ("text-feed", {}, b"x\ny\n", "2 of 2 entries are no indicators"),
        ("json-feed", {}, b'["a.example", ', "after entry 1: no JSON"),
        ("json-feed", {"lines": True}, b'"a.example"\n{', "line 2: no JSON"),
    ],
)
def test_what_is_no_list_is_refused(
    template: str, settings: dict[str, Any], content: bytes, sentence: str
) -> None:
    with pytest.raises(FeedFormatError, match=sentence):
        list(part(template, **settings).parse(io.BytesIO(content)))


@pytest.mark.parametrize("template", ["csv-feed", "text-feed", "json-feed"])
def test_a_page_of_the_web_is_not_taken(template: str) -> None:
    assert not part(template).sniff(b"\n<!DOCTYPE html><html>you must sign in")


def test_the_secret_goes_where_the_publisher_wants_it() -> None:
    def headers(**settings: Any) -> Any:
        made = part("csv-feed", **settings).headers
        assert made is not None
        return made({"api_key": "k"})

    assert headers(url="https://feeds.example/") == {"Authorization": "Bearer k"}
    own = {"auth_header": "X-Key", "auth_value": "{api_key}"}
    assert headers(url="https://feeds.example/", **own) == {"X-Key": "k"}
    assert headers(url="https://feeds.example/{api_key}") == {}


@pytest.mark.parametrize(
    ("template", "settings", "named"),
    [
        ("csv-feed", {"url": "ftp://feeds.example/"}, ["url"]),
        ("csv-feed", {"kind": "IP", "verdict": "BAD", "score": 101}, ["kind", "verdict", "score"]),
        ("csv-feed", {"value_column": " ", "quote": "''"}, ["quote", "value_column"]),
        ("text-feed", {"pattern": "(a"}, ["pattern"]),
        ("json-feed", {"value_path": "a..b"}, ["value_path"]),
        ("json-feed", {"items_path": "*.a", "lines": True}, ["items_path", "items_path"]),
        (
            "misp-feed",
            {"url": "srv/feed", "tlp_at_most": "pink", "keep_days": -1},
            ["url", "tlp_at_most", "keep_days"],
        ),
        ("stix-bundle", {"url": "/srv/x", "score": 200}, ["score", "url"]),
        ("taxii", {"page_size": 0}, ["page_size"]),
        ("misp-instance", {"limit": 0}, ["base_url", "limit"]),
        ("misp-module", {"config": ("x",)}, ["base_url", "module", "config"]),
        ("http-api", {"address": "https://{value}/"}, ["address"]),
        ("http-api", {"address": "https://api.example/{api_key}"}, ["address"]),
        (
            "http-api",
            {"address": "https://a.example", "body": "[", "method": "PUT"},
            ["method", "body"],
        ),
        ("http-api", {"address": "https://a.example", "verdicts": ("bad=EVIL",)}, ["verdicts"]),
    ],
)
def test_settings_that_can_not_be_are_named(
    template: str, settings: dict[str, Any], named: list[str]
) -> None:
    source = all_templates()[template].bound("mine", "Mine", settings)
    assert [name for name, _ in source.wrong(source.given)] == named


def test_paths() -> None:
    value = {"a": [{"b": 1}, {"b": None}, {"b": 0}], "x.y": {"*": "star"}}
    assert find(value, "a.*.b") == [1, 0]
    assert find(value, "a.2.b") == [0]
    assert find(value, r"x\.y.*") == ["star"]
    assert find(value, "") == [value]
    assert find(value, "a.b.c") == find(value, "a.9") == []
    assert first(value, " ") is None
