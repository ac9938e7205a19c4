"""CIRCL hashlookup: whether a hash is one of a known file, such as a distribution's package has.

It is no list of good and bad files, and says so itself. Only a trust beyond 50, which is where
several of its sources have the file, speaks for it; `KnownMalicious` speaks against it.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from backend.models.answers import (
    Answer,
    Element,
    ElementKind,
    FailureKind,
    Level,
    Link,
    not_found,
)
from backend.models.errors import SourceError
from backend.models.indicators import Indicator, Kind
from backend.sources.contract import (
    Activity,
    Context,
    HttpStatusError,
    Setting,
    Source,
)
from backend.sources.json_fields import key_values, moment, shown_time, table, tables, text, whole

PATHS = {Kind.MD5: "md5", Kind.SHA1: "sha1", Kind.SHA256: "sha256"}
FIELDS = {Kind.MD5: "MD5", Kind.SHA1: "SHA-1", Kind.SHA256: "SHA-256"}
NO_SUCH_HASH, NO_HASH = 404, 400
NO_OPINION = 50
PACKAGES_AT_MOST = 50


class Hashlookup(Source):
    """Looks a hash up in hashlookup.circl.lu, or in a server of one's own."""

    slug = "hashlookup"
    name = "CIRCL hashlookup"
    provider = "CIRCL"
    description = (
        "Whether a hash is one of a known file: NSRL, packages of Linux distributions, and more. "
        "Free, on a best-effort basis, under CC BY."
    )
    url = "https://www.circl.lu/services/hashlookup/"
    kinds = frozenset(PATHS)
    activity = Activity.PASSIVE
    tags = ("known-files",)
    settings = (
        Setting(
            name="base_url",
            default="https://hashlookup.circl.lu",
            help="Address of the service, or of a hashlookup server of your own.",
        ),
    )
    cache_seconds = 24 * 3600
    reliability = 75
    # The example of its documentation: a file of NSRL.
    known = Indicator("8ed4b4ed952526d89899e723f3488de4", Kind.MD5)

    async def fetch(self, indicator: Indicator, ctx: Context) -> Answer:
        """BENIGN, MALICIOUS or SUSPICIOUS where hashlookup has an opinion, else INFORMATIONAL."""
        base = ctx.base
        url = f"{base}/lookup/{PATHS[Kind(indicator.kind)]}/{indicator.data}"
        try:
            body = await ctx.http.get_json(url)
        except HttpStatusError as error:
            message = _message(error.body)
            if error.status == NO_SUCH_HASH and message.startswith("Non existing"):
                return not_found()
            kind = FailureKind.REQUEST_ERROR if error.status == NO_HASH else error.kind
            raise HttpStatusError(
                kind,
                f"{error.detail} ({message})" if message else error.detail,
                status=error.status,
                retry_after_seconds=error.retry_after_seconds,
            ) from None
        known = table(body)
        if not _is_about(known, indicator):
            raise SourceError(
                FailureKind.INVALID_ANSWER,
                f"the answer of {base} is not about this hash; is it hashlookup?",
            )
        return _answer(known, url)


def _is_about(known: Mapping[str, Any], indicator: Indicator) -> bool:
    """An answer names the file's hashes; not each has the one that was asked for."""
    hashes = {kind: text(known.get(field)).lower() for kind, field in FIELDS.items()}
    return any(hashes.values()) and hashes[Kind(indicator.kind)] in ("", indicator.data.lower())


def _message(body: str) -> str:
    try:
        return text(table(msgspec.json.decode(body)).get("message"))
    except (msgspec.DecodeError, RecursionError):
        return ""


def _answer(known: Mapping[str, Any], url: str) -> Answer:
    trust = _trust(known)
    level, score, tags = _verdict(trust, malicious=bool(known.get("KnownMalicious")))
    return Answer(
        found=True,
        verdict=level,
        score=score,
        confidence=trust,
        tags=tags,
        links=(Link("CIRCL hashlookup", url),),
        elements=tuple(_elements(known, level)),
        raw=dict(known),
    )


def _trust(known: Mapping[str, Any]) -> int | None:
    trust = whole(known.get("hashlookup:trust"))
    return None if trust is None else max(0, min(trust, 100))


def _verdict(trust: int | None, *, malicious: bool) -> tuple[Level, int | None, tuple[str, ...]]:
    """What is trusted and known as malicious as well contradicts itself: SUSPICIOUS."""
    trusted = trust is not None and trust > NO_OPINION
    if malicious and trusted:
        return Level.SUSPICIOUS, 50, ("known-file", "known-malicious")
    if malicious:
        return Level.MALICIOUS, 85, ("known-malicious",)
    if trusted:
        return Level.BENIGN, trust, ("known-file",)
    return Level.INFORMATIONAL, None, ("known-file",)


def _elements(known: Mapping[str, Any], level: Level) -> Iterator[Element]:
    if malicious := text(known.get("KnownMalicious")):
        yield Element(ElementKind.TEXT, "Known as malicious by", malicious, level)
    if (trust := _trust(known)) is not None:
        yield Element(ElementKind.NUMBER, "Trust (50 is no opinion)", trust)
    size = whole(known.get("FileSize"))
    facts = {
        "Name": known.get("FileName"),
        "Size": f"{size} bytes" if size is not None else None,
        "Type": known.get("mimetype"),
        "MD5": known.get("MD5"),
        "SHA1": known.get("SHA-1"),
        "SHA256": known.get("SHA-256"),
        "Source": known.get("source"),
        "Database": known.get("db"),
    }
    yield Element(ElementKind.KEY_VALUES, "File", key_values(facts))
    yield from _product(known)
    yield from _packages(known)
    if inserted := moment(_seconds(known.get("insert-timestamp"))):
        yield Element(ElementKind.DATE, "In hashlookup since", shown_time(inserted))


def _product(known: Mapping[str, Any]) -> Iterator[Element]:
    """The product of NSRL's, an object or the first of several."""
    product = known.get("ProductCode")
    first = table(next(iter(tables(product)), product))
    system = table(known.get("OpSystemCode"))
    facts = {
        "Name": first.get("ProductName"),
        "Version": first.get("ProductVersion"),
        "Type": first.get("ApplicationType"),
        "Language": first.get("Language"),
        "Operating system": system.get("OpSystemName"),
    }
    if shown := key_values(facts):
        yield Element(ElementKind.KEY_VALUES, "Product", shown)


def _packages(known: Mapping[str, Any]) -> Iterator[Element]:
    """The packages that the file is in; the answer has the first of them."""
    packages = [known, *tables(known.get("parents"))]
    rows = [
        [text(p.get(f"Package{name}")) for name in ("Name", "Version", "Arch", "Maintainer")]
        for p in packages
        if text(p.get("PackageName"))
    ][:PACKAGES_AT_MOST]
    if rows:
        columns = ["Package", "Version", "Architecture", "Maintainer"]
        yield Element(ElementKind.TABLE, "Packages", {"columns": columns, "rows": rows})
    if total := whole(known.get("hashlookup:parent-total")):
        yield Element(ElementKind.NUMBER, "Known in packages", total)


def _seconds(value: Any) -> Any:
    """Whole seconds of `1679427080.8`."""
    return text(value).partition(".")[0]
