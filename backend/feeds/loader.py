"""Loads a file into a feed from asynchronous code: parsed by a child, put in by one transaction."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from backend.db.pool import Database
from backend.feeds.files import FeedFiles
from backend.feeds.loading import LOST_PERCENT, LoadedPart, Origin, load_part
from backend.feeds.parsing import PARSE_COMMAND, Parsing
from backend.sources.contract import Source
from runners.telemetry import tracing


@dataclass(frozen=True, kw_only=True)
class Loader:
    """What loading needs; `lost_percent` of a long list's rows may be missing in a new file."""

    database: Database
    files: FeedFiles = field(default_factory=FeedFiles)
    spool: Path | None = None
    parse_command: Sequence[str] = PARSE_COMMAND
    lost_percent: int = LOST_PERCENT

    async def load(
        self,
        source: Source,
        file: Path,
        origin: Origin,
        settings: Mapping[str, Any],
        *,
        part: str | None = None,
        force: bool = False,
    ) -> LoadedPart:
        """Load a file into the part that its content says it is; or it has to be `part`.

        Raises:
            FeedError: the file was refused; nothing was changed.
            ApplicationError: the database failed.
        """
        parsing = Parsing(source, file, part=part, command=self.parse_command, spool=self.spool)
        with ExitStack() as stack:
            # Called on every way out: a thread that waits for a child can't be cancelled itself.
            stack.callback(parsing.stop)
            with tracing.span("parse"):
                parsed = await asyncio.to_thread(stack.enter_context, parsing)
            return await self.database.transaction(
                lambda connection: load_part(
                    connection,
                    source,
                    parsed,
                    origin,
                    settings=settings,
                    files=self.files,
                    lost_percent=self.lost_percent,
                    force=force,
                )
            )
