"""What sources are made of that are configured without code."""

import copy
from collections.abc import Iterator, Mapping
from typing import Any, Self

import msgspec

from backend.indicators.detection import detect
from backend.sources.contract import FeedPart, Source


class Template(Source):
    """An implementation without a source of its own: administrators make sources of it.

    `slug` is the template's name, and that of a source's once it is `bound` to one. What a feed's
    parts are follows from the settings of the source.
    """

    provider = "Configured here"
    given: Mapping[str, Any]

    def __init__(self) -> None:
        """The template itself, by its own defaults."""
        self.given = self._all({})
        # The facts of other sources are their classes'; these are of one object.
        vars(self).update(feed=self.parts(self.given))

    def parts(self, _settings: Mapping[str, Any]) -> tuple[FeedPart, ...]:
        """The parts of the feed of a source with these settings; none for what has no feed."""
        return ()

    def wrong(self, _settings: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """Settings that can't be, each with the reason: told when they are saved."""
        yield from ()

    def prepare(self) -> None:
        """Load what parsing loads at its first use: its process can open nothing by then."""
        detect("b\u00fccher.example")

    def bound(self, slug: str, name: str, settings: Mapping[str, Any]) -> Self:
        """The implementation of one source, whose feed's rows are its own."""
        mine, complete = copy.copy(self), self._all(settings)
        facts = {"slug": slug, "name": name, "feed": self.parts(complete), "given": complete}
        vars(mine).update(facts)
        return mine

    def told(self) -> str:
        """What a parsing process must know of a source, as JSON: no address, and no secret."""
        addresses = {part.url_setting for part in self.feed}
        kept = {name: value for name, value in self.given.items() if name not in addresses}
        return msgspec.json.encode(
            {"slug": self.slug, "name": self.name, "settings": kept}
        ).decode()

    def _all(self, settings: Mapping[str, Any]) -> Mapping[str, Any]:
        return {s.name: settings.get(s.name, s.default) for s in self.settings}
