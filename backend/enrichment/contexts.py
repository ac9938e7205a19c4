"""What a built-in source is given when it is asked: exactly what it declared."""

from collections.abc import Mapping
from typing import Any

from backend.db.pool import Database
from backend.feeds.file_lookup import feed_store
from backend.feeds.files import FeedFiles
from backend.feeds.settings import max_age
from backend.models.sources import Source
from backend.sources import contract
from backend.sources.http import HttpClient


class ContextMaker:
    """Makes contexts from a source's row and its declaration."""

    def __init__(self, database: Database, http: HttpClient, files: FeedFiles) -> None:
        self._database = database
        self._http = http
        self._files = files

    def make(self, source: Source, implementation: contract.Source) -> contract.Context:
        """The context of one question."""
        settings = settings_of(source, implementation)
        return contract.Context(
            secrets={},
            settings=settings,
            http=self._http.fetcher(seconds=source.time_limit_seconds),
            feed=feed_store(
                implementation, self._database, self._files, max_age(implementation, settings)
            ),
            deadline_seconds=source.time_limit_seconds,
        )


def settings_of(source: Source, implementation: contract.Source) -> Mapping[str, Any]:
    """What an administrator set, else what the source declares. Undeclared names are left out."""
    named = source.settings()
    return {s.name: named.get(s.name, s.default) for s in implementation.settings}
