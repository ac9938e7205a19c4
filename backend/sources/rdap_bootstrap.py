"""Which RDAP server knows a name, an address or a number: IANA's bootstrap files (RFC 9224).

`rdap_bootstrap.json` has what is needed before a feed was loaded: every registry of addresses, and
some of names, `{"of": {file: date}, file: {server: "entry entry …"}}`.
"""

import functools
import ipaddress
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from backend.models.errors import SourceError
from backend.models.indicators import Kind
from backend.sources.contract import FeedFormatError, FeedHit, FeedPart, FeedStore, Row, Setting
from backend.sources.feed_text import network_of, read_whole, shown
from backend.sources.json_fields import table, texts

IANA = "https://data.iana.org/rdap"
AT_MOST_BYTES = 8 * 1024 * 1024
AUTNUMS = "autnum"  # the host of all rows of ranges, by which they are found together
LARGEST_ASN = 2**32 - 1
BUNDLED = Path(__file__).with_name("rdap_bootstrap.json")

FIRST_ENTRY = re.compile(rb'"services"\s*:\s*\[\s*\[\s*\[\s*"([^"]*)"')
LABELS = re.compile(r"^[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})*$")
RANGE = re.compile(r"^([0-9]{1,10})(?:-([0-9]{1,10}))?$")


class File(msgspec.Struct):
    """A bootstrap file: each service is the entries, and the addresses of who answers for them."""

    services: list[list[list[str]]]


Read = Callable[[list[str], list[str]], Iterator[Row]]


def _names(entries: list[str], urls: list[str]) -> Iterator[Row]:
    for entry in entries:
        name = entry.rstrip(".").lower()
        if not LABELS.match(name):
            raise FeedFormatError(f"expected a name, found {shown(entry)}")
        yield Row(kind=Kind.DOMAIN, value=name, host=name, data={"urls": urls})


def _networks(version: int) -> Read:
    def read(entries: list[str], urls: list[str]) -> Iterator[Row]:
        for entry in entries:
            network = network_of(entry)
            if network is None or network.version != version:
                raise FeedFormatError(f"expected a network of IPv{version}, found {shown(entry)}")
            yield Row(kind=Kind.CIDR, value=str(network), data={"urls": urls})

    return read


def _numbers(entries: list[str], urls: list[str]) -> Iterator[Row]:
    """One row for a service: its ranges are not aligned to anything that could be looked up."""
    ranges = []
    for entry in entries:
        match = RANGE.match(entry)
        if match is None:
            raise FeedFormatError(f"expected numbers as 64496-64511, found {shown(entry)}")
        first, last = int(match[1]), int(match[2] or match[1])
        if first > last or last > LARGEST_ASN:
            raise FeedFormatError(f"expected numbers as 64496-64511, found {shown(entry)}")
        ranges.append([first, last])
    if ranges:
        data = {"urls": urls, "ranges": ranges}
        yield Row(kind=Kind.ASN, value=f"AS{ranges[0][0]}", host=AUTNUMS, data=data)


def _parser(read: Read) -> Callable[[BinaryIO], Iterator[Row]]:
    def parse(stream: BinaryIO) -> Iterator[Row]:
        content = read_whole(stream, at_most_bytes=AT_MOST_BYTES)
        try:
            file = msgspec.json.decode(content, type=File)
        except (msgspec.DecodeError, RecursionError) as error:
            raise FeedFormatError(f"expected a bootstrap file of RFC 9224: {error}") from None
        for number, service in enumerate(file.services, 1):
            if len(service) != 2 or not any(map(_usable, service[1])):  # noqa: PLR2004 — a pair
                raise FeedFormatError(f"service {number}: expected entries and their servers")
            try:
                yield from read(service[0], [url for url in service[1] if _usable(url)])
            except FeedFormatError as error:
                raise FeedFormatError(f"service {number}: {error}") from None

    return parse


def _usable(url: str) -> bool:
    return url.startswith(("https://", "http://"))


def _sniffer(fits: Callable[[str], bool]) -> Callable[[bytes], bool]:
    def sniff(head: bytes) -> bool:
        match = FIRST_ENTRY.search(head)
        return match is not None and fits(match[1].decode("utf-8", "replace"))

    return sniff


def _is_network(version: int) -> Callable[[str], bool]:
    return lambda entry: (network := network_of(entry)) is not None and network.version == version


def _is_name(entry: str) -> bool:
    return bool(LABELS.match(entry.lower())) and not RANGE.match(entry)


_KINDS: tuple[tuple[str, Callable[[str], bool], Read, str], ...] = (
    ("dns", _is_name, _names, "names"),
    ("ipv4", _is_network(4), _networks(4), "networks of IPv4"),
    ("ipv6", _is_network(6), _networks(6), "networks of IPv6"),
    ("asn", lambda entry: RANGE.match(entry) is not None, _numbers, "ranges of AS numbers"),
)

PARTS = tuple(
    FeedPart(
        name=name,
        url_setting=f"{name}_url",
        expected=f"IANA's bootstrap file of {of} (RFC 9224)",
        sniff=_sniffer(fits),
        parse=_parser(read),
    )
    for name, fits, read, of in _KINDS
)
SETTINGS = tuple(
    Setting(
        name=f"{name}_url",
        default=f"{IANA}/{name}.json",
        help=f"Where the bootstrap file of {of} is.",
    )
    for name, _, _, of in _KINDS
)


async def server_for_name(feed: FeedStore, name: str) -> str | None:
    """The server for a name in ASCII: the one of the longest of its endings that is known."""
    labels = name.split(".")
    endings = [".".join(labels[place:]) for place in range(len(labels))]
    try:
        found = {hit.value: hit for hit in (await feed.find_host(*endings, parts=("dns",))).hits}
    except SourceError:
        return next((url for e in endings if (url := _bundled("dns").get(e))), None)
    return next((url for e in endings if e in found and (url := _url(found[e].data))), None)


async def server_for_network(feed: FeedStore, text: str) -> str | None:
    """The server for an address or a network."""
    network = ipaddress.ip_network(text, strict=False)
    part = f"ipv{network.version}"
    try:
        answer = await feed.find_containing(str(network), parts=(part,))
    except SourceError:
        # Narrower networks stand for themselves, and the widest that is bundled is a /4.
        wider = (str(network.supernet(new_prefix=n)) for n in range(network.prefixlen, -1, -1))
        return next((url for net in wider if (url := _bundled(part).get(net))), None)
    return next((url for hit in answer.hits if (url := _url(hit.data))), None)


async def server_for_number(feed: FeedStore, number: int) -> str | None:
    """The server for an autonomous system; none is bundled."""
    try:
        hits = (await feed.find_host(AUTNUMS, parts=("asn",))).hits
    except SourceError:
        return None
    return next((url for h in hits if _holds(h, number) and (url := _url(h.data))), None)


def _holds(hit: FeedHit, number: int) -> bool:
    return any(first <= number <= last for first, last in hit.data.get("ranges", ()))


def _url(data: Mapping[str, Any]) -> str | None:
    """The address that RFC 9224 prefers, which is the encrypted one."""
    urls = texts(data.get("urls"))
    url = next((url for url in urls if url.startswith("https:")), urls[0] if urls else None)
    return url if url is None or url.endswith("/") else f"{url}/"


@functools.cache
def _bundled(part: str) -> Mapping[str, str]:
    """Server by entry, of the copy that comes along."""
    servers = table(table(msgspec.json.decode(BUNDLED.read_bytes())).get(part))
    return {entry: url for url, entries in servers.items() for entry in entries.split()}
