"""MMDB files: what is counted, and every way in which one can be damaged."""

import io
from pathlib import Path

import maxminddb
import pytest

from backend.sources import mmdb
from backend.sources.contract import FeedFormatError
from backend.sources.mmdb_files import check
from backend.sources.mmdb_format import count_networks, describe
from tests.support.mmdb import MARKER, SEPARATOR, encoded, pointer
from tests.support.mmdb import mmdb as made

RECORD = {"a": "x" * 300, "b": [1, -2, 2**40, 1.5, True, "é"], "c": {}}
NETWORKS = {
    "192.0.2.0/24": RECORD,
    "192.0.2.128/25": {"long": "y" * 70_000},
    "198.51.100.7/32": RECORD,
    "2001:db8::/32": {"v": 6},
}


def rows(content: bytes) -> int:
    return count_networks(content, describe(content).metadata)


@pytest.mark.parametrize("record_size", [24, 28, 32])
def test_files_of_tests_are_read_by_the_library(record_size: int, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(made(NETWORKS, record_size=record_size))
    with maxminddb.open_database(path) as reader:
        found = {str(network): record for network, record in reader}
        assert reader.get_with_prefix_len("192.0.2.7") == (RECORD, 25)
        assert reader.get_with_prefix_len("192.0.2.200") == (NETWORKS["192.0.2.128/25"], 25)
        assert reader.get("203.0.113.1") is None
    assert found == {
        "192.0.2.0/25": RECORD,
        "192.0.2.128/25": NETWORKS["192.0.2.128/25"],
        "198.51.100.7/32": RECORD,
        "2001:db8::/32": {"v": 6},
    }


@pytest.mark.parametrize("record_size", [24, 28, 32])
@pytest.mark.parametrize("ip_version", [4, 6])
def test_networks_are_counted_and_records_read(record_size: int, ip_version: int) -> None:
    networks = {k: v for k, v in NETWORKS.items() if ip_version == 6 or ":" not in k}
    content = made(networks, record_size=record_size, ip_version=ip_version)
    assert rows(content) == len(networks)


def test_large_numbers_of_nodes_use_all_28_bits() -> None:
    networks = {f"10.{n // 256}.{n % 256}.0/24": {"n": n} for n in range(3000)}
    # The narrow networks' records are written last, so that their offsets are beyond 24 bits.
    wide = {f"11.{n}.0.0/16": {"n": n, "pad": "z" * 90_000} for n in range(200)}
    content = made({**wide, **networks})
    assert len(content) > 2**24
    assert rows(content) == 3200


TYPES = {
    "GeoLite2-City": "city",
    "GeoIP2-City-North-America": "city",
    "DBIP-City-Lite": "city",
    "GeoLite2-Country": "country",
    "GeoLite2-ASN": "asn",
    "GeoIP2-ISP": "asn",
    "ipinfo bundle_location_lite.mmdb": "ipinfo-lite",
    "ipinfo standard_location.mmdb": "other",
    "Example": "other",
}


@pytest.mark.parametrize("database_type", TYPES)
def test_each_type_is_one_part(database_type: str) -> None:
    content = made(NETWORKS, database_type=database_type)
    facts = check(io.BytesIO(content))
    assert facts is not None
    claimed = [part.name for part in mmdb.Mmdb.feed if part.has(facts.type)]
    assert claimed == [TYPES[database_type]]


def with_data(data: bytes, *, value: int | None = None) -> bytes:
    """A file of one node, whose left half leads to the data."""
    left = 1 + len(SEPARATOR) if value is None else value
    tree = left.to_bytes(4) + (1).to_bytes(4)
    said = made({"192.0.2.0/24": {}}, ip_version=4, record_size=32, node_count=1)
    return tree + SEPARATOR + data + said[said.rindex(MARKER) :]


def endless_map() -> bytes:
    """A map whose value is the map itself."""
    return b"\xe1" + encoded("a") + pointer(0)


GOOD = made(NETWORKS)
DAMAGED = {
    "empty": b"",
    "text": b"<html>" * 100,
    "marker alone": MARKER,
    "no map after the marker": MARKER + encoded("x"),
    "without metadata": GOOD[: GOOD.rindex(MARKER)],
    "cut within metadata": GOOD[:-10],
    "without its beginning": GOOD[400_000:],
    "more nodes than bytes": made(NETWORKS, node_count=2**31),
    "negative nodes": made(NETWORKS, node_count=-1),
    "nodes that are text": made(NETWORKS, node_count="9"),
    "record size": GOOD.replace(
        encoded("record_size") + b"\xa1\x1c", encoded("record_size") + b"\xa1\x1a"
    ),
    "IP version": GOOD.replace(
        encoded("ip_version") + b"\xa1\x06", encoded("ip_version") + b"\xa1\x05"
    ),
    "no type": made(NETWORKS, database_type=""),
    "type that is a number": made(NETWORKS, database_type=7),
    "built in 1970": made(NETWORKS, built_at=7),
    "built in the far future": made(NETWORKS, built_at=2**40),
    "built next year": made(NETWORKS, built_at=2**33),
    "leaf outside of the data": with_data(b"\xe0", value=2**31),
    "leaf within the separator": with_data(b"\xe0", value=5),
    "record that is text": with_data(encoded("hello")),
    "record of an unknown type": with_data(b"\x00\xff"),
    "record that is cut": with_data(b"\xff\xff\xff\xff"),
    "record within itself": with_data(endless_map()),
    "pointer to nowhere": with_data(b"\xe1" + encoded("a") + pointer(2**31)),
    "text that is none": with_data(b"\xe1" + encoded("a") + b"\x42\xff\xfe"),
}


@pytest.mark.parametrize("content", DAMAGED.values(), ids=DAMAGED.keys())
def test_what_is_damaged_is_refused(content: bytes) -> None:
    with pytest.raises(FeedFormatError) as refused:
        rows(content)
    assert len(str(refused.value)) < 300


def test_the_smallest_good_file_of_these() -> None:
    assert rows(with_data(b"\xe0")) == 1


def test_an_empty_database_has_no_rows() -> None:
    assert rows(made({})) == 0
