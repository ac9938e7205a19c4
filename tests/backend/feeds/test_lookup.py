"""Look-ups: exact and containing, by feed and part, fresh or refused."""

from datetime import timedelta
from pathlib import Path

import pytest

from backend.db.connection import connect
from backend.db.pool import Database
from backend.db.queries import Query, load
from backend.feeds.importing import import_file
from backend.feeds.lookup import FeedLookup
from backend.feeds.settings import has_address, max_age
from backend.models.answers import FailureKind, SkipReason
from backend.models.errors import SourceError, SourceSkippedError
from backend.models.indicators import Kind
from backend.sources.registry import all_sources
from tests.standins.feeds import addresses, drop, relays

SOURCES = all_sources()
DAY = timedelta(days=1)


def loaded(url: str, folder: Path, slug: str, *contents: bytes) -> None:
    for content in contents:
        path = folder / "file"
        path.write_bytes(content)
        import_file(url, slug, path)


def aged(url: str, part: str, by: timedelta) -> None:
    connection = connect(url, application_name="tests")
    sql = "UPDATE feed_parts SET as_of = as_of - :by::interval WHERE part = :part"
    connection.run(Query("aged", sql), by=by, part=part)
    connection.close()


async def test_networks_most_specific_first(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    networks = drop("198.51.0.0/16", "198.51.100.0/24", "198.51.100.64/26", "203.0.113.0/24")
    loaded(database_url, tmp_path, "spamhaus-drop", networks)
    lookup = FeedLookup(database, "spamhaus-drop", DAY)
    for asked, expected in (
        ("198.51.100.65", ["198.51.100.64/26", "198.51.100.0/24", "198.51.0.0/16"]),
        ("198.51.100.255", ["198.51.100.0/24", "198.51.0.0/16"]),
        ("198.51.100.0/25", ["198.51.100.0/24", "198.51.0.0/16"]),
        ("198.51.0.0/16", ["198.51.0.0/16"]),
        ("198.0.0.0/8", []),
        ("192.0.2.1", []),
        ("2001:db8::1", []),
    ):
        found = await lookup.find_containing(asked)
        assert [hit.value for hit in found.hits] == expected, asked


async def test_feeds_do_not_see_each_other(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    loaded(database_url, tmp_path, "tor-exits", addresses("192.0.2.1"))
    loaded(database_url, tmp_path, "spamhaus-drop", drop("192.0.2.0/24"))
    tor = FeedLookup(database, "tor-exits", DAY)
    assert (await tor.find(Kind.IPV4, "192.0.2.1")).hits
    assert not (await tor.find(Kind.IPV6, "192.0.2.1")).hits
    assert not (await tor.find_containing("192.0.2.1")).hits


async def test_parts_that_are_stale_do_not_answer(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    loaded(database_url, tmp_path, "tor-exits", addresses("192.0.2.1"), relays("192.0.2.2:1"))
    lookup = FeedLookup(database, "tor-exits", DAY)
    both = await lookup.find(Kind.IPV4, "192.0.2.2")
    assert [hit.part for hit in both.hits] == ["relays"]
    aged(database_url, "relays", 2 * DAY)
    fresh = await lookup.find(Kind.IPV4, "192.0.2.2")
    assert fresh.hits == ()
    with pytest.raises(SourceError) as stale:
        await lookup.find(Kind.IPV4, "192.0.2.2", parts=("relays",))
    assert stale.value.kind is FailureKind.STALE
    assert "more than 24 hours ago" in stale.value.detail
    aged(database_url, "exits", 2 * DAY)
    with pytest.raises(SourceError):
        await lookup.find(Kind.IPV4, "192.0.2.1")
    assert (await FeedLookup(database, "tor-exits", None).find(Kind.IPV4, "192.0.2.1")).hits


async def test_a_feed_that_was_never_loaded(database: Database) -> None:
    with pytest.raises(SourceError) as stale:
        await FeedLookup(database, "tor-exits", DAY).find(Kind.IPV4, "192.0.2.1")
    assert stale.value.kind is FailureKind.STALE
    assert "`feed import tor-exits FILE`" in stale.value.detail


async def test_a_feed_that_is_only_imported_is_not_asked_before(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    slug = "abuseipdb-blacklist"
    lookup = FeedLookup(database, slug, DAY, awaited=has_address(SOURCES[slug], {}, ()))
    with pytest.raises(SourceSkippedError, match="feed import abuseipdb-blacklist FILE") as skipped:
        await lookup.find(Kind.IPV4, "192.0.2.1")
    assert skipped.value.reason is SkipReason.NOTHING_LOADED
    loaded(database_url, tmp_path, slug, b"192.0.2.1\n2001:db8::1\n")
    assert (await lookup.find(Kind.IPV4, "192.0.2.1")).hits
    assert has_address(SOURCES[slug], {}, ("api_key",))
    assert has_address(SOURCES[slug], {"list_url": "https://mirror.example.com/list"}, ())


async def test_a_failed_refresh_alone_is_no_copy(database: Database) -> None:
    await database.run(load("feeds").set_failed, slug="tor-exits", part="exits", error="why")
    with pytest.raises(SourceError, match="nothing was loaded"):
        await FeedLookup(database, "tor-exits", DAY).find(Kind.IPV4, "192.0.2.1")


async def test_values_with_anything_in_them(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    loaded(database_url, tmp_path, "tor-exits", addresses("192.0.2.1"))
    lookup = FeedLookup(database, "tor-exits", DAY)
    for value in ("", "\0", "'; DROP TABLE feed_rows --", "x" * 1_000_000, "\N{PILE OF POO}"):
        assert (await lookup.find(Kind.IPV4, value)).hits == ()


async def test_what_the_database_refuses_is_a_failure_of_the_source(database: Database) -> None:
    with pytest.raises(SourceError) as failed:
        await FeedLookup(database, "tor-exits", DAY).find_containing("no address")
    assert failed.value.kind is FailureKind.DATABASE_ERROR


def test_how_old_a_copy_may_be() -> None:
    source = SOURCES["cisa-kev"]
    assert max_age(source, {}) == timedelta(days=30)
    assert max_age(source, {"max_age_hours": 2}) == timedelta(hours=2)
    assert max_age(source, {"max_age_hours": 0}) is None
    assert max_age(SOURCES["dns"], {}) is None
