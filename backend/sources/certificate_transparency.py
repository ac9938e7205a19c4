"""Certificate Transparency, followed: certificates for names that are watched, as they are logged.

Every log of the list is read from where the last run ended; only what is about the watched names
is kept. Nobody is asked about an indicator: logs give everything to everybody.
"""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urlsplit

import msgspec
import structlog

from backend.models.answers import (
    Answer,
    Element,
    ElementKind,
    FailureKind,
    Level,
    SkipReason,
    not_found,
)
from backend.models.errors import SourceError, SourceSkippedError
from backend.models.indicators import Indicator, Kind
from backend.sources.contract import (
    Activity,
    Context,
    FeedFormatError,
    FeedHit,
    FeedPart,
    GatherContext,
    Gathered,
    Row,
    Setting,
    Source,
    max_age_hours,
)
from backend.sources.ct_entries import NAMES_AT_MOST, Certificate, Entry, read_certificate
from backend.sources.ct_logs import Log, entries_of, read_log_list, size_of
from backend.sources.feed_text import read_lines
from backend.sources.json_fields import table, text, texts, whole

log = structlog.get_logger()

HEADER = b'{"format":"certificate-transparency-1"}'
EXPECTED = "names with their certificates as this program keeps them"
LOGS_AT_ONCE = 4
NAMES_REMEMBERED = 100_000
SHOWN_AT_MOST = 100


@dataclass(frozen=True)
class Watch:
    """What is watched: names, each with all below it, and words that are within a name."""

    names: tuple[str, ...]

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> "Watch":
        """As the setting `names` says."""
        given = (str(name).strip().strip(".").lower() for name in settings["names"])
        return cls(tuple(dict.fromkeys(name.removeprefix("*.") for name in given if name)))

    def may_be_in(self, der: bytes) -> bool:
        """A quick look for what is certainly none: names stand as plain text in a certificate."""
        lower = der.lower()
        return any(name.encode() in lower for name in self.names)

    def of_name(self, name: str) -> str | None:
        """The watched one that a name is, is below, or has in it; the longest."""
        fits = [own for own in self.names if _fits(own, name)]
        return max(fits, key=len, default=None)


def _fits(own: str, name: str) -> bool:
    return name == own or name.endswith(f".{own}") or ("." not in own and own in name)


@dataclass
class _Seen:
    """What is known of a name."""

    first: datetime
    last: datetime
    entries: int


@dataclass
class _Run:
    """One gathering: what the state said, and what has come since."""

    watch: Watch
    positions: dict[str, int]
    seen: dict[str, _Seen]
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)

    @classmethod
    def of_state(cls, watch: Watch, state: Mapping[str, Any]) -> "_Run":
        seen = {
            name: _Seen(datetime.fromisoformat(first), datetime.fromisoformat(last), entries)
            for name, (first, last, entries) in table(state.get("names")).items()
        }
        return cls(watch, dict(table(state.get("logs"))), seen)

    def take(self, where: Log, entries: Sequence[Entry]) -> None:
        """Keep what is about the watched names."""
        for entry in entries:
            if not self.watch.may_be_in(entry.der):
                continue
            certificate = read_certificate(entry.der)
            if certificate is None:
                continue
            for name in certificate.names:
                if own := self.watch.of_name(name):
                    self._keep(name, own, entry, certificate, where)

    def _keep(
        self, name: str, own: str, entry: Entry, certificate: Certificate, where: Log
    ) -> None:
        at = entry.logged_at
        seen = self.seen.setdefault(name, _Seen(at, at, 0))
        newest = name not in self.rows or at >= seen.last
        seen.first, seen.last = min(seen.first, at), max(seen.last, at)
        seen.entries += 1
        if newest:
            self.rows[name] = {"host": own, **_described(certificate, where)}
        self.rows[name] |= {
            "firstSeen": seen.first.isoformat(),
            "lastSeen": seen.last.isoformat(),
            "entries": seen.entries,
        }

    def state(self, keep: timedelta | None, now: datetime) -> dict[str, Any]:
        """Where each log is to be read on, and the names that are remembered."""
        kept = [(n, s) for n, s in self.seen.items() if keep is None or now - s.last <= keep]
        kept.sort(key=lambda pair: pair[1].last, reverse=True)
        names = {
            name: [seen.first.isoformat(), seen.last.isoformat(), seen.entries]
            for name, seen in kept[:NAMES_REMEMBERED]
        }
        return {"logs": self.positions, "names": names}


def _described(certificate: Certificate, where: Log) -> dict[str, Any]:
    return {
        "issuer": certificate.issuer,
        "serial": certificate.serial,
        "fingerprint": certificate.fingerprint,
        "notBefore": certificate.not_before.isoformat(),
        "notAfter": certificate.not_after.isoformat(),
        "names": list(certificate.names[:NAMES_AT_MOST]),
        "log": where.name,
    }


async def gather(ctx: GatherContext, path: Path) -> Gathered:
    """What came to the logs since the last time, as far as a run goes.

    State: `logs` by address with the next entry's index, `names` with first and last time and
    number of entries.
    """
    watch = Watch.of(ctx.settings)
    if not watch.names:
        raise SourceError(
            FailureKind.REQUEST_ERROR, "no names are watched: list some in the setting `names`"
        )
    logs = _chosen(read_log_list(await ctx.http.get_json(ctx.url), ctx.now()), ctx.settings)
    if not logs:
        raise SourceError(
            FailureKind.INVALID_ANSWER, "no log to follow: look at the settings logs and log list"
        )
    run = _Run.of_state(watch, ctx.state)
    gate = asyncio.Semaphore(LOGS_AT_ONCE)
    failures = await asyncio.gather(*(_follow(where, run, gate, ctx) for where in logs))
    failed = [failure for failure in failures if failure is not None]
    if len(failed) == len(logs):
        raise failed[0]
    with path.open("wb") as file:
        file.write(HEADER + b"\n")
        for name, data in run.rows.items():
            file.write(msgspec.json.encode({"name": name, **data}) + b"\n")
    days = int(ctx.settings["keep_days"])
    return Gathered(
        changed=True, state=run.state(timedelta(days=days) if days else None, ctx.now())
    )


def _chosen(logs: list[Log], settings: Mapping[str, Any]) -> list[Log]:
    words = [str(word).casefold() for word in settings["logs"]]
    return [
        where
        for where in logs
        if not words or any(w in f"{where.name} {where.url}".casefold() for w in words)
    ]


async def _follow(
    where: Log, run: _Run, gate: asyncio.Semaphore, ctx: GatherContext
) -> SourceError | None:
    """Read a log on. What fails is told, stops no other, and is begun again where it ended."""
    async with gate:
        try:
            size = await size_of(where, ctx.http)
            newest = max(0, size - int(ctx.settings["first_entries"]))
            start = run.positions.setdefault(where.url, newest)
            end = min(size, start + int(ctx.settings["entries_per_run"]))
            async for entries in entries_of(where, start, end, size, ctx.http):
                run.take(where, entries)
                run.positions[where.url] += len(entries)
        except SourceError as error:
            log.warning("ct_log_failed", log=where.name, error=error.detail)
            return error
        if end < size:
            log.warning("ct_log_behind", log=where.name, entries=size - end)
        return None


def sniff(head: bytes) -> bool:
    """The first line says what it is."""
    return head.partition(b"\n")[0].replace(b" ", b"") == HEADER


def parse(stream: BinaryIO) -> Iterator[Row]:
    """A row for each name; its host is the watched name that it belongs to."""
    for number, line in read_lines(stream):
        if number == 1 or not line:
            continue
        try:
            data = msgspec.json.decode(line, type=dict[str, Any])
            name, host = str(data.pop("name")), str(data.pop("host"))
        except (msgspec.DecodeError, KeyError) as error:
            raise FeedFormatError(f"line {number}: expected {EXPECTED}: {error}") from None
        yield Row(kind=Kind.DOMAIN, value=name, data=data, host=host)


class CertificateTransparency(Source):
    """Says which certificates were logged for a watched name since it is watched."""

    slug = "certificate-transparency"
    name = "Certificate Transparency"
    provider = "Certificate Transparency"
    description = (
        "Certificates for names that are watched (the setting `names`), as they come to the logs "
        "of both kinds. It is off until there are names; crt.sh knows those of all names."
    )
    url = "https://certificate.transparency.dev/"
    kinds = frozenset({Kind.DOMAIN, Kind.URL})
    activity = Activity.LOCAL
    tags = ("certificates", "feed")
    terms = "Logs are public, for everybody to read."
    reliability = 90
    enabled = False
    settings = (
        Setting(
            name="names",
            default=(),
            help="What is watched: names, each with all below it, or words (without a dot) that "
            "are within a name.",
        ),
        Setting(
            name="log_list_url",
            default="https://www.gstatic.com/ct/log_list/v3/log_list.json",
            help="Where the list of logs is; empty: nothing is followed.",
        ),
        Setting(
            name="logs",
            default=(),
            help="Words of the names or addresses of logs to follow; empty: all that are in use.",
        ),
        Setting(
            name="entries_per_run",
            default=20_000,
            help="How many entries of each log a run reads at most.",
        ),
        Setting(
            name="first_entries",
            default=1000,
            help="How many of its newest entries are read when a log is first followed.",
        ),
        Setting(
            name="keep_days", default=365, help="For how many days names are kept; 0: for ever."
        ),
        max_age_hours(24),
    )
    feed = (
        FeedPart(
            name="names",
            url_setting="log_list_url",
            expected=EXPECTED,
            sniff=sniff,
            parse=parse,
            may_be_empty=True,
            gather=gather,
            keeps="keep_days",
        ),
    )
    refresh_seconds = 600
    max_age_seconds = 24 * 3600

    async def fetch(self, indicator: Indicator, ctx: Context) -> Answer:
        """INFORMATIONAL with what was logged for the name, and for those below a watched one.

        Raises:
            SourceSkippedError: the name is not watched, so that nothing can be said of it.
        """
        name = indicator.data
        if indicator.kind == Kind.URL:
            name = urlsplit(indicator.data).hostname or ""
        watch = Watch.of(ctx.settings)
        if watch.of_name(name) is None:
            raise SourceSkippedError(
                f"{name} is none of the names that are watched, nor below one (setting `names`)",
                reason=SkipReason.UNSUPPORTED_INDICATOR,
            )
        looked = await ctx.feed.find(Kind.DOMAIN, name)
        hits = list(looked.hits)
        if name in watch.names:
            below = await ctx.feed.find_host(name)
            hits += [hit for hit in below.hits if hit.value != name]
        if not hits:
            return not_found(as_of=looked.as_of)
        return _answer(hits, looked.as_of)


def _answer(hits: list[FeedHit], as_of: datetime) -> Answer:
    hits.sort(key=lambda hit: text(hit.data.get("lastSeen")), reverse=True)
    first = [time for hit in hits if (time := _time(hit.data.get("firstSeen")))]
    last = [time for hit in hits if (time := _time(hit.data.get("lastSeen")))]
    return Answer(
        found=True,
        verdict=Level.INFORMATIONAL,
        first_seen=min(first, default=None),
        last_seen=max(last, default=None),
        as_of=as_of,
        elements=tuple(_elements(hits)),
        raw=[{"name": hit.value, **hit.data} for hit in hits[:SHOWN_AT_MOST]],
    )


def _time(value: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(text(value)).astimezone(UTC)
    except ValueError:
        return None


def _elements(hits: list[FeedHit]) -> Iterator[Element]:
    yield Element(ElementKind.NUMBER, "Names", len(hits))
    columns = ["Name", "First logged", "Last logged", "Entries", "Issuer", "Valid until", "Log"]
    rows = [
        [
            hit.value,
            text(hit.data.get("firstSeen"))[:19],
            text(hit.data.get("lastSeen"))[:19],
            whole(hit.data.get("entries")),
            text(hit.data.get("issuer")),
            text(hit.data.get("notAfter"))[:10],
            text(hit.data.get("log")),
        ]
        for hit in hits[:SHOWN_AT_MOST]
    ]
    yield Element(ElementKind.TABLE, "Newest", {"columns": columns, "rows": rows})
    if others := texts(hits[0].data.get("names")):
        yield Element(ElementKind.LIST, "Names of the newest certificate", others)
