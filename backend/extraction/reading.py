"""The indicators of one token, in canonical form, each with its place.

A token is what stands between spaces and quotes. URLs are taken first, since anything may stand in
them; what is left is searched for addresses, names, hashes and numbers by one pattern.
"""

import re
from collections.abc import Callable, Iterator

from backend.extraction import patterns
from backend.extraction.patterns import GLUE
from backend.extraction.plausible import is_host, is_spoken, top_levels
from backend.indicators.canonical import CANONICAL
from backend.indicators.detection import HASHES
from backend.indicators.refang import refang
from backend.indicators.wording import UnfitError
from backend.models.indicators import Indicator, Kind

Found = tuple[int, Indicator]
"""Where in a token, and what."""

# Fullwidth characters and ideographic dots, one for one.
_WIDE = {0xFF00 + low: 0x20 + low for low in range(1, 0x5F)}
_WIDE |= dict.fromkeys((0x3002, 0xFF61, 0xFE52), ord("."))

_SHORTEST_HASH = 32
# What looks like URLs and is none: so many in a token, then each is skipped whole.
_FAILURES = 100
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_SOME_DIGITS = 5
_LOOKED_BACK = 60
_BRACKETS = frozenset("[({")
_DISARMED = re.compile(rf"[\[\](){{}}\\{GLUE}]")
# Words before a slash and an address that are no product with a version.
_PLACES = frozenset(
    {
        "addr",
        "address",
        "client",
        "dest",
        "dmz",
        "dst",
        "from",
        "host",
        "icmp",
        "inside",
        "ip",
        "ipv4",
        "local",
        "net",
        "outside",
        "peer",
        "proxy",
        "remote",
        "server",
        "source",
        "src",
        "tcp",
        "to",
        "udp",
    }
)


def read_token(token: str) -> list[Found]:
    """All indicators of a token, in their order."""
    if not token.isascii():
        token = token.translate(_WIDE)
    if "//" in token or ":/" in token or ":\\" in token:
        if patterns.PLAIN_URL.fullmatch(token) and token[-1] not in patterns.URL_TAIL:
            url = _as_it_is(Kind.URL, token)
            if url is not None:
                return [(0, url)]
        return list(_with_urls(token))
    if may_hold(token):
        return list(_words(token, 0, len(token)))
    return []


def may_hold(token: str) -> bool:
    """Whether a look at a token is worth it: false for most words of a text."""
    if "." in token or ":" in token or len(token) >= _SHORTEST_HASH:
        return True
    upper = token.upper()
    return "CVE" in upper or "AS" in token or "DOT" in upper or "PUNKT" in upper or "POINT" in upper


def _with_urls(token: str) -> Iterator[Found]:
    position, failures = 0, 0
    # From the last on, so that the next one is at the end.
    commas = [match.start() for match in patterns.NEXT_URL.finditer(token)][::-1]
    while scheme := patterns.SCHEME.search(token, position):
        while commas and commas[-1] < scheme.end():
            commas.pop()
        limit = commas[-1] if commas else len(token)
        stop = patterns.URL_STOP_BACKSLASHED if "\\\\" in scheme[0] else patterns.URL_STOP
        end = _end_of_url(token, scheme.end(), limit, stop)
        url = _read_url(token[scheme.start() : end])
        if url is None and failures < _FAILURES:
            failures += 1
            end = scheme.end()
        yield from _words(token, position, end if url is None else scheme.start())
        if url is not None:
            yield scheme.start(), url
        position = end
    yield from _words(token, position, len(token))


def _end_of_url(
    token: str, begin: int, limit: int, stop: re.Pattern[str] = patterns.URL_STOP
) -> int:
    """Where a URL ends: before a bracket that was opened outside, a quote, a full stop."""
    end = limit = min(limit, begin + patterns.AT_MOST_URL)
    if comma := patterns.AUTHORITY_COMMA.match(token, begin, limit):
        end = limit = comma.end() - 1
    opened = {")": 0, "]": 0, "}": 0}
    for match in stop.finditer(token, begin, limit):
        place, character = match.start(), match[0]
        if character in _CLOSING:
            opened[_CLOSING[character]] += 1
        elif opened.get(character):
            opened[character] -= 1
        elif not (character in opened and _closes_dot(token, place)):
            end = place
            break
    while end > begin and token[end - 1] in patterns.URL_TAIL:
        end -= 1
    return end


def _closes_dot(token: str, place: int) -> bool:
    """Whether a bracket is half of a disarmed dot or colon: `example.]com`."""
    return token[place - 1] in ".:" and token[place + 1 : place + 2].isalnum()


def _words(token: str, begin: int, end: int) -> Iterator[Found]:
    """What is in a part of a token that is no URL."""
    part = token[begin:end] if end < len(token) else token
    if end < len(token):
        offset, position = begin, 0
    else:
        offset, position = 0, begin
    pattern = _pattern_for(part)
    paths = True
    while match := pattern.search(part, position):
        position = match.end()
        group = match.lastgroup or ""
        found: Indicator | None
        if group == "name" and paths and _is_disarmed(match[0]):
            found, position, paths = _name_with_path(part, match)
        else:
            found = _READERS[group](match)
            if group == "email" and found is None:
                position = match.end("at")
        if found is not None:
            yield offset + match.start(), found


def _pattern_for(part: str) -> re.Pattern[str]:
    if "@" in part or (_DISARMED.search(part) and patterns.DISARMED_AT.search(part)):
        return patterns.WORDS_WITH_AT
    return patterns.WORDS_WITH_COLON if ":" in part else patterns.WORDS


def _name_with_path(part: str, match: re.Match[str]) -> tuple[Indicator | None, int, bool]:
    """A disarmed host, with the path behind it a URL; where to go on, and whether paths count."""
    path = patterns.PATH.match(part, match.end())
    if path is None:
        return _read_name(match), match.end(), True
    end = _end_of_url(part, match.start(), len(part))
    url = _canonical(Kind.URL, f"http://{_plain(part[match.start() : end])}")
    if url is None:
        return _read_name(match), match.end(), False
    return url, max(end, match.end()), True


def _read_url(written: str) -> Indicator | None:
    if written.startswith(("http://", "https://")) and not _is_disarmed(written):
        return _as_it_is(Kind.URL, written)
    return _canonical(Kind.URL, _plain(written))


def _read_name(match: re.Match[str]) -> Indicator | None:
    written = match[0]
    if _is_disarmed(written):
        found = _canonical(Kind.DOMAIN, _plain(written))
        if found is not None and GLUE in written and not _BRACKETS.intersection(written):
            return found if is_spoken(found.data) else None
        return found
    top = written.rpartition(".")[2]
    if top.isascii() and top.lower() not in top_levels():
        return None if written.isascii() else _ascii_name(match)
    found = _as_it_is(Kind.DOMAIN, written)
    if found is None:
        return _ascii_name(match)
    begin, end = match.span()
    before, after = match.string[max(0, begin - _LOOKED_BACK) : begin], match.string[end : end + 1]
    if is_host(written, found.data, before=before, after=after):
        return found
    return _ascii_name(match)


def _ascii_name(match: re.Match[str]) -> Indicator | None:
    """The name within a word of another script."""
    if match[0].isascii():
        return None
    for inner in patterns.ASCII_NAME.finditer(match[0]):
        found = _canonical(Kind.DOMAIN, _plain(inner[0]))
        if found is not None and is_host(inner[0], found.data, before="", after=""):
            return found
    return None


def _read_email(match: re.Match[str]) -> Indicator | None:
    found = _canonical(Kind.EMAIL, _plain(match["email"]))
    if found is None:
        return None
    domain = found.data.rpartition("@")[2]
    if _is_disarmed(match["email"]) or is_host(domain, domain, before="", after=""):
        return found
    return None


def _read_hash(match: re.Match[str]) -> Indicator | None:
    text = match[0]
    kind = HASHES.get(len(text))
    if kind is None or text.isdigit() or len(set(text.lower())) < _SOME_DIGITS:
        return None
    begin, end = match.span()
    if match.string[end : end + 1] == "-" and patterns.TRACE_BEFORE.search(
        match.string, max(0, begin - 4), begin
    ):
        return None  # of a traceparent, not of a file
    return Indicator(text.lower(), kind)


def _read_quad(match: re.Match[str]) -> Indicator | None:
    written, begin = match["quad"], match.start()
    before = match.string[max(0, begin - _LOOKED_BACK) : begin]
    if before and patterns.VERSION_BEFORE.search(before):
        return None
    if before.endswith("/"):
        product = patterns.PRODUCT_BEFORE.search(before)
        if product and product[1].lower() not in _PLACES:
            return None
    if _is_disarmed(written):
        written = refang(_plain(written).replace("[/]", "/"))
    address, slash, bits = written.partition("/")
    network = _as_it_is(Kind.CIDR, f"{address}/{bits}") if slash else None
    return network or _as_it_is(Kind.IPV4, address)


def _read_six(match: re.Match[str]) -> Indicator | None:
    text = _plain(match["six"]).replace("[:]", ":").replace("[/]", "/")
    address, slash, bits = text.partition("/")
    address = address.partition("%")[0]
    if address.endswith(":") and not address.endswith("::"):
        address = address[:-1]
    groups = [group for group in address.split(":") if group]
    if not groups or ("::" not in address and len(groups) < 7):  # noqa: PLR2004 — the last may be IPv4
        return None
    if "::" not in address and all(len(group) == 2 for group in groups):  # noqa: PLR2004 — digits
        return None  # the address of a card, or a fingerprint
    if len(groups) <= 2 and not any(map(str.isdigit, address)):  # noqa: PLR2004 — `abc::def`
        return None
    network = _canonical(Kind.CIDR, f"{address}/{bits}") if slash else None
    return network or _canonical(Kind.IPV6, address)


def _read_ssdeep(match: re.Match[str]) -> Indicator | None:
    chunks = match["ssdeep"].partition(":")[2]
    if chunks.lower() == chunks or chunks.upper() == chunks:
        return None  # words or numbers with colons between them
    return _canonical(Kind.SSDEEP, match["ssdeep"])


_READERS: dict[str, Callable[[re.Match[str]], Indicator | None]] = {
    "name": _read_name,
    "email": _read_email,
    "hash": _read_hash,
    "quad": _read_quad,
    "six": _read_six,
    "ssdeep": _read_ssdeep,
    "tlsh": lambda match: _canonical(Kind.TLSH, match["tlsh"]),
    "cve": lambda match: _canonical(Kind.CVE, match["cve"]),
    "asn": lambda match: _canonical(Kind.ASN, match["asn"]),
}


def _canonical(kind: Kind, text: str) -> Indicator | None:
    """Of a value that may be disarmed."""
    return _as_it_is(kind, refang(text, kind))


def _as_it_is(kind: Kind, text: str) -> Indicator | None:
    try:
        return Indicator(CANONICAL[kind](text), kind)
    except UnfitError:
        return None


def _plain(text: str) -> str:
    """As it was written before it was made one token, without the escapes of JSON."""
    if GLUE in text:
        text = patterns.GLUED.sub(r"\1", text).replace(GLUE, " ")
    if "\\u00" in text:
        text = patterns.UNICODE_ESCAPE.sub(lambda escape: chr(int(escape[1], 16)), text)
    return text


def _is_disarmed(text: str) -> bool:
    return _DISARMED.search(text) is not None
