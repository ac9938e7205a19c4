"""A backend in a process of its own, as the appliance would start it: `serve_backend.py JSON`."""

import json
import sys
from pathlib import Path

from backend.config import (
    BackendConfig,
    DatabaseConfig,
    FeedsConfig,
    RedisConfig,
    RetentionConfig,
)
from backend.extraction.running import READ_COMMAND
from backend.feeds.parsing import PARSE_COMMAND
from backend.main import serve
from backend.models.sources import SourceKind
from backend.surroundings import Surroundings
from runners.egress.config import OutboundConfig
from tests.support.ports import NOWHERE

if __name__ == "__main__":
    told = json.loads(sys.argv[1])
    serve(
        BackendConfig(**told.get("backend", {})),
        DatabaseConfig(url=told["database_url"], connections=3),
        RedisConfig(url=told.get("redis_url")),
        RetentionConfig(**told.get("retention", {})),
        Surroundings(
            version="0.0.0",
            port=told["port"],
            database_url=told["database_url"],
            runner_sockets={SourceKind(k): Path(v) for k, v in told.get("runners", {}).items()},
            local_token_file=None,
            setup_token_file=Path(told["setup_token"]) if "setup_token" in told else None,
            secret_key_file=Path(told["secret_key_file"]),
            spool=Path(told["spool"]) if "spool" in told else None,
            feeds=Path(told["feeds"]) if "feeds" in told else None,
            replay=told.get("replay"),
            ignore_lists=Path(told["ignore_lists"]) if "ignore_lists" in told else None,
            feed_parser=list(PARSE_COMMAND),
            outbound=OutboundConfig(**told.get("outbound", {"proxy": NOWHERE})),
            feeding=FeedsConfig(**told.get("feeding", {})),
            document_reader=list(READ_COMMAND),
        ),
    )
