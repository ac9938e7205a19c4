"""Watchlists, notifications and deliveries, put together, and what runs for them."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import structlog

from backend.config import MailConfig
from backend.db.pool import Database
from backend.enrichment.catalog import CatalogHolder
from backend.enrichment.engine import Engine
from backend.enrichment.presets import Presets
from backend.models.errors import ApplicationError
from backend.models.sources import SourceView
from backend.notifications.conditions import Conditions
from backend.notifications.delivering import Deliverer
from backend.notifications.inbox import Inbox
from backend.notifications.notifier import Notifier
from backend.notifications.sending import MailSender, WebhookSender
from backend.notifications.webhooks import Webhooks
from backend.secrets.keys import KeyFile
from backend.sources.outbound import Outbound
from backend.tasks import Tasks
from backend.watchlists.store import Watchlists
from backend.watchlists.watcher import Watcher

log = structlog.get_logger()

LOOK_SECONDS = 60.0
CLEAN_SECONDS = 3600.0


class Watch:
    """What handlers use of it; `start` begins what runs beside them."""

    def __init__(
        self,
        *,
        database: Database,
        keys: KeyFile,
        engine: Engine,
        catalog: CatalogHolder,
        presets: Presets,
        views: Callable[[], Awaitable[Sequence[SourceView]]],
        owner: int,
        version: str,
        mail: MailConfig,
        outbound: Outbound,
        public_url: str | None,
        days: int,
    ) -> None:
        sender = MailSender(mail, outbound.trust)
        self.notifier = Notifier(mails=sender.configured, public_url=public_url)
        self.deliverer = Deliverer(
            database=database,
            notifier=self.notifier,
            keys=keys,
            webhooks=WebhookSender(version=version, outbound=outbound),
            mail=sender,
        )
        self.watcher = Watcher(
            database=database,
            engine=engine,
            catalog=catalog,
            presets=presets,
            notifier=self.notifier,
            owner=owner,
            told=self.deliverer.wake,
        )
        self.lists = Watchlists(database, self.watcher.wake)
        self.inbox = Inbox(database)
        self.webhooks = Webhooks(database, keys)
        self._conditions = Conditions(database, self.notifier, views)
        self._days = days

    def start(self, tasks: Tasks) -> None:
        """Begin to run watchlists, to look for conditions and to deliver."""
        tasks.start(self.watcher.run(), name="watchlists")
        tasks.start(self.deliverer.run(), name="deliveries")
        tasks.start(self._look_forever(), name="conditions")

    async def _look_forever(self) -> None:
        loop = asyncio.get_running_loop()
        cleaned = loop.time() - CLEAN_SECONDS
        while True:
            try:
                if await self._conditions.look():
                    self.deliverer.wake()
                if loop.time() - cleaned >= CLEAN_SECONDS:
                    await self.inbox.drop_old(self._days)
                    await self.webhooks.drop_old(self._days)
                    await self.lists.drop_old(self._days)
                    cleaned = loop.time()
            except ApplicationError as error:
                log.warning("conditions_wait", detail=error.detail)
            except Exception:
                # What can't be looked at now must not end the looking.
                log.exception("conditions_defect")
            await asyncio.sleep(LOOK_SECONDS)
