"""What `check-config` tries: the endpoints that the configuration names.

A running appliance needs its database alone, so that nothing else is a failure.
"""

import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from appliance import lock, ports
from appliance.config import Config
from appliance.database import database_of
from appliance.errors import ApplianceError
from appliance.postgres import EmbeddedPostgres
from runners.egress.config import PROXY_PORTS
from runners.javascript.program import Program, ProgramError
from runners.telemetry.config import address_of

_SECONDS = 5


@dataclass(frozen=True, kw_only=True)
class Check:
    """The outcome of one attempt. `failed` when the appliance could not run like that."""

    name: str
    sentence: str
    failed: bool = False


def check(config: Config) -> list[Check]:
    """Try everything; none of the attempts changes anything."""
    return [
        _data(config),
        _server(config),
        _database(config),
        *_redis(config),
        *_outbound(config),
        *_mail(config),
        *_deno(config),
        *_traces(config),
        *_sentry(config),
    ]


def _data(config: Config) -> Check:
    root = config.data.root
    try:
        running = lock.held(config.data)
    except OSError as error:
        return Check(name="data folder", sentence=f"{root}: {error.strerror}", failed=True)
    return Check(name="data folder", sentence=f"{root}{' (in use now)' if running else ''}")


def _server(config: Config) -> Check:
    where = f"{config.server.host} port {config.server.port}"
    try:
        if lock.held(config.data):
            return Check(name="server", sentence=f"{where} (not tried: the appliance runs)")
        ports.check_public(config.server.host, config.server.port)
    except (ApplianceError, OSError) as error:
        return Check(name="server", sentence=str(error), failed=True)
    return Check(name="server", sentence=f"{where} is free")


def _database(config: Config) -> Check:
    try:
        database = database_of(config)
        if isinstance(database, EmbeddedPostgres):
            database.check_version()
            return Check(name="database", sentence=f"embedded, in {config.data.postgresql}")
    except ApplianceError as error:
        return Check(name="database", sentence=str(error), failed=True)
    return _external(database.url)


def _external(url: str) -> Check:
    import psycopg

    try:
        with psycopg.connect(url, connect_timeout=_SECONDS) as connection:
            row = connection.execute("SELECT current_setting('server_version')").fetchone()
    except psycopg.Error as error:
        # The message names host, port and reason; libpq keeps the password out of it.
        sentence = " ".join(str(error).split())
        return Check(name="database", sentence=f"does not answer: {sentence}", failed=True)
    return Check(name="database", sentence=f"PostgreSQL {row[0] if row else '?'} answers")


def _redis(config: Config) -> Iterator[Check]:
    if config.redis.url is None:
        return
    import redis

    try:
        with redis.Redis.from_url(config.redis.url, socket_timeout=_SECONDS) as client:
            client.ping()
    except (redis.RedisError, ValueError) as error:
        yield Check(
            name="redis",
            sentence=f"does not answer ({error}); the appliance runs without it, more slowly",
        )
        return
    yield Check(name="redis", sentence="answers")


def _outbound(config: Config) -> Iterator[Check]:
    outbound = config.outbound
    if outbound.offline:
        yield Check(name="outbound", sentence="offline: only local sources are asked")
    if outbound.ca_bundle is not None:
        try:
            _trust(config)
        except OSError as error:
            why = "no certificates in PEM" if isinstance(error, ssl.SSLError) else error.strerror
            yield Check(
                name="outbound", sentence=f"ca_bundle {outbound.ca_bundle}: {why}", failed=True
            )
    if outbound.proxy is not None:
        yield _proxy(outbound.proxy)


def _proxy(url: str) -> Check:
    """A connection alone: what it takes is known when something is asked through it."""
    parts = urlsplit(url)
    port = parts.port or PROXY_PORTS[parts.scheme]
    place = f"{parts.hostname}:{port}"
    try:
        socket.create_connection((parts.hostname or "", port), _SECONDS).close()
    except OSError as error:
        why = error.strerror or "no answer"
        return Check(
            name="outbound",
            sentence=f"the proxy {place} does not answer ({why}); nothing outside will be reached",
        )
    return Check(name="outbound", sentence=f"the proxy {place} answers")


def _trust(config: Config) -> ssl.SSLContext:
    """The system's authorities, and those that the configuration adds."""
    trust = ssl.create_default_context()
    if config.outbound.ca_bundle is not None:
        trust.load_verify_locations(cafile=config.outbound.ca_bundle)
    return trust


def _mail(config: Config) -> Iterator[Check]:
    mail = config.mail
    if mail.host is None:
        return
    import smtplib

    try:
        trust = _trust(config)
        if mail.encryption == "TLS":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                mail.host, mail.port, timeout=_SECONDS, context=trust
            )
        else:
            server = smtplib.SMTP(mail.host, mail.port, timeout=_SECONDS)
        with server:
            if mail.encryption == "STARTTLS":
                server.starttls(context=trust)
            if mail.username is not None:
                server.login(mail.username, mail.password or "")
    except (smtplib.SMTPException, OSError) as error:
        why = " ".join(str(error).split())
        yield Check(
            name="mail",
            sentence=f"{mail.host}:{mail.port} does not take mail ({why}); the appliance runs "
            "without it, and mail waits",
        )
        return
    yield Check(name="mail", sentence="the server answers")


def _deno(config: Config) -> Iterator[Check]:
    if not config.runner_javascript.enabled:
        return
    try:
        sentence = str(Program.shipped().deno)
    except ProgramError as error:
        sentence = str(error)
    yield Check(name="deno", sentence=sentence)


def _traces(config: Config) -> Iterator[Check]:
    endpoint = config.telemetry.otlp_endpoint
    if endpoint is None:
        return
    import grpc

    where = address_of(endpoint)
    if endpoint.startswith("https:"):
        channel = grpc.secure_channel(where, grpc.ssl_channel_credentials())
    else:
        channel = grpc.insecure_channel(where)
    with channel:
        try:
            grpc.channel_ready_future(channel).result(_SECONDS)
        except grpc.FutureTimeoutError:
            yield Check(
                name="traces",
                sentence=f"the collector at {where} does not answer (no gRPC within {_SECONDS} s); "
                "the appliance runs without it, and spans are dropped",
            )
            return
    yield Check(name="traces", sentence="the collector answers")


def _sentry(config: Config) -> Iterator[Check]:
    if config.sentry.dsn is None:
        return
    parts = urlsplit(config.sentry.dsn)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        # No more than that it is there: an event would be one that is looked at.
        socket.create_connection((parts.hostname or "", port), _SECONDS).close()
    except OSError as error:
        yield Check(
            name="sentry",
            sentence=f"does not answer ({error.strerror or error}); the appliance runs without "
            "it, and defects are in the logs alone",
        )
        return
    yield Check(name="sentry", sentence="answers")
