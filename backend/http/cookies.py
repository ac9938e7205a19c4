"""The cookie of a session: readable for no script, sent to nobody else's pages."""

from datetime import timedelta

from backend.models.access import Client

NAME = "session"


def read_cookie(header: str | None) -> str | None:
    """The session's credential in a Cookie header."""
    for part in (header or "").split(";"):
        name, _, value = part.strip().partition("=")
        if name == NAME and value:
            return value
    return None


def session_cookie(credential: str, client: Client, lifetime: timedelta) -> str:
    """A Set-Cookie header that begins a session."""
    return _cookie(credential, client, int(lifetime.total_seconds()))


def cleared_cookie(client: Client) -> str:
    """A Set-Cookie header after which the browser sends none."""
    return _cookie("", client, 0)


def _cookie(value: str, client: Client, seconds: int) -> str:
    secure = "; Secure" if client.secure else ""
    return f"{NAME}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}"
