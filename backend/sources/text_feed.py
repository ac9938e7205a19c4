"""Any text with a value a line: a plain list, a hosts file, or lines that a pattern reads."""

from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

import re2

from backend.sources.contract import Setting
from backend.sources.csv_feed import wrong_encoding
from backend.sources.feed_text import address_of
from backend.sources.list_feed import ADDRESS, COMMON, Entry, ListFeed, facts_of, is_page, lines_of

COMPILED_BYTES = 1 << 20
# Names that hosts files have for the machine itself.
OWN_NAMES = frozenset(
    {
        *("localhost", "localhost.localdomain", "local", "broadcasthost", "0.0.0.0"),  # noqa: S104
        *("ip6-localhost", "ip6-loopback", "ip6-localnet", "ip6-mcastprefix"),
        *("ip6-allnodes", "ip6-allrouters", "ip6-allhosts"),
    }
)


class TextFeed(ListFeed):
    """The first word of each line, or what a pattern finds in it."""

    slug = "text-feed"
    name = "Text feed"
    description = "A list with one value a line, from any address or file; hosts files too."
    url = "https://github.com/google/re2/wiki/Syntax"
    expected = "text with one value a line"
    settings = (
        ADDRESS,
        Setting(
            name="comments",
            default=("#", ";", "//"),
            help="Lines that begin so are left out, and what follows one of these after a space.",
        ),
        Setting(
            name="pattern",
            default="",
            help="Pattern (RE2) that finds the value in a line: its group `value`, else its first "
            "group, else all of it. Groups `tag`, `score`, `first`, `last`, `note` say more. "
            "Empty: the value is the first word of the line.",
        ),
        Setting(
            name="hosts_file",
            default=False,
            help="Lines are an address and names (`0.0.0.0 bad.example`): the names are listed.",
        ),
        Setting(name="skip_lines", default=0, help="Lines at the beginning that are left out."),
        Setting(name="encoding", default="utf-8", help="The character set of the file."),
        *COMMON,
    )

    def wrong(self, settings: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """A pattern that is none."""
        yield from super().wrong(settings)
        yield from wrong_encoding(settings["encoding"])
        if settings["pattern"]:
            try:
                _compiled(settings["pattern"])
            except re2.error as error:
                yield "pattern", f"it is no pattern of RE2: {error}"

    def recognises(self, head: bytes, settings: Mapping[str, Any]) -> bool:
        """Anything that is no page of the web, unless a pattern is to read it."""
        return bool(settings["pattern"]) or not is_page(head)

    def entries(self, stream: BinaryIO, settings: Mapping[str, Any]) -> Iterator[Entry]:
        """Those of all lines. A line that the pattern does not match has none."""
        pattern = _compiled(settings["pattern"]) if settings["pattern"] else None
        comments = tuple(filter(None, settings["comments"]))
        for number, raw in lines_of(stream, settings["encoding"]):
            line = raw.strip()
            if number <= settings["skip_lines"] or not line or line.startswith(comments):
                continue
            where = f"line {number}"
            if pattern is not None:
                if found := pattern.search(line):
                    yield _matched(found, where)
                continue
            words, note = _words(line, comments)
            if settings["hosts_file"]:
                yield from _hosts(words, where)
            else:
                yield Entry(where=where, value=words[0], data=facts_of(note=note))


def _compiled(pattern: str) -> Any:
    options = re2.Options()
    options.log_errors = False
    options.max_mem = COMPILED_BYTES
    return re2.compile(pattern, options)


def _matched(found: Any, where: str) -> Entry:
    groups = {name: value or "" for name, value in found.groupdict().items()}
    first = (found[1] or "") if found.re.groups else found[0]
    return Entry(
        where=where,
        value=groups.get("value", first).strip(),
        data=facts_of(
            first=groups.get("first"),
            last=groups.get("last"),
            score=groups.get("score"),
            tags=groups.get("tag", "").replace(",", " ").split(),
            note=groups.get("note"),
        ),
    )


def _words(line: str, comments: tuple[str, ...]) -> tuple[list[str], str]:
    """The words before a comment, and the comment."""
    words = line.split()
    for index, word in enumerate(words):
        if index and word.startswith(comments):
            mark = next(comment for comment in comments if word.startswith(comment))
            return words[:index], " ".join(words[index:]).removeprefix(mark).strip()
    return words, ""


def _hosts(words: list[str], where: str) -> Iterator[Entry]:
    names = words[1:] if address_of(words[0]) is not None else words
    for name in names:
        if name.lower() not in OWN_NAMES and address_of(name) is None:
            yield Entry(where=where, value=name)
