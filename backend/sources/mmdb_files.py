"""MMDB files as they are kept: checked when they come, and looked up by addresses and networks."""

import ipaddress
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

import maxminddb

from backend.models.answers import FailureKind
from backend.models.errors import SourceError
from backend.sources.contract import FeedFormatError, FileFacts, FileForm, FileHit
from backend.sources.feed_text import read_whole
from backend.sources.mmdb_format import count_networks, describe

# Several times this is in memory while one is checked: its tree is no stream.
AT_MOST_BYTES = 256 * 1024 * 1024
DAMAGE = (maxminddb.InvalidDatabaseError, ValueError)


def check(stream: BinaryIO) -> FileFacts | None:
    """Read every network and every record."""
    content = read_whole(stream, at_most_bytes=AT_MOST_BYTES)
    try:
        described = describe(content)
    except FeedFormatError:
        return None
    return FileFacts(
        type=described.database_type,
        rows=count_networks(content, described.metadata),
        as_of=described.built_at,
    )


class MmdbFile:
    """Implements `contract.KeptFile`: some microseconds for each look-up.

    A hit has the network that the file knows the address or network by, and
    `{"database": type, "record": {…}}`.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._reader = maxminddb.open_database(path)
            metadata = self._reader.metadata()
            self.as_of = datetime.fromtimestamp(metadata.build_epoch, UTC)
        except DAMAGE as error:
            raise FeedFormatError(str(error)) from None
        self._type = metadata.database_type
        self._ip_version = metadata.ip_version

    def look_up(self, value: str) -> FileHit | None:
        """The record of the narrowest network that holds all of `value`."""
        try:
            asked = ipaddress.ip_network(value)
        except ValueError:
            raise SourceError(FailureKind.REQUEST_ERROR, f"{value!r} is no address") from None
        if asked.version > self._ip_version:
            return None
        try:
            record, length = self._reader.get_with_prefix_len(asked.network_address)
        except DAMAGE as error:
            raise FeedFormatError(str(error)) from None
        if record is None or length > asked.prefixlen:
            return None
        network = ipaddress.ip_network((asked.network_address, max(length, 0)), strict=False)
        return FileHit(value=str(network), data={"database": self._type, "record": record})

    def close(self) -> None:
        """Let go of it."""
        self._reader.close()


MMDB = FileForm(suffix=".mmdb", at_most_bytes=AT_MOST_BYTES, check=check, open=MmdbFile)
