"""docs/sources.md, from what the sources declare: `python -m backend.sources.documenting FILE`."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from backend.models.sources import Activity, KeyNeed
from backend.sources.contract import Limit, Setting, Source
from backend.sources.generic import Template
from backend.sources.registry import all_sources, all_templates

HEAD = """\
# Sources

Made from the sources' own declarations by `./build.sh gen`; do not edit it by hand.

Activity says what asking does outside: LOCAL asks nobody, PASSIVE asks a database of somebody,
ACTIVE touches what is asked about, PUBLIC also shows the question to everybody. LOCAL sources work
without internet: their copy is refreshed on a schedule, or carried in by `feed import SLUG FILE`.
"""
TEMPLATES = """
Others are made without code, as many as are wanted: `POST /sources` with `kind` SYSTEM, one of
these as `template`, and its settings as `configValues` (`GET /sources/generic` lists them).
"""
KEYS = {
    KeyNeed.NONE: "none",
    KeyNeed.FREE_KEY: "free key",
    KeyNeed.PAID_KEY: "paid key",
}
SPANS = (
    (30 * 24 * 3600, "30 days"),
    (24 * 3600, "day"),
    (3600, "hour"),
    (60, "minute"),
    (1, "second"),
)


def page(sources: Sequence[Source]) -> str:
    """The whole page as Markdown: a table of all, then a section for each."""
    lines = [
        HEAD,
        "| Source | Slug | Kinds | Activity | Key | Offline | First state |",
        "|---|---|---|---|---|---|---|",
        *(_row(source) for source in sources if not isinstance(source, Template)),
        TEMPLATES,
        *(
            f"- [{source.name}](#{source.slug})"
            for source in sources
            if isinstance(source, Template)
        ),
    ]
    for source in sources:
        lines += ["", *_section(source)]
    return "\n".join(lines) + "\n"


def _row(source: Source) -> str:
    offline = "yes" if source.activity is Activity.LOCAL else "no"
    cells = (
        f"[{source.name}](#{source.slug})",
        f"`{source.slug}`",
        ", ".join(sorted(source.kinds)),
        source.activity,
        KEYS[source.key],
        offline,
        "on" if source.enabled else "off",
    )
    return f"| {' | '.join(cells)} |"


def _section(source: Source) -> Iterator[str]:
    yield f'<a id="{source.slug}"></a>'
    yield f"## {source.name}"
    yield ""
    yield source.description
    yield ""
    yield f"- Provider: {source.provider}; documentation: <{source.url}>"
    if source.key_url:
        yield f"- Key ({KEYS[source.key]}): <{source.key_url}>"
    for slot in source.secrets:
        need = "" if slot.required else " (optional)"
        yield f"- Secret `{slot.name}`{need}: {slot.help}"
    if source.limits:
        yield f"- Limits: {', '.join(map(_limit, source.limits))}"
    if source.terms:
        yield f"- Terms: {source.terms}"
    if source.refresh_seconds:
        yield f"- Refreshed every {_time(source.refresh_seconds)}"
    if source.feed:
        parts = "; ".join(f"`{part.name}` ({part.expected})" for part in source.feed)
        yield f"- Files: {parts}"
    for setting in source.settings:
        value = _default(setting)
        yield f"- Setting `{setting.name}`{f' = `{value}`' if value else ''}: {setting.help}"


def _default(setting: Setting) -> str:
    """As it may be written; empty for none."""
    match setting.default:
        case bool():
            return str(setting.default).lower()
        case tuple():
            return ", ".join(setting.default)
        case _:
            return str(setting.default)


def _limit(limit: Limit) -> str:
    return f"{limit.count:,} a {_time(limit.seconds).removeprefix('1 ')}"


def _time(seconds: int) -> str:
    for span, name in SPANS:
        if seconds % span == 0:
            number = seconds // span
            if span > 24 * 3600:
                return name if number == 1 else f"{number * 30} days"
            return f"{number} {name}{'s' if number > 1 else ''}"
    raise AssertionError(seconds)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(
        page([*all_sources().values(), *all_templates().values()]), "utf-8"
    )
