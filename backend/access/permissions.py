"""Permissions and the four roles that come with the program."""

import enum


class Permission(enum.StrEnum):
    """What a route asks for."""

    REQUEST_CREATE = "request_create"
    REQUEST_VIEW = "request_view"
    LIST_EDIT = "list_edit"
    FEED_EDIT = "feed_edit"
    PROVIDER_EDIT = "provider_edit"
    SOURCE_EDIT = "source_edit"
    SOURCE_CODE = "source_code"
    SECRET_EDIT = "secret_edit"  # noqa: S105 — a name
    SECRET_REVEAL = "secret_reveal"  # noqa: S105 — a name
    WATCH_EDIT = "watch_edit"
    EXPORT = "export"
    USER_EDIT = "user_edit"
    CONFIG_EDIT = "config_edit"
    AUDIT_VIEW = "audit_view"
    EGRESS_VIEW = "egress_view"


_VIEWER = frozenset({Permission.REQUEST_VIEW, Permission.EXPORT})
_ANALYST = _VIEWER | {Permission.REQUEST_CREATE, Permission.LIST_EDIT, Permission.WATCH_EDIT}
_SOURCE_AUTHOR = _ANALYST | {
    Permission.FEED_EDIT,
    Permission.PROVIDER_EDIT,
    Permission.SOURCE_EDIT,
    Permission.SOURCE_CODE,
}

ROLES: dict[str, frozenset[Permission]] = {
    "viewer": _VIEWER,
    "analyst": _ANALYST,
    "source-author": _SOURCE_AUTHOR,
    "admin": frozenset(Permission),
    # The earlier implementation's two roles go on working as themselves.
    "request_create": frozenset({Permission.REQUEST_CREATE}),
    "request_view": frozenset({Permission.REQUEST_VIEW}),
}


def permissions_of(roles: list[str]) -> frozenset[Permission]:
    """What these roles allow together; a role that is not known allows nothing."""
    allowed: frozenset[Permission] = frozenset()
    for role in roles:
        allowed |= ROLES.get(role, frozenset())
    return allowed
