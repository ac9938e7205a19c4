"""Fetches a feed's files, with the secrets that its publisher asks for.

A secret goes into a header, which the part makes (`headers`), or into the address, where a slot's
name stands in braces: `https://feeds.example.com/{api_key}/recent.csv`. What is kept and told of
such an address has the braces in it.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from backend.feeds.errors import FeedError
from backend.feeds.settings import address_of
from backend.sources.contract import (
    FeedFormatError,
    FeedPart,
    Fetcher,
    FilePart,
    Gather,
    GatherContext,
    Source,
)


@dataclass(frozen=True, kw_only=True)
class Fetched:
    """How fetching ended: `changed` false when the copy that is there still holds.

    `state` is what a gathering left; `sha256` and validators are those of a download.
    """

    changed: bool
    etag: str | None = None
    last_modified: str | None = None
    sha256: str | None = None
    state: Mapping[str, Any] = field(default_factory=dict)


class Downloader:
    """One source's files, from where its settings say; `secrets` by their slots' names."""

    def __init__(
        self,
        source: Source,
        settings: Mapping[str, Any],
        http: Fetcher,
        secrets: Mapping[str, str],
    ) -> None:
        self._source = source
        self.settings = settings
        self._http = http
        self._secrets = secrets

    def address_of(self, part: FeedPart | FilePart) -> str:
        """Where a part's file is, without secrets; empty when it is only imported."""
        return address_of(self._source, self.settings, part, self._secrets.keys())

    async def fetch(
        self, part: FeedPart | FilePart, file: Path, known: Mapping[str, Any] | None
    ) -> Fetched:
        """Write a part's file, unless it is the one that is there: `known`, its row.

        Raises:
            SourceError: as `contract.Fetcher.download`.
            FeedError: the address needs a secret that is not linked, or what was gathered is not
                what it should be.
        """
        if isinstance(part, FeedPart) and part.gather is not None:
            return await self._gather(part, part.gather, file, known)
        got = await self._http.download(
            self._filled(self.address_of(part)),
            file,
            headers=part.headers(self._secrets) if part.headers else None,
            etag=known["etag"] if known else None,
            last_modified=known["last_modified"] if known else None,
            at_most_bytes=part.form.at_most_bytes if isinstance(part, FilePart) else None,
        )
        if got.changed and isinstance(part, FilePart):
            _set_time(file, got.last_modified)
        return Fetched(
            changed=got.changed,
            etag=got.etag,
            last_modified=got.last_modified,
            sha256=got.sha256,
        )

    async def _gather(
        self, part: FeedPart, gather: Gather, file: Path, known: Mapping[str, Any] | None
    ) -> Fetched:
        context = GatherContext(
            secrets=self._secrets,
            settings={s.name: self.settings.get(s.name, s.default) for s in self._source.settings},
            http=self._http,
            url=self.address_of(part),
            state=known["state"] if known else {},
        )
        try:
            gathered = await gather(context, file)
        except FeedFormatError as error:
            raise FeedError(str(error)) from None
        if not gathered.changed and known is None:
            raise FeedError(f"{part.name} has nothing yet, and nothing new was gathered for it")
        return Fetched(changed=gathered.changed, state=gathered.state)

    def _filled(self, url: str) -> str:
        for slot in self._source.secrets:
            place = f"{{{slot.name}}}"
            if place not in url:
                continue
            if slot.name not in self._secrets:
                raise FeedError(f"the address {url} needs a secret for {slot.name}: link one")
            url = url.replace(place, quote(self._secrets[slot.name], safe=""))
        return url


def _set_time(file: Path, last_modified: str | None) -> None:
    """Give a download its publisher's time: of some files nothing else says how old they are."""
    try:
        written = parsedate_to_datetime(last_modified or "").timestamp()
    except (ValueError, OverflowError):
        return  # the time of the download, then
    os.utime(file, (written, written))
