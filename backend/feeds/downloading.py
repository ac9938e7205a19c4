"""Downloads of a feed's files, with the secrets that its publisher asks for.

A secret goes into a header, which the part makes (`headers`), or into the address, where a slot's
name stands in braces: `https://feeds.example.com/{api_key}/recent.csv`. What is kept and told of
such an address has the braces in it.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from backend.feeds.errors import FeedError
from backend.feeds.settings import setting
from backend.sources.contract import Download, FeedPart, Fetcher, FilePart, Source


class Downloader:
    """One source's downloads, from where its settings say; `secrets` by their slots' names."""

    def __init__(
        self,
        source: Source,
        settings: Mapping[str, Any],
        http: Fetcher,
        secrets: Mapping[str, str],
    ) -> None:
        self._source = source
        self._settings = settings
        self._http = http
        self._secrets = secrets

    def address_of(self, part: FeedPart | FilePart) -> str:
        """Where a part's file is, without secrets; empty when it is only imported."""
        return str(setting(self._source, self._settings, part.url_setting)).strip()

    async def download(
        self,
        part: FeedPart | FilePart,
        file: Path,
        *,
        etag: str | None,
        last_modified: str | None,
    ) -> Download:
        """Write a part's file, unless it is the one that is there already.

        Raises:
            SourceError: as `contract.Fetcher.download`.
            FeedError: the address needs a secret that is not linked.
        """
        return await self._http.download(
            self._filled(self.address_of(part)),
            file,
            headers=part.headers(self._secrets) if part.headers else None,
            etag=etag,
            last_modified=last_modified,
        )

    def _filled(self, url: str) -> str:
        for slot in self._source.secrets:
            place = f"{{{slot.name}}}"
            if place not in url:
                continue
            if slot.name not in self._secrets:
                raise FeedError(f"the address {url} needs a secret for {slot.name}: link one")
            url = url.replace(place, quote(self._secrets[slot.name], safe=""))
        return url
