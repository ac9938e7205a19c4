"""The registry finds every source, and says loudly what is wrong."""

import subprocess
import sys

import pytest

import backend.sources
from backend.models.indicators import Kind
from backend.sources import registry
from backend.sources.contract import Activity, KeyNeed, Source

CONFIRMING = {"google-safe-browsing-update"}
"""Sources that ask about what their own feed has."""


def test_finds_the_built_in_sources_in_order() -> None:
    found = registry.all_sources()
    assert list(found) == sorted(found)
    assert {"cisa-kev", "dns", "mmdb", "spamhaus-drop", "tor-exits", "virustotal"} <= set(found)


EVERY = [*registry.all_sources().values(), *registry.all_templates().values()]


@pytest.mark.parametrize("source", EVERY, ids=lambda s: s.slug)
def test_each_source_describes_itself(source: Source) -> None:
    assert source.name
    assert source.provider
    assert source.description.endswith(".")
    assert source.url.startswith("https://")
    assert all(setting.help for setting in source.settings)
    assert all(slot.name and slot.help for slot in source.secrets)
    assert len({slot.name for slot in source.secrets}) == len(source.secrets)
    if source.key is not KeyNeed.NONE:
        assert source.key_url.startswith("https://"), "a source with a key says where to get one"
    assert 0 <= source.reliability <= 100
    if source.feed:
        assert source.refresh_seconds, "a feed says how often it is refreshed"
        assert len({part.name for part in source.feed}) == len(source.feed)
    asks = source.activity is not Activity.LOCAL and source.slug not in CONFIRMING
    if source.feed and asks:
        assert source.max_age_seconds is None, "what only says whom to ask holds at any age"
    elif source.feed:
        assert source.max_age_seconds, "a feed says when it is stale"
        assert source.refresh_seconds < source.max_age_seconds
        ages = [s.default for s in source.settings if s.name == "max_age_hours"]
        assert ages == [source.max_age_seconds // 3600]


def test_an_empty_scan_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backend.sources, "__path__", [])
    with pytest.raises(RuntimeError, match="without its modules"):
        registry.all_sources()


def test_a_part_without_its_setting_is_an_error() -> None:
    class Broken(type(registry.all_sources()["cisa-kev"])):  # type: ignore[misc]
        slug = "broken"
        kinds = frozenset({Kind.CVE})
        settings = ()

    with pytest.raises(RuntimeError, match="catalogue_url"):
        registry._check(Broken())


def test_a_feed_of_rows_and_files_is_an_error() -> None:
    found = registry.all_sources()

    class Broken(type(found["mmdb"])):  # type: ignore[misc]
        slug = "broken"
        feed = (*found["mmdb"].feed, *found["cisa-kev"].feed)

    with pytest.raises(RuntimeError, match="rows and of files"):
        registry._check(Broken())


def test_a_key_without_its_slot_is_an_error() -> None:
    class Broken(type(registry.all_sources()["dns"])):  # type: ignore[misc]
        slug = "broken"
        key = KeyNeed.FREE_KEY

    with pytest.raises(RuntimeError, match="required secret"):
        registry._check(Broken())


def test_looking_at_the_sources_loads_no_http_client() -> None:
    code = (
        "import sys; from backend.sources.registry import all_sources; all_sources(); "
        "print('aiohttp' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, timeout=60)
    assert ran.stdout.strip() == b"False"
