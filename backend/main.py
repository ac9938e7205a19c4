"""The entry point: migrate, compose, serve."""

import signal
import sys
import time

import structlog

from backend.composition import Backend
from backend.config import (
    BackendConfig,
    DatabaseConfig,
    RedisConfig,
    RetentionConfig,
)
from backend.db.connection import DatabaseUnavailableError, connect
from backend.db.migrate import migrate
from backend.enrichment.replaying import read_replay
from backend.models.errors import ApplicationError
from backend.sources.outbound import Outbound
from backend.surroundings import Surroundings
from backend.telemetry import logs

log = structlog.get_logger()

RETRY_SECONDS = 0.1


def serve(
    config: BackendConfig,
    database: DatabaseConfig,
    redis: RedisConfig,
    retention: RetentionConfig,
    around: Surroundings,
) -> None:
    """Migrate, then serve until SIGTERM; the process ends inside."""
    logs.configure(config.log_level)
    try:
        Outbound(around.outbound)
        migrate_when_ready(around.database_url)
        replayed = read_replay(around.replay, around.database_url) if around.replay else None
    except ApplicationError as error:
        log.error("start_failed", detail=error.detail)  # noqa: TRY400 — the sentence says it all
        sys.exit(1)
    # Robyn reads the command line when it is imported: only now, and only here.
    from backend.http.routes import all_routes
    from backend.http.server import STOP_SIGNALS, Server

    backend = Backend(config, database, redis, retention, around, replayed=replayed)
    server = Server(
        all_routes(),
        open_services=backend.open,
        finish_services=backend.finish,
        close_services=backend.close,
        last=around.reporting.stop,
    )
    # A signal that comes while the server starts waits until there is somebody to hear it.
    signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)
    # Its threads must not hear it either.
    around.reporting.start()
    server.run(around.port)


def migrate_when_ready(url: str) -> None:
    """Bring the database to this version; one that is not there yet is waited for."""
    waited = False
    while True:
        try:
            connection = connect(url, application_name="migrate")
        except DatabaseUnavailableError as error:
            if not waited:
                log.info("database_awaited", detail=error.detail)
            waited = True
            time.sleep(RETRY_SECONDS)
            continue
        try:
            done = migrate(connection)
        finally:
            connection.close()
        log.info("database_migrated", migrations=done)
        return
