"""A collection of a TAXII 2.1 server: what was added to it since the last time."""

import base64
from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from backend.models.answers import Answer, FailureKind
from backend.models.errors import SourceError
from backend.models.indicators import Indicator, Kind
from backend.sources.contract import (
    Activity,
    Context,
    FeedPart,
    GatherContext,
    Gathered,
    HttpStatusError,
    Row,
    SecretSlot,
    Setting,
)
from backend.sources.generic import Template
from backend.sources.list_feed import auth_headers
from backend.sources.sightings import answer_of, look_up
from backend.sources.stix_bundle import AUTH, STIX, wrong_stix
from backend.sources.stix_objects import read_objects

ACCEPT = "application/taxii+json;version=2.1"
PAGES_AT_MOST = 10_000
# What is asked for again, as the server's clock and ours may differ.
OVERLAP = timedelta(hours=1)
SAID = {404: "there is no such collection", 406: "the server does not speak TAXII 2.1"}


class _Page(msgspec.Struct):
    """An envelope; its objects are left as they came."""

    more: bool = False
    next: str | None = None
    objects: list[msgspec.Raw] = []


class Taxii(Template):
    """Values of the indicators of a collection, whose patterns are compared by `=` alone."""

    slug = "taxii"
    name = "TAXII collection"
    description = "Indicators of a collection of a TAXII 2.1 server."
    url = "https://docs.oasis-open.org/cti/taxii/v2.1/taxii-v2.1.html"
    kinds = frozenset(Kind)
    activity = Activity.LOCAL
    tags = ("feed", "stix")
    refresh_seconds = 6 * 3600
    max_age_seconds = 7 * 24 * 3600
    secrets = (
        SecretSlot(name="api_key", help="A key, for the header of the settings.", required=False),
        SecretSlot(name="username", help="An account's name, for Basic.", required=False),
        SecretSlot(name="password", help="The account's password.", required=False),
    )
    settings = (
        Setting(
            name="url",
            default="",
            help="Address of the collection: `https://taxii.example/api/collections/<id>/`. "
            "Empty: bundles are only imported.",
        ),
        *AUTH,
        Setting(
            name="types",
            default=(
                "indicator",
                "malware",
                "tool",
                "relationship",
                "identity",
                "marking-definition",
            ),
            help="Types of objects to ask for; none: all of them.",
        ),
        Setting(name="page_size", default=1000, help="Objects to ask for at once."),
        Setting(
            name="keep_days",
            default=0,
            help="Days for which an indicator is kept after it was last sent; 0: for ever.",
        ),
        *STIX,
    )

    def parts(self, settings: Mapping[str, Any]) -> tuple[FeedPart, ...]:
        """The collection is one part."""
        return (
            FeedPart(
                name="collection",
                url_setting="url",
                expected="answers of TAXII 2.1, or a bundle of STIX 2",
                sniff=lambda head: head.lstrip()[:1] == b"{",
                parse=partial(_parse, settings),
                may_be_empty=True,
                gather=_gather,
                keeps="keep_days",
            ),
        )

    def wrong(self, settings: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """As all of STIX, and how much is asked for."""
        yield from wrong_stix(settings)
        if settings["page_size"] < 1:
            yield "page_size", "it is at least 1"
        if settings["keep_days"] < 0:
            yield "keep_days", "it is at least 0"

    async def fetch(self, indicator: Indicator, ctx: Context) -> Answer:
        """A verdict by the types of the indicators that have the value."""
        said, as_of = await look_up(indicator, ctx)
        return answer_of(said, ctx.now(), as_of=as_of)


def _parse(settings: Mapping[str, Any], stream: BinaryIO) -> Iterator[Row]:
    return read_objects(stream, settings)


async def _gather(ctx: GatherContext, path: Path) -> Gathered:
    """All pages one after the other. `added_after` is where the next gathering goes on."""
    began, came = ctx.now() - OVERLAP, 0
    params = {"limit": str(ctx.settings["page_size"])}
    if ctx.settings["types"]:
        params["match[type]"] = ",".join(ctx.settings["types"])
    if isinstance(after := ctx.state.get("added_after"), str):
        params["added_after"] = after
    with path.open("wb") as file:
        file.write(b'{"objects": []}\n')  # so that it is a file where nothing is
        async for page, body in _pages(ctx, params):
            came += len(page.objects)
            file.write(body + b"\n")
    if not came and ctx.state:
        return Gathered(changed=False, state=ctx.state)
    if page.more:
        # It has more, and says not how to get it: what was asked for is asked for again.
        return Gathered(changed=True, state=ctx.state)
    return Gathered(changed=True, state={"added_after": began.strftime("%Y-%m-%dT%H:%M:%S.%fZ")})


async def _pages(
    ctx: GatherContext, params: Mapping[str, str]
) -> AsyncIterator[tuple[_Page, bytes]]:
    """Each page with its body, until one has no other after it. Raises `SourceError`."""
    url = ctx.url.rstrip("/")
    url = f"{url.removesuffix('/objects')}/objects/"
    seen: set[str] = set()
    following: dict[str, str] = {}
    for _ in range(PAGES_AT_MOST):
        body = await _ask(ctx, url, {**params, **following})
        page = _read(body)
        yield page, body
        if not page.more or not page.next:
            return
        if page.next in seen:
            raise _unfit("the server gives the same page again and again")
        seen.add(page.next)
        following = {"next": page.next}
    raise _unfit(f"the collection has more than {PAGES_AT_MOST} pages: set another page_size")


async def _ask(ctx: GatherContext, url: str, params: Mapping[str, str]) -> bytes:
    headers = {"Accept": ACCEPT, **_auth(ctx)}
    try:
        return await ctx.http.get_bytes(url, params=params, headers=headers)
    except HttpStatusError as error:
        raise error.saying(SAID.get(error.status, "")) from None


def _auth(ctx: GatherContext) -> Mapping[str, str]:
    """By an account's name and password, else by a key."""
    secrets = ctx.secrets
    if "username" in secrets and "password" in secrets:
        pair = f"{secrets['username']}:{secrets['password']}".encode()
        return {"Authorization": f"Basic {base64.b64encode(pair).decode()}"}
    return auth_headers(ctx.settings, secrets)


def _read(body: bytes) -> _Page:
    try:
        return msgspec.json.decode(body, type=_Page)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _unfit(f"no envelope of TAXII 2.1: {error}; is it a collection's address?") from None


def _unfit(why: str) -> SourceError:
    return SourceError(FailureKind.INVALID_ANSWER, why)
