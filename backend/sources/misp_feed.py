"""A feed of MISP: a folder with a list of events, which are fetched when they are new or changed.

`manifest.json` has the time of each event, `<uuid>.json` is an event, and `hashes.csv` has the MD5
of each value with the event that it is in.
"""

import asyncio
import re
import shutil
from collections.abc import Iterator, Mapping
from hashlib import md5
from pathlib import Path
from typing import Any, BinaryIO

import ijson
import msgspec

from backend.models.answers import Answer, FailureKind
from backend.models.errors import SourceError
from backend.models.indicators import Indicator, Kind
from backend.sources.contract import (
    Activity,
    Context,
    FeedFormatError,
    FeedPart,
    GatherContext,
    Gathered,
    HttpStatusError,
    Row,
    SecretSlot,
    Setting,
)
from backend.sources.feed_text import shown
from backend.sources.generic import Template
from backend.sources.json_fields import table, tables, text, whole
from backend.sources.list_feed import auth_headers
from backend.sources.misp_events import SCORES, rows_of, stamp, tags_of
from backend.sources.sightings import TLP, answer_of, is_shared, look_up

UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
HASH_LINE = re.compile(r"([0-9a-f]{32}),([0-9a-fA-F-]{36})")
MANIFEST_AT_MOST_BYTES = 256 * 1024 * 1024
AT_ONCE = 4
TRIES = 3
PAUSE_SECONDS = 1.0
NOT_FOUND = 404
# Between the manifest and the hashes of what is gathered without events.
HASHES = b"\n--hashes--\n"


class MispFeed(Template):
    """Values of the events of a feed, each with what its events say."""

    slug = "misp-feed"
    name = "MISP feed"
    description = "The events of a feed in the format of MISP, from an address or a folder."
    url = "https://www.misp-project.org/feeds/"
    kinds = frozenset(Kind)
    activity = Activity.LOCAL
    tags = ("feed", "misp")
    refresh_seconds = 24 * 3600
    max_age_seconds = 7 * 24 * 3600
    secrets = (
        SecretSlot(name="api_key", help="A key that the publisher asks for.", required=False),
    )
    settings = (
        Setting(
            name="url",
            default="",
            help="Folder with manifest.json: an address, or a path on this machine "
            "(`/srv/feeds/misp`). Empty: events are only imported.",
        ),
        Setting(name="auth_header", default="Authorization", help="Header that the secret is in."),
        Setting(name="auth_value", default="{api_key}", help="What it says: `{api_key}`."),
        Setting(
            name="whole_events",
            default=True,
            help="Fetch every event. Off: hashes.csv alone, which is small and tells only in "
            "which events a value is.",
        ),
        Setting(
            name="only_to_ids",
            default=True,
            help="Tell only of attributes that are meant for detection (`to_ids`).",
        ),
        Setting(
            name="tlp_at_most",
            default="amber+strict",
            help=f"What is marked as narrower is not kept: {', '.join(TLP)}.",
            choices=tuple(TLP),
        ),
        Setting(
            name="link_url",
            default="",
            help="Address of a MISP that has these events too, for links to them.",
        ),
        Setting(
            name="keep_days",
            default=0,
            help="Days for which a value is kept after the event with it was last fetched; 0: for "
            "ever. An event is fetched again when it changes.",
        ),
        Setting(
            name="max_age_hours",
            default=7 * 24,
            help="A copy that was not confirmed for longer answers STALE; 0: any age.",
        ),
    )

    def parts(self, settings: Mapping[str, Any]) -> tuple[FeedPart, ...]:
        """Events one by one, or all hashes at once."""
        if not settings["whole_events"]:
            return (
                FeedPart(
                    name="hashes",
                    url_setting="url",
                    expected="manifest.json and hashes.csv of a MISP feed",
                    sniff=lambda head: head.lstrip()[:1] == b"{",
                    parse=lambda stream: _hash_rows(stream, settings),
                    gather=_gather_hashes,
                ),
            )
        return (
            FeedPart(
                name="events",
                url_setting="url",
                expected="events of MISP as JSON",
                sniff=lambda head: head.lstrip()[:1] in (b"{", b"["),
                parse=lambda stream: _event_rows(stream, settings),
                may_be_empty=True,
                gather=_gather_events,
                keeps="keep_days",
            ),
        )

    def wrong(self, settings: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """Addresses and levels that are none."""
        if settings["url"] and not settings["url"].startswith(("http://", "https://", "/")):
            yield "url", "it begins with http:// or https:// or is the whole path of a folder"
        if settings["tlp_at_most"] not in TLP:
            yield "tlp_at_most", f"it is one of {', '.join(TLP)}"
        if settings["keep_days"] < 0:
            yield "keep_days", "it is at least 0"

    async def fetch(self, indicator: Indicator, ctx: Context) -> Answer:
        """A verdict by the threat levels of the events that have the value."""
        digest = md5(indicator.data.encode(), usedforsecurity=False).hexdigest()
        also = () if ctx.settings["whole_events"] else (digest,)
        said, as_of = await look_up(indicator, ctx, also=also)
        if ctx.settings["whole_events"] and ctx.settings["only_to_ids"]:
            said = [data for data in said if data.get("toIds")]
        return answer_of(said, ctx.now(), as_of=as_of)


class _Folder:
    """Where the feed is: an address, or a path of this machine."""

    def __init__(self, ctx: GatherContext) -> None:
        self._ctx = ctx
        self._base = ctx.url.rstrip("/")
        self._headers = auth_headers(ctx.settings, ctx.secrets)

    async def copy(self, name: str, to: Path) -> None:
        """Copy one of its files. Raises `SourceError`."""
        if not self._base.startswith("/"):
            await self._download(f"{self._base}/{name}", to)
            return
        try:
            await asyncio.to_thread(shutil.copyfile, Path(self._base) / name, to)
        except OSError as error:
            detail = f"cannot read {self._base}/{name}: {error.strerror}"
            raise SourceError(FailureKind.REQUEST_ERROR, detail) from None

    async def _download(self, url: str, to: Path) -> None:
        for tried in range(TRIES):
            try:
                await self._ctx.http.download(url, to, headers=self._headers)
            except SourceError as error:
                if not error.passing or tried == TRIES - 1:
                    raise
                await asyncio.sleep(PAUSE_SECONDS)
            else:
                return


async def _manifest(folder: _Folder, path: Path) -> dict[str, int]:
    """Events by their uuid, with the times of their last changes. Raises `SourceError`."""
    await folder.copy("manifest.json", path)
    return await asyncio.to_thread(_read_manifest, path)


def _read_manifest(path: Path) -> dict[str, int]:
    if path.stat().st_size > MANIFEST_AT_MOST_BYTES:
        raise SourceError(FailureKind.INVALID_ANSWER, "manifest.json is too large to be one")
    try:
        content = msgspec.json.decode(path.read_bytes())
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        detail = f"manifest.json is no JSON: {error}; is the address that of a MISP feed?"
        raise SourceError(FailureKind.INVALID_ANSWER, detail) from None
    if not isinstance(content, dict):
        detail = "manifest.json is no object of events; is the address that of a MISP feed?"
        raise SourceError(FailureKind.INVALID_ANSWER, detail)
    # A uuid becomes a file's name: what is none of those leads elsewhere.
    return {
        uuid.lower(): whole(table(event).get("timestamp")) or 0
        for uuid, event in content.items()
        if UUID.fullmatch(uuid)
    }


async def _gather_events(ctx: GatherContext, path: Path) -> Gathered:
    """One file of all events that are new or changed, one JSON after the other."""
    folder, piece = _Folder(ctx), path.with_name("manifest")
    listed = await _manifest(folder, piece)
    known = table(ctx.state.get("events"))
    wanted = [uuid for uuid, at in listed.items() if known.get(uuid) != at]
    if not wanted and known:
        return Gathered(changed=False, state=ctx.state)
    missing: set[str] = set()
    with path.open("wb") as file:
        file.write(b"[]\n")  # so that it is a file where there are no events
        for start in range(0, len(wanted), AT_ONCE):
            some = wanted[start : start + AT_ONCE]
            pieces = [path.with_name(f"event-{number}") for number in range(len(some))]
            there = await asyncio.gather(*map(_event, [folder] * len(some), some, pieces))
            for uuid, piece, is_there in zip(some, pieces, there, strict=True):
                if not is_there:
                    missing.add(uuid)
                    continue
                with piece.open("rb") as event:
                    await asyncio.to_thread(shutil.copyfileobj, event, file)
                file.write(b"\n")
    # What is listed and not there yet is looked for again the next time.
    loaded = {uuid: at for uuid, at in listed.items() if uuid not in missing}
    return Gathered(changed=True, state={"events": loaded})


async def _event(folder: _Folder, uuid: str, to: Path) -> bool:
    """Fetch an event; false when it is listed and not there. Raises `SourceError`."""
    try:
        await folder.copy(f"{uuid}.json", to)
    except HttpStatusError as error:
        if error.status != NOT_FOUND:
            raise
        return False
    return True


async def _gather_hashes(ctx: GatherContext, path: Path) -> Gathered:
    """One file of the manifest and of the hashes of all events."""
    folder, hashes = _Folder(ctx), path.with_name("hashes")
    listed = await _manifest(folder, path)
    if listed == ctx.state.get("events"):
        return Gathered(changed=False, state=ctx.state)
    await folder.copy("hashes.csv", hashes)
    with path.open("ab") as file, hashes.open("rb") as more:
        file.write(HASHES)
        await asyncio.to_thread(shutil.copyfileobj, more, file)
    return Gathered(changed=True, state={"events": listed})


def _event_rows(stream: BinaryIO, settings: Mapping[str, Any]) -> Iterator[Row]:
    """Of what was gathered, or of a file with an event or several."""
    number = 0
    try:
        for document in ijson.items(stream, "", multiple_values=True, use_float=True):
            for event in _events(document):
                number += 1
                yield from rows_of(event, settings)
    except (ijson.JSONError, UnicodeDecodeError) as error:
        reason = " ".join(str(error).split())[:200]
        raise FeedFormatError(f"after event {number}: no JSON: {reason}") from None


def _events(document: Any) -> Iterator[Mapping[str, Any]]:
    """`{"Event": …}`, a list of such, or what MISP answers: `{"response": […]}`."""
    inner = table(document).get("response", document)
    for item in tables(inner) if isinstance(inner, list) else [table(inner)]:
        event = item.get("Event", item)
        if isinstance(event, dict) and ("Attribute" in event or "uuid" in event):
            yield event


def _hash_rows(stream: BinaryIO, settings: Mapping[str, Any]) -> Iterator[Row]:
    content = stream.read(MANIFEST_AT_MOST_BYTES + 1)
    manifest, mark, hashes = content.partition(HASHES)
    if len(content) > MANIFEST_AT_MOST_BYTES or not mark:
        raise FeedFormatError("expected manifest.json and hashes.csv as one file, as is gathered")
    try:
        events = table(msgspec.json.decode(manifest))
    except (msgspec.DecodeError, RecursionError) as error:
        raise FeedFormatError(f"manifest.json is no JSON: {error}") from None
    about = {uuid.lower(): _listed(uuid, table(event)) for uuid, event in events.items()}
    for number, line in enumerate(hashes.decode("ascii", "replace").splitlines(), 1):
        if not line.strip():
            continue
        match = HASH_LINE.fullmatch(line.strip())
        if match is None:
            raise FeedFormatError(f"hashes.csv, line {number}: expected MD5,uuid: {shown(line)}")
        data = about.get(match[2].lower())
        if data is not None and is_shared(data["tags"], settings["tlp_at_most"]):
            yield Row(kind=Kind.MD5, value=f"{match[1]} {match[2]}", data=data, host=match[1])


def _listed(uuid: str, event: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": uuid,
        "title": text(event.get("info")) or f"Event {uuid}",
        "by": text(table(event.get("Orgc")).get("name")),
        "score": SCORES.get(whole(event.get("threat_level_id")) or 0, SCORES[4]),
        "tags": tags_of(event),
        "last": stamp(event.get("timestamp")),
    }
