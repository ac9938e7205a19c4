"""Finds the built-in sources: every module of this folder that declares a subclass of `Source`."""

import functools
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator, Mapping
from types import ModuleType

import backend.sources
from backend.sources.contract import FilePart, KeyNeed, Source
from backend.sources.generic import Template

SLUG = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*$")
# What is no source. They are left out so that a look at the sources loads no HTTP client.
NOT_SOURCES = frozenset(
    {
        "abuse_ch",
        "bloom_filter",
        "certificates",
        "code_delivery",
        "contract",
        "ct_entries",
        "ct_logs",
        "dialing",
        "documenting",
        "feed_tables",
        "feed_text",
        "feed_urls",
        "generic",
        "generic_rows",
        "hibp_facts",
        "http",
        "implementations",
        "json_fields",
        "json_paths",
        "list_feed",
        "mail_policy",
        "misp_events",
        "mmdb_files",
        "mmdb_format",
        "outbound",
        "protobuf",
        "rdap_bootstrap",
        "redaction",
        "registrations",
        "registry",
        "resolving",
        "returned",
        "safe_browsing",
        "safe_browsing_lists",
        "safe_browsing_urls",
        "shodan_tags",
        "sightings",
        "states",
        "stix_objects",
        "stix_patterns",
        "templates",
        "threatfox_iocs",
        "urlscan",
        "user_rows",
        "versions",
        "vulnerabilities",
        "whois_text",
    }
)


def all_sources() -> dict[str, Source]:
    """Every built-in source by its slug, in the order of the slugs.

    Raises:
        RuntimeError: nothing was found (a program that was frozen without these modules finds
            nothing without any other sign), or what a source declares contradicts itself.
    """
    found = {s.slug: s for s in _declared() if not isinstance(s, Template)}
    if not found:
        raise RuntimeError(
            "no source was found in backend.sources: this program was built without its modules "
            "(collect the submodules of backend.sources)"
        )
    return dict(sorted(found.items()))


@functools.cache
def all_templates() -> Mapping[str, Template]:
    """What sources are made of without code, by its slug, in the order of the slugs."""
    found = {s.slug: s for s in _declared() if isinstance(s, Template)}
    return dict(sorted(found.items()))


def _declared() -> Iterator[Source]:
    seen: set[str] = set()
    for module in _modules():
        for source in _sources_in(module):
            if source.slug in seen:
                raise RuntimeError(f"two sources have the slug {source.slug!r}")
            _check(source)
            seen.add(source.slug)
            yield source


def _modules() -> Iterator[ModuleType]:
    for info in pkgutil.iter_modules(backend.sources.__path__):
        if info.name not in NOT_SOURCES:
            yield importlib.import_module(f"backend.sources.{info.name}")


def _sources_in(module: ModuleType) -> Iterator[Source]:
    for value in vars(module).values():
        declared = inspect.isclass(value) and value.__module__ == module.__name__
        if declared and issubclass(value, Source) and not inspect.isabstract(value):
            yield value()


def _check(source: Source) -> None:
    """What only the program's authors can have got wrong, said at the first start."""
    if not SLUG.match(source.slug):
        raise RuntimeError(f"the slug {source.slug!r} is not made of a-z, 0-9 and single dashes")
    if not source.kinds:
        raise RuntimeError(f"the source {source.slug!r} has no kinds")
    if (source.key is not KeyNeed.NONE) != any(slot.required for slot in source.secrets):
        raise RuntimeError(
            f"the source {source.slug!r} must have a required secret if, and only if, its key is "
            "not NONE"
        )
    if len({type(part) for part in source.feed}) > 1:
        raise RuntimeError(f"the feed of {source.slug!r} has parts of rows and of files")
    if len({part.form for part in source.feed if isinstance(part, FilePart)}) > 1:
        raise RuntimeError(f"the feed of {source.slug!r} has files of several forms")
    settings = {setting.name for setting in source.settings}
    for part in source.feed:
        if part.url_setting not in settings:
            raise RuntimeError(
                f"part {part.name!r} of {source.slug!r} names the setting {part.url_setting!r}, "
                "which the source does not have"
            )
