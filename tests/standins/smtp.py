"""An SMTP server on 127.0.0.1 that keeps mail, refuses, demands a password, and goes away."""

import asyncio
import base64
import datetime as dt
import email
import ipaddress
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from types import TracebackType
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass(frozen=True)
class Mail:
    """A mail as it came; `encrypted` says how, `user` who had signed in."""

    sender: str
    recipients: list[str]
    message: EmailMessage
    encrypted: bool
    user: str | None


class SmtpStandIn:
    """Keeps what it is given. `refuses` answers those recipients with 550, `full` all with 452."""

    def __init__(self, *, folder: Path | None = None, password: str | None = None) -> None:
        self.port = 0
        self.mails: list[Mail] = []
        self.refuses: set[str] = set()
        self.full = False
        self.breaks_off = False
        self.password = password
        self.certificate = folder / "certificate.pem" if folder else None
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()

    @property
    def trusting(self) -> ssl.SSLContext:
        """What a client needs to believe this server."""
        assert self.certificate is not None
        return ssl.create_default_context(cafile=str(self.certificate))

    async def start(self) -> None:
        if self.certificate is not None and not self.certificate.exists():
            make_certificate(self.certificate)
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
            for writer in self._writers:
                writer.close()
            self._server = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        await self.stop()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        try:
            await _Conversation(self, reader, writer).hold()
        except (ConnectionError, asyncio.IncompleteReadError):
            # The client has gone: there is nobody to tell.
            return
        finally:
            self._writers.discard(writer)
            writer.close()


class _Conversation:
    """What is said over one connection; each command has a method that gives the answer."""

    def __init__(
        self, server: SmtpStandIn, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._server = server
        self._reader = reader
        self._writer = writer
        self._sender = ""
        self._recipients: list[str] = []
        self._encrypted = False
        self._user: str | None = None

    async def hold(self) -> None:
        await self._say("220 mail.example.com ready")
        while line := (await self._reader.readline()).decode().rstrip("\r\n"):
            verb = line.partition(" ")[0].upper()
            if verb == "STARTTLS":
                await self._encrypt()
            elif verb == "DATA":
                await self._take()
            else:
                known = {"EHLO": self._greet, "AUTH": self._sign_in, "MAIL": self._from}
                answer = {**known, "RCPT": self._to}.get(verb, lambda _: "250 ok")(line)
                await self._say("221 bye" if verb == "QUIT" else answer)

    async def _say(self, text: str) -> None:
        self._writer.write(text.encode() + b"\r\n")
        await self._writer.drain()

    def _greet(self, _line: str) -> str:
        more = ["250-AUTH PLAIN"] if self._server.password else []
        more += ["250-STARTTLS"] if self._server.certificate and not self._encrypted else []
        return "\r\n".join(["250-mail.example.com", *more, "250 8BITMIME"])

    def _sign_in(self, line: str) -> str:
        _, name, given = base64.b64decode(line.split()[2]).decode().split("\0")
        self._user = name if given == self._server.password else None
        return "235 welcome" if self._user else "535 no such user or password"

    def _from(self, line: str) -> str:
        self._sender, self._recipients = _address(line), []
        return "530 sign in first" if self._server.password and not self._user else "250 ok"

    def _to(self, line: str) -> str:
        if self._server.full:
            return "452 no room"
        if _address(line) in self._server.refuses:
            return "550 nobody here by that name"
        self._recipients.append(_address(line))
        return "250 ok"

    async def _encrypt(self) -> None:
        await self._say("220 go on")
        assert self._server.certificate is not None
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self._server.certificate)
        await self._writer.start_tls(context)
        self._encrypted = True

    async def _take(self) -> None:
        await self._say("354 go on")
        content = await self._reader.readuntil(b"\r\n.\r\n")
        if self._server.breaks_off:
            raise ConnectionResetError
        message = email.message_from_bytes(content[:-3], policy=default)
        assert isinstance(message, EmailMessage)
        self._server.mails.append(
            Mail(self._sender, self._recipients, message, self._encrypted, self._user)
        )
        await self._say("250 kept")


def _address(line: str) -> str:
    return line.split(":", 1)[1].split(maxsplit=1)[0].strip("<>")


def make_certificate(path: Path) -> None:
    """A certificate of 127.0.0.1 that vouches for itself, and its key, as one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.example.com")])
    now = dt.datetime.now(dt.UTC)
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
