"""Looking values up in a compiled image, which is mapped or in memory."""

import time
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import NamedTuple

import ahocorasick
import msgspec

from backend.ignore_lists.facets import Facets, Range
from backend.ignore_lists.image import (
    ANY_KIND,
    ENTRY,
    HALF,
    LENGTH,
    MAGIC,
    MATCHINGS,
    NEVER,
    TYPES,
    Header,
    ImageError,
    hash_of,
)
from backend.ignore_lists.networks import NOBODY
from backend.ignore_lists.patterns import Patterns, regex_pattern, wildcard_pattern
from backend.indicators.wording import UnfitError
from backend.models.ignore_lists import Matching

# Building or freeing one automaton holds every other thread up: these are a few milliseconds each.
SUBSTRINGS_TOGETHER = 2000
LOW_HALF = (1 << HALF) - 1
_HOST_KINDS = {Matching.SUBDOMAIN: ("DOMAIN",), Matching.CIDR: ("CIDR", "IPV4", "IPV6")}
"""A kind that such an entry has anyway, and that says nothing of whose host it is."""


class Entry(NamedTuple):
    """An entry that matches, and the number of its list in the image."""

    list_number: int
    matching: Matching
    text: str


class Compiled:
    """An image, ready to be looked in. Any thread may."""

    def __init__(self, image: memoryview) -> None:
        """Reads the header, and makes of its texts what can't be mapped: automaton and sets.

        Raises:
            ImageError: it is no image, or one of another version.
        """
        header, body = _header(image)
        self.lists = dict(header.lists)
        self.numbers = [list_id for list_id, _ in header.lists]
        self._kinds = header.kinds
        self._body = body
        view: dict[str, memoryview] = {
            name: body[start : start + length].cast(TYPES[name])
            for name, (start, length) in header.sections.items()
        }
        self._hash, self._hash_at = view["hash"], view["hash_at"]
        self._v4, self._v4_owner = view["v4_start"], view["v4_owner"]
        self._v6_high, self._v6_low = view["v6_high"], view["v6_low"]
        self._v6_owner = view["v6_owner"]
        self._net_at, self._net_up, self._net_bits = (
            view["net_at"],
            view["net_up"],
            view["net_bits"],
        )
        self._entries = view["entries"]
        self._automata = list(self._made_automata(view["substring_at"]))
        self._patterns = self._pattern_sets(view["pattern_at"])

    def find(self, facets: Facets) -> list[Entry]:
        """Every entry that matches and has not expired, each once."""
        found = [*self._exact(Matching.EXACT, facets.data)]
        if facets.name:
            name = facets.name
            while name:
                found += self._exact(Matching.SUBDOMAIN, name)
                name = name.partition(".")[2]
        for network in facets.ranges:
            found += self._around(network)
        if self._automata:
            lower = facets.data.lower()
            ends = (end for automaton in self._automata for end in automaton.iter(lower))
            found += {at for _, places in ends for at in places}
        if self._patterns is not None:
            found += self._patterns.find(facets.data)
        if not found:
            return []
        now = time.time()
        return [entry for at in found if (entry := self._live(at, facets.kind, now))]

    def close(self) -> None:
        """Let go of what takes its time to be freed, piece by piece. Nobody may look in it then."""
        while self._automata:
            self._automata.pop()

    def _exact(self, matching: Matching, text: str) -> Iterator[int]:
        """Where entries with this very text are; the hash only says where to look."""
        wanted = hash_of(matching, text)
        hashes = self._hash
        index = bisect_left(hashes, wanted)
        while index < len(hashes) and hashes[index] == wanted:
            at = self._hash_at[index]
            if self._matching(at) is matching and self._text(at) == text:
                yield at
            index += 1

    def _around(self, network: Range) -> Iterator[int]:
        """Where entries are whose network holds this one."""
        owner = self._narrowest(network)
        while owner != NOBODY:
            if self._net_bits[owner] <= network.bits:
                yield self._net_at[owner]
            owner = self._net_up[owner]

    def _narrowest(self, network: Range) -> int:
        """The network around the first address, by number."""
        if network.version == 4:  # noqa: PLR2004 — a version
            index = bisect_right(self._v4, network.first) - 1
            return self._v4_owner[index] if index >= 0 else NOBODY
        high, low = network.first >> HALF, network.first & LOW_HALF
        end = bisect_right(self._v6_high, high)
        start = bisect_left(self._v6_high, high, 0, end)
        index = bisect_right(self._v6_low, low, start, end) - 1
        return self._v6_owner[index] if index >= 0 else NOBODY

    def _live(self, at: int, kind: str, now: float) -> Entry | None:
        number, matching_number, kind_number, until, length = ENTRY.unpack_from(self._entries, at)
        if until != NEVER and until <= now:
            return None
        matching = MATCHINGS[matching_number]
        if kind_number != ANY_KIND:
            wanted = self._kinds[kind_number]
            if wanted != kind and wanted not in _HOST_KINDS.get(matching, ()):
                return None
        start = at + ENTRY.size
        return Entry(number, matching, str(self._entries[start : start + length], "utf-8"))

    def _matching(self, at: int) -> Matching:
        number: int = self._entries[at + 2]
        return MATCHINGS[number]

    def _text(self, at: int) -> str:
        start = at + ENTRY.size
        length = int.from_bytes(self._entries[start - 2 : start], "little")
        return str(self._entries[start : start + length], "utf-8")

    def _made_automata(self, places: memoryview) -> Iterator[ahocorasick.Automaton]:
        by_text: dict[str, list[int]] = {}
        for at in places:
            by_text.setdefault(self._text(at).lower(), []).append(at)
        texts = list(by_text)
        for start in range(0, len(texts), SUBSTRINGS_TOGETHER):
            automaton = ahocorasick.Automaton()
            for text in texts[start : start + SUBSTRINGS_TOGETHER]:
                automaton.add_word(text, by_text[text])
            automaton.make_automaton()
            yield automaton

    def _pattern_sets(self, places: memoryview) -> Patterns | None:
        patterns: list[tuple[str, int]] = []
        for at in places:
            text = self._text(at)
            try:
                wildcard = self._matching(at) is Matching.WILDCARD
                pattern = wildcard_pattern(text) if wildcard else regex_pattern(text)
            except UnfitError:
                continue  # refused since: another version of the engine knows it no more
            patterns.append((pattern, at))
        return Patterns(patterns) if patterns else None


def _header(image: memoryview) -> tuple[Header, memoryview]:
    if image[: len(MAGIC)] != MAGIC:
        raise ImageError("it is no image of ignore lists of this version")
    start = len(MAGIC) + LENGTH.size
    (length,) = LENGTH.unpack_from(image, len(MAGIC))
    try:
        header = msgspec.json.decode(image[start : start + length], type=Header)
    except msgspec.MsgspecError as error:
        raise ImageError(f"its header can't be read: {error}") from None
    body = image[start + length :]
    ends = [at + size for at, size in header.sections.values()]
    if header.sections.keys() != TYPES.keys() or max(ends) > len(body):
        raise ImageError("it is cut off")
    return header, body
