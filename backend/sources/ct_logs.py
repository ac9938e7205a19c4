"""Reading Certificate Transparency logs, of both kinds: how many entries there are, and which.

A log's signatures and proofs are not verified: what it says is shown as its word.
"""

import base64
import binascii
import gzip
import io
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from backend.models.answers import FailureKind
from backend.models.errors import SourceError
from backend.sources.contract import Fetcher, HttpStatusError
from backend.sources.ct_entries import Entry, EntryError, read_leaf, read_tile
from backend.sources.json_fields import table, tables, text, whole

FOLLOWED = ("usable", "qualified")
"""States of logs that new certificates come to."""

TILE = 256
BATCH = 256
TILE_AT_MOST_BYTES = 64 * 1024 * 1024
NOT_HERE = 404


@dataclass(frozen=True, kw_only=True)
class Log:
    """One log: its address for reading, and whether that is of tiles."""

    name: str
    url: str
    tiled: bool


def read_log_list(body: Any, now: datetime) -> list[Log]:
    """The logs of a list (version 3 of its schema) that new certificates come to.

    Raises:
        SourceError: INVALID_ANSWER, it is no list of logs.
    """
    if not isinstance(table(body).get("operators"), list):
        raise SourceError(
            FailureKind.INVALID_ANSWER,
            "the list of logs has no operators; is it a log list of version 3?",
        )
    found = []
    for operator in tables(body["operators"]):
        for kind, address in (("logs", "url"), ("tiled_logs", "monitoring_url")):
            for said in tables(operator.get(kind)):
                url = text(said.get(address))
                if url and _is_followed(said, now):
                    name = text(said.get("description")) or url
                    url = url.rstrip("/") + "/"
                    found.append(Log(name=name, url=url, tiled=kind == "tiled_logs"))
    return found


def _is_followed(said: Mapping[str, Any], now: datetime) -> bool:
    state = table(said.get("state"))
    end = text(table(said.get("temporal_interval")).get("end_exclusive"))
    try:
        ended = bool(end) and datetime.fromisoformat(end) <= now
    except (ValueError, TypeError):
        ended = False
    return any(name in state for name in FOLLOWED) and not ended


async def size_of(log: Log, http: Fetcher) -> int:
    """How many entries there are.

    Raises:
        SourceError: as the client's; INVALID_ANSWER.
    """
    if log.tiled:
        # A signed note: origin, size and root hash, one a line.
        lines = (await http.get_text(f"{log.url}checkpoint")).splitlines()
        size = whole(lines[1]) if len(lines) > 2 else None  # noqa: PLR2004
    else:
        size = whole(table(await http.get_json(f"{log.url}ct/v1/get-sth")).get("tree_size"))
    if size is None or size < 0:
        raise SourceError(FailureKind.INVALID_ANSWER, f"{log.name} does not say its size")
    return size


async def entries_of(
    log: Log, start: int, end: int, size: int, http: Fetcher
) -> AsyncIterator[list[Entry]]:
    """The entries from `start` up to, without it, `end` at least, in the pieces they come in.

    Raises:
        SourceError: as the client's; INVALID_ANSWER.
    """
    pieces = _tiles(log, start, end, size, http) if log.tiled else _batches(log, start, end, http)
    async for piece in pieces:
        yield piece


async def _batches(log: Log, start: int, end: int, http: Fetcher) -> AsyncIterator[list[Entry]]:
    while start < end:
        last = min(start + BATCH, end) - 1
        params = {"start": str(start), "end": str(last)}
        body = await http.get_json(f"{log.url}ct/v1/get-entries", params=params)
        # A log gives fewer than were asked for as it likes, but never none.
        said = tables(table(body).get("entries"))[: last + 1 - start]
        if not said:
            raise _invalid(log, start, "it gives no entries")
        try:
            entries = [
                read_leaf(_decoded(e, "leaf_input"), _decoded(e, "extra_data")) for e in said
            ]
        except EntryError as error:
            raise _invalid(log, start, str(error)) from None
        start += len(entries)
        yield entries


def _decoded(entry: Mapping[str, Any], field: str) -> bytes:
    value = entry.get(field)
    try:
        return base64.b64decode(value if isinstance(value, str) else "", validate=True)
    except binascii.Error:
        raise EntryError(f"{field} is no base64") from None


async def _tiles(
    log: Log, start: int, end: int, size: int, http: Fetcher
) -> AsyncIterator[list[Entry]]:
    """Whole tiles; one that is not full yet only where there is nothing before it.

    It grows, so that it is better left until it is full, unless that takes too long.
    """
    first = start
    while start < end:
        number = start // TILE
        width = min(size - number * TILE, TILE)
        if width < TILE and start > first:
            return
        try:
            entries = list(_untiled(await _tile(log, number, width, http)))
        except EntryError as error:
            raise _invalid(log, start, str(error)) from None
        if len(entries) < width:
            raise _invalid(log, start, f"its tile {number} has {len(entries)} of {width} entries")
        yield entries[start - number * TILE : width]
        start = number * TILE + width


async def _tile(log: Log, number: int, width: int, http: Fetcher) -> bytes:
    whole_tile = f"{log.url}tile/data/{tile_path(number)}"
    if width == TILE:
        return await http.get_bytes(whole_tile)
    try:
        return await http.get_bytes(f"{whole_tile}.p/{width}")
    except HttpStatusError as error:
        if error.status != NOT_HERE:
            raise
    # It was filled meanwhile, and the part need not be there any longer.
    return await http.get_bytes(whole_tile)


def tile_path(number: int) -> str:
    """`x001/x234/067` of 1234067."""
    parts = [f"{number % 1000:03d}"]
    while number := number // 1000:
        parts.insert(0, f"x{number % 1000:03d}")
    return "/".join(parts)


def _untiled(content: bytes) -> Iterator[Entry]:
    """Of a tile that may be packed once more than HTTP knows of."""
    if content.startswith(b"\x1f\x8b"):
        try:
            with gzip.GzipFile(fileobj=io.BytesIO(content)) as stream:
                content = stream.read(TILE_AT_MOST_BYTES + 1)
        except (OSError, EOFError) as error:
            raise EntryError(f"no gzip: {error}") from None
        if len(content) > TILE_AT_MOST_BYTES:
            raise EntryError(f"a tile has more than {TILE_AT_MOST_BYTES} bytes")
    return read_tile(content)


def _invalid(log: Log, at: int, what: str) -> SourceError:
    return SourceError(FailureKind.INVALID_ANSWER, f"{log.name}, from entry {at}: {what}")
