"""Text, tables and HTML."""

import codecs
from collections import Counter
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser

from backend.extraction.documents.contents import Contents

# Within these, words go on: `exam<b>ple</b>.com` is one name.
_INLINE = frozenset(
    {"a", "abbr", "b", "bdi", "bdo", "code", "em", "font", "i", "mark", "s", "small", "span"}
    | {"strong", "sub", "sup", "u", "wbr"}
)
_LINKS = frozenset({"href", "src", "action", "content", "data", "cite", "formaction", "background"})
_DELIMITERS = ",;\t"
_LINKS_AT_MOST = 100_000
_SAMPLE_LINES = 20


def decoded(pieces: Iterable[bytes], head: bytes) -> Iterator[str]:
    """Text of UTF-8, or of UTF-16 where its beginning says so; what is neither, shows as �."""
    decoder = codecs.getincrementaldecoder(encoding_of(head))("replace")
    for piece in pieces:
        yield decoder.decode(piece)
    yield decoder.decode(b"", final=True)


def encoding_of(head: bytes) -> str:
    """The encoding of a text by its first bytes."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if b"\0" in head:
        return "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"
    return "utf-8-sig"


def delimiter_of(head: bytes) -> str:
    """What separates the columns of a table: what stands in its first lines most often."""
    text = head.decode(encoding_of(head), "replace")
    counts = Counter(
        character
        for line in text.splitlines()[:_SAMPLE_LINES]
        for character in line
        if character in _DELIMITERS
    )
    return max(counts, key=lambda character: counts[character], default="")


def put_html(contents: Contents, part: str, texts: Iterable[str]) -> None:
    """The text of a page, and then what it links to."""
    page = _Page()
    contents.put(part, page.read(texts))
    if page.links:
        contents.put(f"{part} (links)".strip(), (f"{link}\n" for link in page.links))


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.links: dict[str, None] = {}
        self._text: list[str] = []

    def read(self, texts: Iterable[str]) -> Iterator[str]:
        for text in texts:
            self.feed(text)
            yield self._taken()
        self.close()
        yield self._taken()

    def _taken(self) -> str:
        text = "".join(self._text)
        self._text.clear()
        return text

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _INLINE:
            self._text.append("\n")
        for name, value in attrs:
            if value and name in _LINKS and len(self.links) < _LINKS_AT_MOST:
                self.links[value.strip()] = None

    def handle_endtag(self, tag: str) -> None:
        if tag not in _INLINE:
            self._text.append("\n")

    def handle_data(self, data: str) -> None:
        self._text.append(data)

    def handle_comment(self, data: str) -> None:
        self._text.append(f"\n{data}\n")
