"""Notifications as the user sees them, and which of them are mailed."""

from typing import Annotated

import msgspec
from msgspec import Meta

from backend.access.permissions import Permission
from backend.http.routes.watchlists import next_page
from backend.http.routing import Access, Call, Reply, Route
from backend.models.errors import NotFoundError
from backend.models.notifications import MailChoice, MailChoiceSet, Notification
from backend.services import Services


class NotificationsQuery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which part of the list; of `unread` those that still hold and were not read."""

    unread: bool = False
    limit: Annotated[int, Meta(ge=1, le=1000)] = 100
    cursor: Annotated[str, Meta(max_length=500)] | None = None


async def list_notifications(services: Services, call: Call[None, NotificationsQuery]) -> Reply:
    """Newest first. `X-Unread-Count` counts all that are unread, `Link` leads to the next page."""
    query = call.query
    page = await services.watch.inbox.page(
        call.user_id, permissions(call), unread=query.unread, limit=query.limit, cursor=query.cursor
    )
    more = {"unread": "true"} if query.unread else {}
    headers = next_page("/notifications", query.limit, page.next_cursor, **more)
    headers["x-unread-count"] = str(page.unread)
    return Reply(value=page.notifications, headers=headers)


async def read_notification(services: Services, call: Call[None, None]) -> Reply:
    """For the user alone: others still see it as unread."""
    await services.watch.inbox.read(call.user_id, permissions(call), call.path["id"])
    return Reply(status=204)


async def read_notifications(services: Services, call: Call[None, None]) -> Reply:
    """All that the user sees."""
    await services.watch.inbox.read_all(call.user_id, permissions(call))
    return Reply(status=204)


async def get_mail_choice(services: Services, call: Call[None, None]) -> MailChoice:
    """None unless the user chose some."""
    return await _choice(services, call.user_id)


async def put_mail_choice(services: Services, call: Call[MailChoiceSet, None]) -> MailChoice:
    """Of these kinds, what the user sees is mailed too."""
    await services.watch.inbox.set_mail_kinds(call.user_id, call.body.kinds)
    return await _choice(services, call.user_id)


async def _choice(services: Services, user_id: str) -> MailChoice:
    kinds = await services.watch.inbox.mail_kinds(user_id)
    return MailChoice(kinds=kinds, available=services.watch.notifier.mails)


def permissions(call: Call[None, NotificationsQuery] | Call[None, None]) -> list[Permission]:
    """What decides which notifications the user sees beside their own."""
    return [permission for permission in Permission if call.may(permission)]


ROUTES: tuple[Route, ...] = (
    Route(
        method="GET",
        path="/notifications",
        handler=list_notifications,
        needs=Access.SIGNED_IN,
        summary="Your notifications, newest first",
        tag="notifications",
        query=NotificationsQuery,
        returns=list[Notification],
    ),
    Route(
        method="POST",
        path="/notifications/{id}/read",
        handler=read_notification,
        needs=Access.SIGNED_IN,
        summary="You have seen a notification",
        tag="notifications",
        status=204,
        errors=(NotFoundError,),
    ),
    Route(
        method="POST",
        path="/notifications/read",
        handler=read_notifications,
        needs=Access.SIGNED_IN,
        summary="You have seen all notifications",
        tag="notifications",
        status=204,
    ),
    Route(
        method="GET",
        path="/me/notifications",
        handler=get_mail_choice,
        needs=Access.SIGNED_IN,
        summary="Which notifications are mailed to you",
        tag="me",
        returns=MailChoice,
    ),
    Route(
        method="PUT",
        path="/me/notifications",
        handler=put_mail_choice,
        needs=Access.SIGNED_IN,
        summary="Choose which notifications are mailed to you",
        tag="me",
        body=MailChoiceSet,
        body_example={"kinds": ["VERDICT_CHANGED"]},
        returns=MailChoice,
    ),
)
