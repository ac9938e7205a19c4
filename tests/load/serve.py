"""A backend or a gateway in a process of its own: `serve.py backend|gateway JSON`.

The backend has one source, which is in memory and answers at once; with `recorder` off it tells
and keeps nothing, so that what recording costs can be seen.
"""

import json
import sys
from pathlib import Path
from typing import Any

from appliance.gateway.config import ServerConfig
from appliance.gateway.main import serve as serve_gateway
from backend import composition
from backend import main as backend_main
from backend.config import BackendConfig, DatabaseConfig, RedisConfig, RetentionConfig
from backend.enrichment.recorder import Entry, Recorder
from backend.extraction.running import READ_COMMAND
from backend.feeds.parsing import PARSE_COMMAND
from backend.models.answers import Answer, Level
from backend.sources import registry
from backend.surroundings import Surroundings
from tests.support.backends import ROOT
from tests.support.enrichment import FakeSource


class NoRecorder(Recorder):
    """Tells at once what it should have committed."""

    async def record(self, entry: Entry) -> None:
        entry.committed()


def backend(told: dict[str, Any]) -> None:
    """Serve with the one source."""
    source = FakeSource(lambda _: Answer(found=True, verdict=Level.BENIGN, raw={"seen": 3}))
    registry.all_sources = lambda: {source.slug: source}
    if told["recorder"] == "off":
        composition.Recorder = NoRecorder  # type: ignore[misc]
    backend_main.serve(
        BackendConfig(log_level="warning"),
        DatabaseConfig(url=told["database_url"]),
        RedisConfig(),
        RetentionConfig(),
        Surroundings(
            version="0.0.0",
            port=told["port"],
            database_url=told["database_url"],
            runner_sockets={},
            local_token_file=None,
            setup_token_file=None,
            secret_key_file=Path(told["folder"]) / "secrets",
            spool=None,
            feed_parser=list(PARSE_COMMAND),
            document_reader=list(READ_COMMAND),
        ),
    )


def gateway(told: dict[str, Any]) -> None:
    """Serve in front of it."""
    serve_gateway(
        ServerConfig(port=told["port"]),
        backend_port=told["backend_port"],
        static_dir=ROOT / "static" / "dist",
        hold=lambda: None,
    )


if __name__ == "__main__":
    {"backend": backend, "gateway": gateway}[sys.argv[1]](json.loads(sys.argv[2]))
