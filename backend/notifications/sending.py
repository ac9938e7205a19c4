"""One attempt to send something: a signed POST to a webhook, or a mail through the SMTP server.

A webhook goes where an administrator says, also to private addresses: that is what it is for, and
nobody else can set one. Redirects are not followed, so that nobody leads it elsewhere. What the
receiver answers is not kept: only its status is.
"""

import ssl
import time
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr

import aiohttp
import aiosmtplib
import msgspec
from yarl import URL

from backend.config import MailConfig
from backend.db.connection import utc_now
from backend.models.json_values import clean_text
from backend.notifications.signing import sign
from backend.sources.http import HttpClient
from backend.sources.outbound import NO_POLICY, Outbound
from runners.egress.outbound import ON_THE_WAY, PROXY_REFUSES

POST_SECONDS = 15.0
SMTP_SECONDS = 20.0
ERROR_AT_MOST = 300
GONE = 410
SMTP_PERMANENT = 500


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """A webhook with the secret that signs, open."""

    id: str
    name: str
    url: str
    secret: str

    def __repr__(self) -> str:
        return f"Target(name={self.name!r})"


class SendError(Exception):
    """It was not taken. `final` says that trying again is of no use."""

    def __init__(self, detail: str, *, status: int | None = None, final: bool = False) -> None:
        super().__init__(detail)
        self.detail = " ".join(clean_text(detail).split())[:ERROR_AT_MOST]
        self.status = status
        self.final = final


class _Told(msgspec.Struct, rename="camel"):
    """What a mail says of a body's data."""

    title: str
    detail: str
    url: str | None = None


class _Body(msgspec.Struct):
    data: _Told


class WebhookSender:
    """Sends to webhooks, through connections of its own."""

    def __init__(self, *, version: str, outbound: Outbound = NO_POLICY) -> None:
        self._outbound = outbound
        self._client = HttpClient(version=version, outbound=outbound)

    async def send(self, target: Target, message_id: str, body: str) -> int:
        """POST it; the status, which is one of success.

        Raises:
            SendError: it was not taken.
        """
        content = body.encode()
        signed = sign(target.secret, message_id, int(time.time()), content)
        try:
            async with self._client.request(
                "POST",
                URL(target.url),
                data=content,
                headers={"content-type": "application/json", **signed},
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(total=POST_SECONDS),
            ) as answer:
                status = answer.status
        except TimeoutError:
            raise SendError(f"no answer within {POST_SECONDS:g} s") from None
        except aiohttp.InvalidURL as error:
            # Its text is the whole address, which may hold a token.
            raise SendError(f"no usable address ({type(error).__name__})") from None
        except ON_THE_WAY as error:
            raise SendError(self._outbound.fault(error)) from None
        except ValueError as error:
            raise SendError(f"no usable address ({type(error).__name__})") from None
        if status == PROXY_REFUSES:
            raise SendError(self._outbound.refused(), status=status)
        if 200 <= status < 300:  # noqa: PLR2004 — the class of success
            return status
        if 300 <= status < 400:  # noqa: PLR2004 — the class of redirects
            raise SendError(f"HTTP {status}: redirects are not followed", status=status)
        raise SendError(f"HTTP {status}", status=status, final=status == GONE)

    async def close(self) -> None:
        """Close every connection."""
        await self._client.close()


class MailSender:
    """Sends mail through the configured server."""

    def __init__(self, config: MailConfig, tls: ssl.SSLContext | None = None) -> None:
        self._config = config
        self._tls = tls

    @property
    def configured(self) -> bool:
        """Whether there is a server to send through."""
        return self._config.host is not None

    async def send(self, recipient: str, message_id: str, body: str) -> int:
        """Hand a mail over to the server; the code of success.

        Raises:
            SendError: it was not taken.
        """
        config = self._config
        try:
            await aiosmtplib.send(
                self._message(recipient, message_id, body),
                sender=parseaddr(config.sender)[1],
                recipients=[recipient],
                hostname=config.host,
                port=config.port,
                username=config.username,
                password=config.password,
                use_tls=config.encryption == "TLS",
                start_tls=config.encryption == "STARTTLS",
                tls_context=self._tls,
                timeout=SMTP_SECONDS,
            )
        except aiosmtplib.SMTPRecipientsRefused as error:
            refused = error.recipients[0]
            raise SendError(
                f"the server refuses {recipient}: {refused.code} {refused.message}",
                status=refused.code,
                final=refused.code >= SMTP_PERMANENT,
            ) from None
        except aiosmtplib.SMTPResponseException as error:
            raise SendError(
                f"the server says {error.code} {error.message}", status=error.code
            ) from None
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            raise SendError(f"{config.host}:{config.port}: {error}") from None
        return 250

    def _message(self, recipient: str, message_id: str, body: str) -> EmailMessage:
        """Plain text. Its id is the delivery's, so that one that comes twice is known as one."""
        told = msgspec.json.decode(body, type=_Body).data
        sender = self._config.sender
        message = EmailMessage()
        message["From"] = sender
        message["To"] = recipient
        message["Subject"] = told.title
        message["Date"] = format_datetime(utc_now())
        message["Message-ID"] = f"<{message_id}@{parseaddr(sender)[1].rpartition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"
        parts = (told.title, told.detail, told.url or "")
        message.set_content("\n\n".join(part for part in parts if part) + "\n")
        return message
