"""Asking sources that users wrote: by their runner, or by the rows that their task brought."""

from collections.abc import Callable, Mapping

from backend.db.pool import Database
from backend.feeds.lookup import FeedLookup
from backend.models.answers import Answer, FailureKind
from backend.models.errors import SourceError, SourceSkippedError
from backend.models.indicators import Indicator
from backend.models.sources import Source, SourceKind
from backend.sources.list_feed import find_rows
from backend.sources.user_code import NoFunctionError, Runner
from backend.sources.user_rows import answer_of


class UserSources:
    """Asks each by its own code, which gets what its last background task left as its state.

    Code without a function that answers is answered for by its rows. Once that is known of a
    version of a source, its runner is not asked any more.
    """

    def __init__(
        self,
        runners: Mapping[SourceKind, Runner],
        state_of: Callable[[str], str] = lambda _source_id: "",
        database: Database | None = None,
    ) -> None:
        """`state_of` by the source's id. Without a database nobody has rows."""
        self._runners = runners
        self._state_of = state_of
        self._database = database
        self._only_rows: dict[str, int] = {}

    async def ask(
        self, source: Source, indicator: Indicator, trace_id: str, secrets: Mapping[str, str]
    ) -> tuple[Answer, tuple[str, ...]]:
        """Its answer, and what it printed.

        Raises:
            SourceError: it failed.
            SourceSkippedError: there is no runner for it, or none that answers.
        """
        runner = self._runners.get(source.kind)
        if runner is None:
            raise SourceSkippedError(f"there is no runner for {source.kind} sources")
        if self._only_rows.get(source.id) == source.version:
            return await self.look_up(source, indicator), ()
        state = self._state_of(source.id)
        try:
            return await runner.fetch(source, indicator, trace_id, secrets, state=state)
        except NoFunctionError as error:
            answer = await self._instead(source, indicator, error)
            self._only_rows[source.id] = source.version
            return answer, ()

    async def look_up(self, source: Source, indicator: Indicator) -> Answer:
        """What its rows say.

        Raises:
            SourceError: STALE, its task has not brought any yet; or the database failed.
        """
        if self._database is None:
            raise SourceError(FailureKind.STALE, f"nothing was loaded for {source.slug} yet")
        feed = FeedLookup(self._database, source.slug, None)
        return answer_of(await find_rows(indicator, feed))

    async def _instead(
        self, source: Source, indicator: Indicator, error: NoFunctionError
    ) -> Answer:
        try:
            return await self.look_up(source, indicator)
        except SourceError as lacking:
            if lacking.kind is not FailureKind.STALE:
                raise
            raise SourceError(
                error.kind,
                f"{error.detail} Its background task has not brought rows that could answer "
                "either: run it once, or write the function.",
            ) from None
