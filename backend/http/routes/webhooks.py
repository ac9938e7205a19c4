"""Webhooks: where notifications are sent, signed; and what became of each."""

from typing import Annotated

import msgspec
import structlog
from msgspec import Meta

from backend.access.permissions import Permission
from backend.db.connection import utc_now
from backend.http.routes.watchlists import next_page
from backend.http.routing import Call, Reply, Route
from backend.models.errors import ConflictError, NotFoundError
from backend.models.notifications import (
    Delivery,
    DeliveryState,
    NotificationKind,
    Webhook,
    WebhookCreate,
    WebhookCreated,
    WebhookPatch,
)
from backend.notifications.notifier import payload
from backend.secrets.keys import SecretKeyError
from backend.services import Services

log = structlog.get_logger()

EXAMPLE = {
    "name": "Chat",
    "url": "https://chat.example.com/hooks/security",
    "kinds": ["VERDICT_CHANGED"],
}


class DeliveriesQuery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which part of the list; in one state alone."""

    state: DeliveryState | None = None
    limit: Annotated[int, Meta(ge=1, le=1000)] = 100
    cursor: Annotated[str, Meta(max_length=500)] | None = None


async def list_webhooks(services: Services, _call: Call[None, None]) -> list[Webhook]:
    """By name, without their secrets."""
    return await services.watch.webhooks.all()


async def create_webhook(services: Services, call: Call[WebhookCreate, None]) -> WebhookCreated:
    """The secret is shown this once.

    It may lead to a private address, where only an administrator can make the service send.
    """
    made = await services.watch.webhooks.create(call.body, call.user_id)
    log.info("webhook_created", user_id=call.user_id, webhook_id=made.id, name=made.name)
    return made


async def get_webhook(services: Services, call: Call[None, None]) -> Webhook:
    """Without its secret."""
    return await services.watch.webhooks.get(call.path["id"])


async def change_webhook(services: Services, call: Call[WebhookPatch, None]) -> Webhook:
    """An absent field stays. What is on its way already goes to the address that holds then."""
    changed = await services.watch.webhooks.change(call.path["id"], call.body, call.user_id)
    log.info("webhook_changed", user_id=call.user_id, webhook_id=changed.id)
    services.watch.deliverer.wake()
    return changed


async def delete_webhook(services: Services, call: Call[None, None]) -> Reply:
    """What is on its way to it is dropped."""
    await services.watch.webhooks.delete(call.path["id"])
    log.info("webhook_deleted", user_id=call.user_id, webhook_id=call.path["id"])
    return Reply(status=204)


async def test_webhook(services: Services, call: Call[None, None]) -> Delivery:
    """One attempt, now; SENT, or DEAD with the reason."""
    data = {"title": "A test", "detail": "Notifications arrive like this.", "severity": "INFO"}
    body = payload(NotificationKind.TEST, utc_now(), data)
    return await services.watch.deliverer.test(call.path["id"], body)


async def list_webhook_deliveries(services: Services, call: Call[None, DeliveriesQuery]) -> Reply:
    """Newest first. `Link` leads to the next page."""
    webhook = await services.watch.webhooks.get(call.path["id"])
    return await _deliveries(services, call.query, f"/webhooks/{webhook.id}/deliveries", webhook.id)


async def list_deliveries(services: Services, call: Call[None, DeliveriesQuery]) -> Reply:
    """To webhooks and by mail, newest first. `Link` leads to the next page."""
    return await _deliveries(services, call.query, "/deliveries", None)


async def _deliveries(
    services: Services, query: DeliveriesQuery, path: str, webhook_id: str | None
) -> Reply:
    found, cursor = await services.watch.webhooks.deliveries(
        webhook_id=webhook_id, state=query.state, limit=query.limit, cursor=query.cursor
    )
    more = {"state": query.state.value} if query.state else {}
    return Reply(value=found, headers=next_page(path, query.limit, cursor, **more))


async def resend_delivery(services: Services, call: Call[None, None]) -> Reply:
    """What was given up is tried from the beginning, with the same id."""
    await services.watch.webhooks.send_again(call.path["id"])
    services.watch.deliverer.wake()
    return Reply(status=202)


ROUTES: tuple[Route, ...] = (
    Route(
        method="GET",
        path="/webhooks",
        handler=list_webhooks,
        needs=Permission.CONFIG_EDIT,
        summary="Webhooks without their secrets, by name",
        tag="webhooks",
        returns=list[Webhook],
    ),
    Route(
        method="POST",
        path="/webhooks",
        handler=create_webhook,
        needs=Permission.CONFIG_EDIT,
        summary="Send notifications to an address; the answer shows the secret that signs them",
        tag="webhooks",
        body=WebhookCreate,
        body_example=EXAMPLE,
        returns=WebhookCreated,
        status=201,
        errors=(ConflictError, SecretKeyError),
    ),
    Route(
        method="GET",
        path="/webhooks/{id}",
        handler=get_webhook,
        needs=Permission.CONFIG_EDIT,
        summary="One webhook",
        tag="webhooks",
        returns=Webhook,
        errors=(NotFoundError,),
    ),
    Route(
        method="PATCH",
        path="/webhooks/{id}",
        handler=change_webhook,
        needs=Permission.CONFIG_EDIT,
        summary="Change a webhook",
        tag="webhooks",
        body=WebhookPatch,
        body_example={"enabled": False},
        returns=Webhook,
        errors=(NotFoundError, ConflictError, SecretKeyError),
    ),
    Route(
        method="DELETE",
        path="/webhooks/{id}",
        handler=delete_webhook,
        needs=Permission.CONFIG_EDIT,
        summary="Delete a webhook",
        tag="webhooks",
        status=204,
        errors=(NotFoundError,),
    ),
    Route(
        method="POST",
        path="/webhooks/{id}/test",
        handler=test_webhook,
        needs=Permission.CONFIG_EDIT,
        summary="Send something to a webhook now",
        tag="webhooks",
        returns=Delivery,
        errors=(NotFoundError, SecretKeyError),
    ),
    Route(
        method="GET",
        path="/webhooks/{id}/deliveries",
        handler=list_webhook_deliveries,
        needs=Permission.CONFIG_EDIT,
        summary="What was sent to a webhook, newest first",
        tag="webhooks",
        query=DeliveriesQuery,
        returns=list[Delivery],
        errors=(NotFoundError,),
    ),
    Route(
        method="GET",
        path="/deliveries",
        handler=list_deliveries,
        needs=Permission.CONFIG_EDIT,
        summary="What was sent to webhooks and by mail, newest first",
        tag="webhooks",
        query=DeliveriesQuery,
        returns=list[Delivery],
    ),
    Route(
        method="POST",
        path="/deliveries/{id}/resend",
        handler=resend_delivery,
        needs=Permission.CONFIG_EDIT,
        summary="Send again what was given up",
        tag="webhooks",
        status=202,
        errors=(NotFoundError,),
    ),
)
