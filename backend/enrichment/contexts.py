"""What a source is given when it is asked: exactly what it declared."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial

from backend.db.connection import utc_now
from backend.db.pool import Database
from backend.enrichment.catalog import Slot
from backend.feeds.file_lookup import feed_store
from backend.feeds.files import FeedFiles
from backend.feeds.settings import has_address, max_age
from backend.models.answers import SkipReason
from backend.models.errors import SourceSkippedError
from backend.models.limits import VendorSaid
from backend.models.sources import Source
from backend.secrets.keys import KeyFile, SecretKeyError
from backend.secrets.sealing import unseal
from backend.sources import contract
from backend.sources.dialing import TcpDialer
from backend.sources.http import HttpClient
from backend.sources.implementations import settings_of


class ContextMaker:
    """Makes contexts from a source's row and its declaration."""

    def __init__(
        self,
        database: Database,
        http: HttpClient,
        files: FeedFiles,
        hear: Callable[[Source, VendorSaid], Awaitable[None]],
    ) -> None:
        self._database = database
        self._http = http
        self._files = files
        self._hear = hear

    def make(
        self, source: Source, implementation: contract.Source, secrets: Mapping[str, str]
    ) -> contract.Context:
        """The context of one question, with `secrets` by their slots' names."""
        settings = settings_of(source, implementation)
        declared = {slot.name for slot in implementation.secrets}
        given = {name: value for name, value in secrets.items() if name in declared}
        return contract.Context(
            secrets=given,
            settings=settings,
            http=self._http.fetcher(
                seconds=source.time_limit_seconds,
                secrets=given.values(),
                hear=partial(self._hear, source),
            ),
            dial=TcpDialer(seconds=source.time_limit_seconds, outbound=self._http.outbound),
            feed=feed_store(
                implementation,
                self._database,
                self._files,
                max_age(implementation, settings),
                awaited=has_address(implementation, settings, given.keys()),
            ),
            deadline_seconds=source.time_limit_seconds,
            activity=source.activity,
        )


def open_slots(name: str, slots: Sequence[Slot], keys: KeyFile) -> dict[str, str]:
    """The values of what is linked to the slots of the source `name`, by the slots' names.

    They are decrypted here, for one question, and kept nowhere. An optional one that can't be had
    is left out.

    Raises:
        SourceSkippedError: MISSING_SECRET, one that is required can't be had.
    """
    now = utc_now()
    values: dict[str, str] = {}
    for slot in slots:
        why = slot.lacks(now)
        if slot.secret is not None and not why:
            try:
                values[slot.name] = unseal(keys, slot.secret)
            except SecretKeyError as error:
                why = f"needs a secret for {slot.name}, which can't be decrypted: {error.detail}"
        if why and slot.required:
            raise SourceSkippedError(
                f"{name} {why}", reason=SkipReason.MISSING_SECRET, content=[slot.id]
            )
    return values
