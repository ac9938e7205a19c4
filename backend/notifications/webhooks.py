"""Webhooks: made, changed, deleted; their deliveries listed and sent again."""

from collections.abc import Mapping
from typing import Any

import msgspec

from backend.db import cursors
from backend.db.connection import Connection, UniqueViolationError
from backend.db.pool import Database
from backend.db.queries import load
from backend.db.rows import to_struct
from backend.models.errors import ConflictError, NotFoundError
from backend.models.ids import new_id
from backend.models.notifications import (
    Delivery,
    DeliveryState,
    Webhook,
    WebhookCreate,
    WebhookCreated,
    WebhookPatch,
)
from backend.notifications.signing import check_secret, new_secret
from backend.secrets.keys import KeyFile
from backend.secrets.sealing import seal

Q = load("webhooks")
Q_SECRETS = load("secrets")


class Webhooks:
    """The webhooks of the database. Who writes a secret raises `SecretKeyError` without a key."""

    def __init__(self, database: Database, keys: KeyFile) -> None:
        self._database = database
        self._keys = keys

    async def all(self) -> list[Webhook]:
        """Every webhook without its secret, by name."""
        return [
            to_struct(row, Webhook) for row in await self._database.run(Q.list_webhooks, id=None)
        ]

    async def get(self, webhook_id: str) -> Webhook:
        """One webhook.

        Raises:
            NotFoundError: there is none.
        """
        row = await self._database.one(Q.list_webhooks, id=webhook_id)
        if row is None:
            raise _unknown(webhook_id)
        return to_struct(row, Webhook)

    async def create(self, new: WebhookCreate, user_id: str) -> WebhookCreated:
        """Make a webhook; its secret is made too where none is given.

        Raises:
            InvalidInputError: the secret can't sign.
            ConflictError: the name is taken.
        """
        webhook_id, secret = new_id(), new.secret or new_secret()
        check_secret(secret)

        def insert(connection: Connection) -> None:
            connection.run(
                Q.insert_webhook,
                id=webhook_id,
                name=new.name,
                url=new.url,
                enabled=new.enabled,
                kinds=[kind.value for kind in new.kinds],
                user_id=user_id,
                **self._sealed(connection, webhook_id, secret),
            )

        try:
            await self._database.transaction(insert)
        except UniqueViolationError as error:
            raise _taken(new.name) from error
        made = await self.get(webhook_id)
        return WebhookCreated(**msgspec.structs.asdict(made), secret=secret)

    async def change(self, webhook_id: str, patch: WebhookPatch, user_id: str) -> Webhook:
        """Change what the patch names.

        Raises:
            NotFoundError: there is no such webhook.
            InvalidInputError: the secret can't sign.
            ConflictError: the name is taken.
        """
        secret = patch.secret
        if secret is not msgspec.UNSET:
            check_secret(secret)

        def apply(connection: Connection) -> None:
            rows = connection.run(Q.lock_webhook, id=webhook_id)
            if not rows:
                raise _unknown(webhook_id)
            named = {n: v for n, v in msgspec.structs.asdict(patch).items() if n in rows[0]}
            changed = {n: v for n, v in named.items() if v is not msgspec.UNSET}
            connection.run(Q.update_webhook, **{**rows[0], **changed}, user_id=user_id)
            if secret is not msgspec.UNSET:
                sealed = self._sealed(connection, webhook_id, secret)
                connection.run(Q.set_webhook_secret, id=webhook_id, **sealed)

        try:
            await self._database.transaction(apply)
        except UniqueViolationError as error:
            raise _taken(str(patch.name)) from error
        return await self.get(webhook_id)

    async def delete(self, webhook_id: str) -> None:
        """Delete a webhook, and what was on its way to it.

        Raises:
            NotFoundError: there is no such webhook.
        """
        if not await self._database.run(Q.delete_webhook, id=webhook_id):
            raise _unknown(webhook_id)

    async def deliveries(
        self,
        *,
        webhook_id: str | None,
        state: DeliveryState | None,
        limit: int,
        cursor: str | None,
    ) -> tuple[list[Delivery], str | None]:
        """Deliveries, newest first, and the cursor of the next page."""
        before_at, before_id = cursors.decode(cursor)
        rows = await self._database.run(
            Q.list_deliveries,
            id=None,
            webhook_id=webhook_id,
            state=state.value if state else None,
            before_at=before_at,
            before_id=before_id,
            limit=limit + 1,
        )
        found = [to_struct(row, Delivery) for row in rows[:limit]]
        return found, cursors.following(found, more=len(rows) > limit)

    async def send_again(self, delivery_id: str) -> None:
        """Try what was given up from the beginning.

        Raises:
            NotFoundError: there is no delivery that was given up.
        """
        if not await self._database.run(Q.send_again, id=delivery_id):
            raise NotFoundError(
                f"no delivery {delivery_id[:80]!r} was given up: GET /deliveries lists them"
            )

    async def drop_old(self, days: int) -> None:
        """Forget deliveries that ended longer ago."""
        await self._database.run(Q.drop_old_deliveries, days=days)

    def _sealed(self, connection: Connection, webhook_id: str, secret: str) -> Mapping[str, Any]:
        """Columns of a secret. Until the transaction ends no rotation drops the key it needs."""
        connection.run(Q_SECRETS.share_keys)
        sealed = seal(self._keys.keys(), webhook_id, secret)
        return {"value": sealed.value, "key_version": sealed.key_version}


def _unknown(webhook_id: str) -> NotFoundError:
    return NotFoundError(f"there is no webhook {webhook_id[:80]!r}: GET /webhooks lists them")


def _taken(name: str) -> ConflictError:
    return ConflictError(f"there is a webhook {name!r} already")
