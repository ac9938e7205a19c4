"""Mails, as files of the standard and of Outlook: headers, bodies, attachments."""

import email
import io
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from email.policy import default
from typing import Any, BinaryIO

from backend.extraction.documents.contents import (
    Contents,
    DocumentError,
    Trouble,
    named,
    read_whole,
    within,
)
from backend.extraction.documents.texts import put_html

# Looks like an address and is none: the mail's own number, and how it is packed.
_NO_INDICATORS = frozenset(
    {"message-id", "references", "in-reply-to", "content-type", "content-id", "x-ms-has-attach"}
)
Attached = Callable[[Contents, str, str, BinaryIO], None]
"""Reads an attachment: where to, its part, its name, its content."""


def put_mail(contents: Contents, part: str, stream: BinaryIO, attached: Attached) -> None:
    """A mail as it was sent."""
    message = email.message_from_bytes(read_whole(stream, part), policy=default)
    contents.put(within(part, "headers"), _headers(message))
    for number, piece in enumerate(message.walk()):
        if piece.is_multipart():
            continue
        assert isinstance(piece, EmailMessage)  # noqa: S101 — by the policy
        content = piece.get_payload(decode=True)
        content = content if isinstance(content, bytes) else b""
        name = piece.get_filename()
        if name is None and piece.get_content_maintype() == "text":
            _put_body(contents, within(part, "body"), content, piece)
        else:
            called = name or f"attachment {number}"
            attached(contents, within(part, called), called, io.BytesIO(content))


def _put_body(contents: Contents, part: str, content: bytes, piece: EmailMessage) -> None:
    charset = piece.get_content_charset() or "utf-8"
    try:
        text = content.decode(charset, "replace")
    except (LookupError, OSError):
        text = content.decode("utf-8", "replace")
    if piece.get_content_subtype() == "html":
        put_html(contents, f"{part} html", (text,))
    else:
        contents.put(part, (text,))


def _headers(message: EmailMessage) -> Iterator[str]:
    for name in message:
        if name.lower() not in _NO_INDICATORS:
            for value in message.get_all(name, ()):
                yield f"{name}: {value}\n"


def put_outlook(contents: Contents, part: str, stream: BinaryIO, attached: Attached) -> None:
    """A mail as Outlook keeps it."""
    from oxmsg import Message

    try:
        message = Message.load(read_whole(stream, part))
        headers, body, html = message.message_headers, message.body, message.html_body
        people = [f"{p.name} <{p.email_address}>\n" for p in message.recipients]
        top = f"{message.subject or ''}\n{message.sender or ''}\n"
    except Exception as error:  # noqa: BLE001 — whatever a library makes of a damaged file
        raise DocumentError(
            Trouble.BROKEN, f"{named(part)} is a damaged Outlook message ({error}): save it anew"
        ) from None
    lines = (f"{k}: {v}\n" for k, v in headers.items() if k.lower() not in _NO_INDICATORS)
    contents.put(within(part, "headers"), (top, *people, *lines))
    if body:
        contents.put(within(part, "body"), (body,))
    if html:
        put_html(contents, within(part, "body html"), (html,))
    for number, attachment in enumerate(message.attachments, 1):
        _put_attachment(contents, part, number, attachment, attached)


def _put_attachment(
    contents: Contents, part: str, number: int, attachment: Any, attached: Attached
) -> None:
    name = attachment.file_name or f"attachment {number}"
    content = attachment.file_bytes
    if content is None:
        contents.warn(
            DocumentError(
                Trouble.UNKNOWN,
                f"{named(within(part, name))} is another message of Outlook: save it by itself",
            )
        )
        return
    attached(contents, within(part, name), name, io.BytesIO(content))
