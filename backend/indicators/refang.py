"""Values as people disarm them, made whole again. `defang` has our own way of disarming them.

What may be rewritten depends on where it stands. A host can't contain brackets, so `[.]` in it is
a dot; a path can, so it is only rewritten when the dots of the host before it are disarmed too.
The local part of an address keeps its braces, which are legal there.
"""

import re

from backend.models.indicators import Kind, KindName

_WIDE = {0xFF00 + low: 0x20 + low for low in range(1, 0x5F)}
_WIDE |= dict.fromkeys((0x3002, 0xFF61, 0xFE52, 0x2024), ord("."))
"""Fullwidth characters and ideographic dots, one for one, so that positions stay."""

_UNSEEN = frozenset("\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u202a\u202b\u202c\u202d\u202e")
_UNSEEN |= frozenset("\u2066\u2067\u2068\u2069")
"""Characters that nobody sees and that copying from dialogs adds."""

_EDGE = "".join(_UNSEEN) + "".join(c for c in map(chr, range(0x3001)) if c.isspace())

WRAPPERS = {
    '"': '"',
    "'": "'",
    "`": "`",
    "<": ">",
    "(": ")",
    "[": "]",
    "{": "}",
    "\u201c": "\u201d",  # curly quotes, double and single, and low ones
    "\u2018": "\u2019",
    "\u201e": "\u201c",
    "«": "»",
    "\u2039": "\u203a",
    "「": "」",
}
_MAX_WRAPPERS = 3
_TRAILING = ".,;!?\u3002\u3001\uff0c\uff1b"  # the last four: Chinese and Japanese

_NOISE = dict.fromkeys(map(ord, _UNSEEN - frozenset("\u200c\u200d")))
"""Of those, what no name needs; the two joiners tell names apart in some scripts."""

_OPEN, _CLOSE = r"[\[({<]", r"[\])}>]"
_BRACKETED_DOT = rf"{_OPEN}{{1,2}} ?(?:\.|d[o0]t|punkt|point|punto) ?{_CLOSE}{{1,2}}"
_HOST_DOT = re.compile(
    rf" ?{_BRACKETED_DOT} ?|[\[({{]\.|\.[\])}}]| {{1,3}}dot {{1,3}}"
    r"| {1,3}\. {0,3}|(?<=[0-9])\. {1,3}(?=[0-9])",
    re.IGNORECASE,
)
_ESCAPED_DOT = re.compile(r"\\([\[({](?:\.|dot))\\?([\])}])", re.IGNORECASE)
"""As Markdown escapes brackets: `example\\[.\\]com`."""

_LOCAL_DOT = re.compile(r"[\[(]{1,2} ?(?:\.|dot) ?[\])]{1,2}", re.IGNORECASE)
_COLON = re.compile(
    rf"{_OPEN}(:){_CLOSE}|(?<=[0-9a-f\]])\[(::)\]|\[(::)\](?=[0-9a-f])", re.IGNORECASE
)
_AT = re.compile(rf" ?{_OPEN} ?(?:@|at) ?{_CLOSE} ?| {{0,3}}@ {{0,3}}", re.IGNORECASE)
_DOTS = r"[^\s@]+(?: {1,3}dot {1,3}[^\s@]+)"
_SPELLED = re.compile(rf"({_DOTS}*) {{1,3}}at {{1,3}}({_DOTS}+)", re.IGNORECASE)
"""`user at example dot com`: only with spelled dots, else it is how people talk."""

REST = re.compile(r"[\[({](?:(\.|dot)|(:)|(@|at)|(/))[\])}]", re.IGNORECASE)
_SLASH = re.compile(r"[\[({]/[\])}]")

_WEB = re.compile(
    r"(?P<open>[\[({<])?"
    r"(?:(?P<http>h[tx*_.#z-]{2,3}[px]|nxxp|meow)|(?P<ftp>f[tx]p)|(?P<socket>ws))"
    r"(?P<s>s|\[s\]|\(s\))?(?(open)[\])}>])"
    r"(?: ?[\[({<]?:[\])}>]? ?(?:[\[({]?[/\\\u200b\u2060\ufeff][\])}]?){1,6} ?|//)",
    re.IGNORECASE,
)
_SCHEME = re.compile(
    rf"([a-z][a-z0-9+.-]*)(?:://|{_OPEN}:{_CLOSE}//|{_OPEN}://{_CLOSE}|:{_OPEN}//{_CLOSE})",
    re.IGNORECASE,
)
_MAILTO = re.compile(rf"mailto(?::|{_OPEN}:{_CLOSE}) ?(?!//)", re.IGNORECASE)
_DELIMITER = re.compile(r"[/?#\\]")
_END = re.compile(r"[/?#]")
_QUESTION = re.compile(r"\?")
_BARE_DOT = re.compile(r"(?<!\\)\.")
HOST_AND_PATH = re.compile(r"[^/?#\s@:.]+\.[^/?#\s@:]+(?::[0-9]{1,5})?[/?#]")
"""What begins as a host with a path does."""


def refang(text: str, kind: KindName | None = None) -> str:
    """The value without what surrounds it and without what disarms it; else as it is.

    `kind` settles what could be an address or a host with a path, such as `example.com/@user`.
    """
    value = unwrap(text)
    wide = value if value.isascii() else value.translate(_WIDE)
    scheme = _WEB.match(wide) or _SCHEME.match(wide)
    if scheme:
        return _refang_url(value, wide, scheme)
    mailto = _MAILTO.match(wide)
    start = 0
    if mailto:
        # What follows "?" is said of the message and not of the address.
        start, end = mailto.end(), _position(_QUESTION, wide)
        value, wide = value[:end], wide[:end]
    elif " " in wide and (spelled := _SPELLED.fullmatch(wide)):
        return f"{_refang_host(spelled[1])[0]}@{_refang_host(spelled[2])[0]}"
    at = _last_at(wide, start)
    if at and (kind == Kind.EMAIL or at[0] != "@" or not HOST_AND_PATH.match(wide)):
        local = _LOCAL_DOT.sub(".", value[start : at.start()])
        return f"{local}@{_refang_host(wide[at.end() :])[0]}"
    return _refang_plain(value, wide)


def unwrap(text: str) -> str:
    """Without surrounding space, invisible characters, and quotes or brackets around all of it."""
    value = _trim(text)
    for _ in range(_MAX_WRAPPERS):
        closing = WRAPPERS.get(value[:1])
        if closing is None or len(value) < 2 or not _wraps(value, closing):  # noqa: PLR2004 — a pair
            break
        value = _trim(value[1:-1])
    return value


def without_punctuation(text: str) -> str:
    """Without the comma or full stop that a sentence put behind it.

    A URL may end in either, so there it goes only where a host or a closing quote stands before.
    """
    value = text.strip()
    if not value or value[-1] not in _TRAILING:
        return value
    bare = value.rstrip(_TRAILING)
    if has_scheme(value) and value[0] not in WRAPPERS:
        after = value.partition("//")[2]
        if any(character in after for character in "/?#"):
            return value
    return bare or value


def has_scheme(text: str) -> bool:
    """Whether a value, disarmed or not, begins as a URL does."""
    wide = text.translate(_WIDE)
    return bool(_WEB.match(wide) or _SCHEME.match(wide))


def _trim(text: str) -> str:
    value = text.strip()
    if value and (value[0] in _UNSEEN or value[-1] in _UNSEEN):
        return value.strip(_EDGE)
    return value


def _wraps(value: str, closing: str) -> bool:
    """Whether the first character's partner is the last one."""
    if not value.endswith(closing):
        return False
    opening, depth = value[0], 0
    if opening == closing:
        return opening not in value[1:-1]
    for position, character in enumerate(value):
        if character == opening:
            depth += 1
        elif character == closing:
            depth -= 1
            if depth == 0:
                return position == len(value) - 1
    return False


def _last_at(wide: str, start: int) -> re.Match[str] | None:
    if "@" not in wide and "at" not in wide.lower():
        return None
    last = None
    for match in _AT.finditer(wide, start):
        last = match
    return last


def _refang_url(value: str, wide: str, scheme: re.Match[str]) -> str:
    rest = wide[scheme.end() :]
    authority, end = _split_authority(rest)
    tail = value[scheme.end() + end :]
    if tail:
        tail = rest[end] + tail[1:]
    if r":\/" in scheme[0]:
        tail = tail.replace(r"\/", "/")
    at = _last_at(authority, 0)
    userinfo = f"{authority[: at.start()].replace('[:]', ':')}@" if at else ""
    host, disarmed = _refang_host(authority[at.end() :] if at else authority)
    if disarmed:
        tail = REST.sub(_plain_character, tail)
    return f"{_scheme_name(scheme)}://{userinfo}{host}{tail}"


def _scheme_name(scheme: re.Match[str]) -> str:
    if scheme.re is _SCHEME:
        return scheme[1]
    s = "s" if scheme["s"] else ""
    if scheme["http"]:
        return f"http{s}"
    return f"ftp{s}" if scheme["ftp"] else f"ws{s}"


def _split_authority(rest: str) -> tuple[str, int]:
    r"""The authority and where it ends; dots written `\.` belong to it when all of them are."""
    end = _position(_END, rest)
    segment = rest[:end]
    if "\\" in segment and _ESCAPED_DOT.search(segment):
        return _ESCAPED_DOT.sub(r"\1\2", segment), end
    if "\\." in segment and not _BARE_DOT.search(segment):
        return segment.replace("\\.", "."), end
    end = _position(_DELIMITER, rest)
    return rest[:end], end


def _position(pattern: re.Pattern[str], text: str) -> int:
    match = pattern.search(text)
    return match.start() if match else len(text)


def _refang_host(host: str) -> tuple[str, bool]:
    """The host, and whether its dots were disarmed."""
    if not host.isascii():
        host = host.translate(_NOISE)
    value, dots = _HOST_DOT.subn(".", host)
    if ":" in value:
        value = _COLON.sub(lambda match: match[match.lastindex or 1], value)
    return value, dots > 0


def _refang_plain(value: str, wide: str) -> str:
    """What has neither scheme nor at sign: a name, an address, a hash, a host with a path."""
    slash = _SLASH.search(wide)
    if slash and "/" not in wide[: slash.start()]:
        # Only the one that ends the host: those of a path are its own, unless the host is disarmed.
        value = f"{value[: slash.start()]}/{value[slash.end() :]}"
        wide = f"{wide[: slash.start()]}/{wide[slash.end() :]}"
    authority, end = _split_authority(wide)
    tail = value[end:]
    if tail:
        tail = wide[end] + tail[1:]
    host, disarmed = _refang_host(authority)
    if disarmed:
        tail = REST.sub(_plain_character, tail)
    return host + tail


def _plain_character(match: re.Match[str]) -> str:
    return "." if match[1] else ":" if match[2] else "@" if match[3] else "/"
