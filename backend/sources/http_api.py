"""Any API that answers a GET or POST by JSON: what is sent, and where in the answer is what.

In the address, the query, the headers and the body `{value}` stands for what is asked about and
`{kind}` for its kind; in the last three a slot's name in braces stands for its secret.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, urlsplit

import msgspec

from backend.models.answers import Answer, Element, ElementKind, FailureKind, Level, Link, not_found
from backend.models.errors import SourceError
from backend.models.indicators import Indicator, Kind
from backend.sources.contract import Activity, Context, HttpStatusError, SecretSlot, Setting
from backend.sources.generic import Template
from backend.sources.json_fields import key_values, text, texts
from backend.sources.json_paths import find, first, wrong_path
from backend.sources.list_feed import time_in

PLACE = re.compile(r"\{([a-z_]+)\}")
PATHS = {
    "found_path": "what is there when the API knows something: it is found when that is neither "
    "missing, null, false, 0 nor empty",
    "verdict_path": "the word that `verdicts` translates",
    "score_path": "a number, from 0 to `score_most`",
    "tag_path": "tags",
    "family_path": "names of malware families",
    "first_seen_path": "when it was first seen",
    "last_seen_path": "when it was last seen",
    "link_path": "the address of a page about it",
}
SLOTS = ("api_key", "api_secret")
SHOWN_AT_MOST = 50


class HttpApi(Template):
    """One question by HTTP, and an answer read by paths."""

    slug = "http-api"
    name = "HTTP API"
    description = "Any API that answers by JSON: say what is sent, and where the answer has what."
    url = "https://www.rfc-editor.org/rfc/rfc9110"
    kinds = frozenset(Kind)
    activity = Activity.PASSIVE
    cache_seconds = 3600
    secrets = tuple(
        SecretSlot(name=name, help=f"What `{{{name}}}` stands for.", required=False)
        for name in SLOTS
    )
    settings = (
        Setting(
            name="address",
            default="",
            help="What is asked: `https://api.example/v1/lookup/{value}`, encoded as it must be.",
        ),
        Setting(name="method", default="GET", help="GET or POST.", choices=("GET", "POST")),
        Setting(name="query", default=(), help="Parameters of the address: `q={value}`."),
        Setting(name="headers", default=(), help="Headers: `X-Api-Key: {api_key}`."),
        Setting(name="body", default="", help='JSON that is posted: `{"query": "{value}"}`.'),
        Setting(name="form", default=False, help="Post the fields of `body` as a form instead."),
        Setting(
            name="kind_names",
            default=(),
            help="What `{kind}` is for a kind, where it is not its name here: `IPV4=ip`.",
        ),
        Setting(
            name="miss_statuses",
            default=("404",),
            help="HTTP statuses by which the API says that it knows nothing.",
        ),
        *(
            Setting(name=name, default="", help=f"Where in the answer is {what}. Empty: nowhere.")
            for name, what in PATHS.items()
        ),
        Setting(
            name="verdicts",
            default=("malicious=MALICIOUS", "suspicious=SUSPICIOUS"),
            help=f"What words mean: `bad=MALICIOUS`. There are {', '.join(Level)}.",
        ),
        Setting(
            name="verdict",
            default=Level.INFORMATIONAL.value,
            help="The verdict where no word says another one.",
            choices=tuple(Level),
        ),
        Setting(name="score_most", default=100, help="The number that is the worst score."),
        Setting(
            name="show",
            default=(),
            help="What is shown: `Country=geo.country`. None: whatever the answer says at its top.",
        ),
    )

    def wrong(self, settings: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """What no question could be asked by."""
        yield from _wrong_address(settings["address"])
        if settings["method"] not in ("GET", "POST"):
            yield "method", "it is GET or POST"
        for name, mark in (("query", "="), ("headers", ":"), ("kind_names", "="), ("show", "=")):
            if any(mark not in line for line in settings[name]):
                yield name, f"each has a {mark!r} in it"
        if settings["body"]:
            yield from _wrong_body(settings)
        if not all(s.isdecimal() for s in settings["miss_statuses"]):
            yield "miss_statuses", "each is a number"
        for name in PATHS:
            if why := wrong_path(settings[name]):
                yield name, why
        words = (line.rpartition("=")[2] for line in settings["verdicts"])
        if not {*words, settings["verdict"]} <= set(Level):
            yield "verdicts", f"each means one of {', '.join(Level)}"
        if settings["score_most"] < 1:
            yield "score_most", "it is at least 1"

    async def fetch(self, indicator: Indicator, ctx: Context) -> Answer:
        """Found unless a status, or what is at `found_path`, says that nothing is known."""
        try:
            body = await _ask(indicator, ctx)
        except HttpStatusError as error:
            if str(error.status) in ctx.settings["miss_statuses"]:
                return not_found()
            raise
        path = ctx.settings["found_path"]
        if path.strip() and not any(find(body, path)):
            _check_shape(body)
            return not_found(raw=body)
        _check_shape(body)
        return _answer(body, ctx.settings)


def _wrong_address(address: str) -> Iterator[tuple[str, str]]:
    try:
        parts = urlsplit(address)
    except ValueError:
        yield "address", "it is no address"
        return
    if parts.scheme not in ("http", "https") or not parts.netloc:
        yield "address", "it begins with http:// or https://"
    elif "{" in parts.netloc:
        # Or what is asked about would decide who is asked.
        yield "address", "its host is the same for every value"
    strangers = set(PLACE.findall(address)) - {"value", "kind"}
    if strangers:
        yield "address", f"{', '.join(sorted(strangers))}: secrets go in query, headers or body"


def _wrong_body(settings: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    try:
        body = msgspec.json.decode(settings["body"])
    except (msgspec.DecodeError, RecursionError) as error:
        yield "body", f"it is no JSON: {error}"
        return
    if settings["method"] != "POST":
        yield "body", "a GET has none: set method to POST"
    if settings["form"] and not isinstance(body, dict):
        yield "body", "a form is made of an object"


async def _ask(indicator: Indicator, ctx: Context) -> Any:
    settings = ctx.settings
    names = dict(line.split("=", 1) for line in settings["kind_names"])
    plain = {"value": indicator.data, "kind": names.get(indicator.kind, indicator.kind)}
    values = {**plain, **{name: ctx.secrets[name] for name in SLOTS if name in ctx.secrets}}
    url = _filled(settings["address"], {n: quote(v, safe="") for n, v in plain.items()})
    params = [(name, _filled(value, values)) for name, value in _pairs(settings["query"], "=")]
    headers = {name: _filled(value, values) for name, value in _pairs(settings["headers"], ":")}
    if settings["method"] == "GET":
        return await ctx.http.get_json(url, params=params, headers=headers)
    body = _inside(msgspec.json.decode(settings["body"] or "null"), values)
    if not settings["form"]:
        return await ctx.http.post_json(url, json=body, params=params, headers=headers)
    form = {
        name: text(value) if not isinstance(value, str) else value for name, value in body.items()
    }
    return await ctx.http.post_json(url, form=form, params=params, headers=headers)


def _pairs(lines: Any, mark: str) -> Iterator[tuple[str, str]]:
    for line in lines:
        name, _, value = line.partition(mark)
        yield name.strip(), value.strip()


def _filled(template: str, values: Mapping[str, str]) -> str:
    """With what the places stand for. A secret that is not linked can't be sent."""

    def value(match: re.Match[str]) -> str:
        name = match[1]
        if name in values:
            return values[name]
        if name in SLOTS:
            detail = f"a secret for {name} is needed: link one"
            raise SourceError(FailureKind.UNAUTHORIZED, detail)
        return match[0]

    return PLACE.sub(value, template)


def _inside(body: Any, values: Mapping[str, str]) -> Any:
    """JSON with its texts filled, so that no value changes what it is."""
    if isinstance(body, str):
        return _filled(body, values)
    if isinstance(body, list):
        return [_inside(item, values) for item in body]
    if isinstance(body, dict):
        return {name: _inside(item, values) for name, item in body.items()}
    return body


def _check_shape(body: Any) -> None:
    if not isinstance(body, dict | list):
        detail = f"the API answered {type(body).__name__} where an object or a list was expected"
        raise SourceError(FailureKind.INVALID_ANSWER, detail)


def _answer(body: Any, settings: Mapping[str, Any]) -> Answer:
    level = _level(body, settings)
    link = text(first(body, settings["link_path"]))
    return Answer(
        found=True,
        verdict=level,
        score=_score(first(body, settings["score_path"]), settings["score_most"]),
        tags=tuple(_words(body, settings["tag_path"])),
        families=tuple(_words(body, settings["family_path"])),
        first_seen=time_in(first(body, settings["first_seen_path"])),
        last_seen=time_in(first(body, settings["last_seen_path"])),
        links=(Link("Page", link),) if link.startswith(("http://", "https://")) else (),
        elements=tuple(_elements(body, settings, level)),
        raw=body,
    )


def _level(body: Any, settings: Mapping[str, Any]) -> Level:
    meaning = {word.casefold(): level for word, level in _pairs(settings["verdicts"], "=")}
    said = text(first(body, settings["verdict_path"])).casefold()
    return Level(meaning.get(said, settings["verdict"]))


def _score(value: Any, most: int) -> int | None:
    try:
        number = float(value) if isinstance(value, str | int | float) else None
        scaled = None if number is None or isinstance(value, bool) else number * 100 / most
        return None if scaled is None else round(min(max(scaled, 0), 100))
    except ValueError:
        return None  # a word, or no number at all


def _words(body: Any, path: str) -> list[str]:
    found = find(body, path) if path.strip() else []
    return texts([word for each in found for word in (each if isinstance(each, list) else [each])])


def _elements(body: Any, settings: Mapping[str, Any], level: Level) -> Iterator[Element]:
    shown: dict[str, Any] = {}
    lists: dict[str, list[str]] = {}
    top = [(name, name.replace(".", r"\.")) for name in body] if isinstance(body, dict) else []
    for label, path in list(_pairs(settings["show"], "=")) or top:
        found = find(body, path)
        words = texts([w for each in found for w in (each if isinstance(each, list) else [each])])
        if len(words) > 1:
            lists[label] = words
        elif found and isinstance(found[0], bool):
            shown[label] = "yes" if found[0] else "no"
        elif words:
            shown[label] = words[0]
    if pairs := key_values(shown):
        yield Element(ElementKind.KEY_VALUES, "Answer", pairs[:SHOWN_AT_MOST], level)
    for label, words in list(lists.items())[:SHOWN_AT_MOST]:
        yield Element(ElementKind.LIST, label, words)
