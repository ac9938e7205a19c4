"""Any JSON file with a list in it, or with a document a line: read as a stream."""

from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

import ijson
import msgspec

from backend.sources.contract import FeedFormatError, Setting
from backend.sources.feed_text import read_lines, shown
from backend.sources.json_fields import text
from backend.sources.json_paths import find, first, steps, wrong_path
from backend.sources.list_feed import ADDRESS, COMMON, Entry, ListFeed, facts_of

PATHS = {
    "value_path": "the value, or several values",
    "kind_path": "the kind of the value, by its name here",
    "first_seen_path": "when it was first seen",
    "last_seen_path": "when it was last seen",
    "tag_path": "tags",
    "score_path": "its score from 0 to 100",
    "note_path": "what else is to be shown",
}


class JsonFeed(ListFeed):
    """Values of the entries of a list, and what the entries say of them."""

    slug = "json-feed"
    name = "JSON feed"
    description = "A list as JSON or as lines of JSON, from any address or file: say where it is."
    url = "https://www.rfc-editor.org/rfc/rfc8259"
    expected = "JSON with a list where the settings say"
    settings = (
        ADDRESS,
        Setting(
            name="lines",
            default=False,
            help="Each line is JSON of its own, and an entry (NDJSON).",
        ),
        Setting(
            name="items_path",
            default="",
            help="Where the list is: `data.items`; `data.*` for the values of an object. "
            "Empty: the file is the list.",
        ),
        *(
            Setting(
                name=name,
                default="",
                help=f"Where in an entry is {what}: `ioc.value`, `tags.*.name`. Empty: "
                + ("the entry is it." if name == "value_path" else "nowhere."),
            )
            for name, what in PATHS.items()
        ),
        *COMMON,
    )

    def wrong(self, settings: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """Paths that are none."""
        yield from super().wrong(settings)
        for name in ("items_path", *PATHS):
            if why := wrong_path(settings[name]):
                yield name, why
        if settings["lines"] and settings["items_path"].strip():
            yield "items_path", "each line is an entry (setting lines)"
        if "*" in steps(settings["items_path"])[:-1]:
            yield "items_path", "only the last step may be `*`"

    def recognises(self, head: bytes, settings: Mapping[str, Any]) -> bool:
        """An object or a list; lines may be any JSON."""
        return bool(settings["lines"]) or head.lstrip()[:1] in (b"{", b"[")

    def entries(self, stream: BinaryIO, settings: Mapping[str, Any]) -> Iterator[Entry]:
        """An entry for each value of each item."""
        items = _lines(stream) if settings["lines"] else _items(stream, settings["items_path"])
        for where, item in items:
            data = facts_of(
                first=first(item, settings["first_seen_path"]),
                last=first(item, settings["last_seen_path"]),
                score=_rounded(first(item, settings["score_path"])),
                tags=_tags(item, settings["tag_path"]),
                note=first(item, settings["note_path"]),
            )
            kind = text(first(item, settings["kind_path"]))
            for value in find(item, settings["value_path"]) or [""]:
                yield Entry(where=where, value=_value(value), kind=kind, data=data)


def _items(stream: BinaryIO, path: str) -> Iterator[tuple[str, Any]]:
    """The elements of the list, or the values of the object, with where they are."""
    inner = steps(path)
    of_object = bool(inner) and inner[-1] == "*"
    prefix = ".".join(inner[:-1] if of_object else [*inner, "item"])
    number = 0
    try:
        if of_object:
            for name, item in ijson.kvitems(stream, prefix, use_float=True):
                yield f"entry {name[:80]!r}", item
            return
        for item in ijson.items(stream, prefix, use_float=True):
            number += 1
            yield f"entry {number}", item
    except (ijson.JSONError, UnicodeDecodeError) as error:
        reason = " ".join(str(error).split())[:200]
        raise FeedFormatError(f"after entry {number}: no JSON: {reason}") from None


def _lines(stream: BinaryIO) -> Iterator[tuple[str, Any]]:
    for number, line in read_lines(stream):
        if not line.strip():
            continue
        try:
            yield f"line {number}", msgspec.json.decode(line)
        except (msgspec.DecodeError, RecursionError) as error:
            raise FeedFormatError(f"line {number}: no JSON: {shown(line)} ({error})") from None


def _value(value: Any) -> str:
    """The whole text, however long; empty for what is none."""
    return value if isinstance(value, str) else text(value)


def _rounded(score: Any) -> Any:
    return round(score) if isinstance(score, float) and abs(score) < 1e6 else score  # noqa: PLR2004 — no infinity


def _tags(item: Any, path: str) -> list[str]:
    if not path.strip():
        return []
    found = [f if isinstance(f, list) else [f] for f in find(item, path)]
    return [word for each in found for word in map(text, each) if word][:50]
