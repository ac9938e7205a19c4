"""Deliveries: claimed from their table, sent, tried again later, and given up at last.

Several backends share the work: each takes what no other has taken. An attempt holds a lease; a
process that is killed in the middle leaves it to whoever comes after. Then it may be sent twice,
with the same id, by which receivers know it. What is given up stays, and can be sent again.
"""

import asyncio
import random
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

import structlog

from backend.db.connection import Connection
from backend.db.pool import Database
from backend.db.queries import load
from backend.db.rows import to_struct
from backend.models.errors import ApplicationError, NotFoundError
from backend.models.ids import new_id
from backend.models.notifications import Delivery, DeliveryState, NotificationKind, Severity
from backend.models.secrets import SealedSecret
from backend.notifications.notifier import Notice, Notifier
from backend.notifications.sending import MailSender, SendError, Target, WebhookSender
from backend.secrets.keys import KeyFile
from backend.secrets.sealing import unseal
from backend.tasks import Tasks

Q = load("webhooks")
log = structlog.get_logger()

TICK_SECONDS = 2.0
AT_ONCE = 16
LEASE_SECONDS = 60.0
JITTER = 0.2
RETRY_SECONDS = (5.0, 30.0, 120.0, 600.0, 1800.0, 7200.0, 18000.0, 36000.0)
"""The wait after each failed attempt, about 19 hours together; after the last there is none."""


class Deliverer:
    """Sends what is to be sent, on the event loop of this process."""

    def __init__(
        self,
        *,
        database: Database,
        notifier: Notifier,
        keys: KeyFile,
        webhooks: WebhookSender,
        mail: MailSender,
        retry_seconds: Sequence[float] = RETRY_SECONDS,
        lease_seconds: float = LEASE_SECONDS,
    ) -> None:
        self._database = database
        self._notifier = notifier
        self._keys = keys
        self._webhooks = webhooks
        self._mail = mail
        self._retry_seconds = retry_seconds
        self._lease_seconds = lease_seconds
        self._tasks = Tasks()
        self._flying = 0
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """There is something to send: look now."""
        self._woken.set()

    async def run(self) -> None:
        """Until cancelled. What is under way then is left to its lease."""
        away = False
        try:
            while True:
                self._woken.clear()
                try:
                    await self._take()
                    away = False
                except ApplicationError as error:
                    if not away:
                        log.warning("deliveries_wait", detail=error.detail)
                    away = True
                # Not wait_for: before Python 3.12 it loses a cancellation that comes with the wake.
                with suppress(TimeoutError):
                    async with asyncio.timeout(TICK_SECONDS):
                        await self._woken.wait()
        finally:
            await self._tasks.cancel_all()
            await self._webhooks.close()

    async def test(self, webhook_id: str, body: str) -> Delivery:
        """One attempt, now; it is kept with what came out.

        Raises:
            NotFoundError: there is no such webhook.
            SecretKeyError: its secret can't be opened.
        """
        target, delivery_id = await self._target(webhook_id), new_id()
        state, status, text = DeliveryState.SENT, None, None
        try:
            status = await self._webhooks.send(target, delivery_id, body)
        except SendError as error:
            state, status, text = DeliveryState.DEAD, error.status, error.detail
        await self._database.run(
            Q.insert_test,
            id=delivery_id,
            webhook_id=webhook_id,
            body=body,
            state=state.value,
            status=status,
            error=text,
        )
        rows = await self._database.run(
            Q.list_deliveries,
            id=delivery_id,
            webhook_id=None,
            state=None,
            before_at=None,
            before_id=None,
            limit=1,
        )
        return to_struct(rows[0], Delivery)

    async def _take(self) -> None:
        free = AT_ONCE - self._flying
        if not free:
            return
        claimed = await self._database.run(
            Q.claim_deliveries, limit=free, lease=self._lease_seconds, mail=self._mail.configured
        )
        for row in claimed:
            self._flying += 1
            self._tasks.start(self._deliver(row), name=f"delivery {row['id']}")

    async def _deliver(self, row: Mapping[str, Any]) -> None:
        try:
            status = await self._send(row)
        except SendError as error:
            await self._failed(row, error)
        except ApplicationError as error:
            # No key, no database: nothing was sent.
            await self._failed(row, SendError(error.detail))
        else:
            await self._sent(row, status)
        finally:
            self._flying -= 1
            self.wake()

    async def _send(self, row: Mapping[str, Any]) -> int:
        if row["recipient"] is not None:
            return await self._mail.send(row["recipient"], row["id"], row["body"])
        target = await self._target(row["webhook_id"])
        return await self._webhooks.send(target, row["id"], row["body"])

    async def _target(self, webhook_id: str) -> Target:
        row = await self._database.one(Q.get_target, id=webhook_id)
        if row is None:
            raise NotFoundError(
                f"there is no webhook {webhook_id[:80]!r}: GET /webhooks lists them"
            )
        url = row.pop("url")
        sealed = to_struct({**row, "expires_at": None}, SealedSecret)
        return Target(id=sealed.id, name=sealed.name, url=url, secret=unseal(self._keys, sealed))

    async def _sent(self, row: Mapping[str, Any], status: int) -> None:
        def end(connection: Connection) -> None:
            connection.run(Q.end_delivery, state="SENT", status=status, error=None, **_attempt(row))
            self._notifier.resolve(connection, _dead_key(row))

        await self._database.transaction(end)

    async def _failed(self, row: Mapping[str, Any], error: SendError) -> None:
        tried = row["attempts"]
        log.warning(
            "delivery_failed",
            delivery=row["id"],
            webhook=row["webhook_id"],
            attempt=tried,
            detail=error.detail,
        )
        if not error.final and tried <= len(self._retry_seconds):
            wait = self._retry_seconds[tried - 1] * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311 — no secret
            await self._database.run(
                Q.postpone_delivery,
                seconds=wait,
                status=error.status,
                error=error.detail,
                **_attempt(row),
            )
            return

        def give_up(connection: Connection) -> None:
            ended = connection.run(
                Q.end_delivery,
                state="DEAD",
                status=error.status,
                error=error.detail,
                **_attempt(row),
            )
            if ended:
                self._notifier.notify(connection, _dead(row, error))

        await self._database.transaction(give_up)


def _attempt(row: Mapping[str, Any]) -> dict[str, Any]:
    return {"id": row["id"], "attempts": row["attempts"]}


def _dead_key(row: Mapping[str, Any]) -> str:
    return f"delivery-dead {row['webhook_id'] or row['recipient']}"


def _dead(row: Mapping[str, Any], error: SendError) -> Notice:
    where = f"to {row['recipient']}" if row["recipient"] else "to a webhook"
    return Notice(
        kind=NotificationKind.DELIVERY_DEAD,
        severity=Severity.ERROR,
        key=_dead_key(row),
        title=f"A notification could not be sent {where}",
        detail=(
            f"After {row['attempts']} attempts it was given up: {error.detail}. Mend the "
            "receiver, then send it again from the list of deliveries."
        ),
        data={"deliveryId": row["id"], "webhookId": row["webhook_id"]},
        not_to=row["webhook_id"],
    )
