"""The kind of a value that came without one.

One kind is chosen by shape, then that kind's own reader decides: what looks like an IPv4 address
and is none is refused with the reader's reason, never taken for something else. A number alone is
no AS number, and a text with several indicators is not one of them. Kinds that users defined come
after those of the program, in the order of their names.
"""

import re
from collections.abc import Mapping

import msgspec

from backend.indicators.canonical import CANONICAL
from backend.indicators.refang import HOST_AND_PATH, has_scheme, refang, without_punctuation
from backend.indicators.user_kinds import UserKinds, candidates, current
from backend.indicators.wording import EXPECTED, NAMES, UnfitError, show
from backend.models.errors import InvalidInputError
from backend.models.indicators import Indicator, Kind, KindName

HASHES = {32: Kind.MD5, 40: Kind.SHA1, 64: Kind.SHA256, 128: Kind.SHA512}

_HEX = re.compile(r"[0-9A-Fa-f]{16,}")
_ASN = re.compile(r"ASN? ?[0-9]+(?:\.[0-9]+)?", re.IGNORECASE)
_CVE = re.compile(r"CVE[-\u2010-\u2014\u2212][0-9]", re.IGNORECASE)
_TLSH = re.compile(r"T1[0-9A-F]{60,}", re.IGNORECASE)
_SSDEEP = re.compile(r"[0-9]+:[A-Za-z0-9+/]*:[A-Za-z0-9+/]*")
_SHORTEST_SSDEEP = 11
_NETWORK = re.compile(r"(?:[0-9.]+|[0-9A-Fa-f]*:[0-9A-Fa-f:.]*)/[0-9.]+")
_QUAD = re.compile(r"[0-9]+(?:\.[0-9]+){3}")
_LOOSE_QUAD = re.compile(r"(?:[0-9]+|0x[0-9a-f]*)(?:\.(?:[0-9]+|0x[0-9a-f]*)){0,7}", re.IGNORECASE)
_COLONS = re.compile(r"\[?[0-9A-Fa-f.]*:[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*(?:%.*)?\]?")
_PORT = re.compile(r"(?:[^:/?#\s]+|\[[0-9A-Fa-f:.]+\]):[0-9]{1,5}")
_NUMBER = re.compile(r"[0-9]+")
_BARE_IPV6_URL = re.compile(r"\[[0-9A-Fa-f:.]+\](?::[0-9]{1,5})?[/?#]")
_SEVERAL_URLS = re.compile(r"[,;|](?:https?|ftp)://", re.IGNORECASE)

REASONS = {
    Kind.DOMAIN: "It is a name of at least two labels.",
    Kind.IPV4: "It is four numbers from 0 to 255.",
    Kind.IPV6: "It is an address in groups of hexadecimal digits.",
    Kind.URL: "It begins with a scheme and a host.",
    Kind.EMAIL: 'It is a local part, "@" and a domain.',
    Kind.MD5: "It is 32 hexadecimal digits.",
    Kind.SHA1: "It is 40 hexadecimal digits.",
    Kind.SHA256: "It is 64 hexadecimal digits.",
    Kind.SHA512: "It is 128 hexadecimal digits.",
    Kind.TLSH: "It is T1 and 70 hexadecimal digits.",
    Kind.SSDEEP: "It is a block size and two chunks.",
    Kind.CIDR: 'It is an address, "/" and a number of bits.',
    Kind.ASN: "It is AS and a number.",
    Kind.CVE: "It is CVE, a year and a number.",
}
BARE_URL = "It is a host with a path and no scheme, read as http."


class Detection(msgspec.Struct, frozen=True):
    """What a value is.

    `reason` is one short sentence, and a second one if there are `alternatives`: further kinds
    that the same text is valid as, so that `parse` with one of them succeeds.
    """

    indicator: Indicator
    reason: str
    alternatives: tuple[KindName, ...] = ()


def detect(text: str, kinds: UserKinds | None = None) -> Detection:
    """The kind and the canonical form of one value.

    `kinds` are those that users defined; without it, those of this process.

    Raises:
        InvalidInputError: it is nothing that is known, or not one value.
    """
    found = _find(text, current() if kinds is None else kinds)
    if not found.alternatives:
        return found
    reason = f"{found.reason} It could be {' or '.join(found.alternatives)} too."
    return Detection(found.indicator, reason, found.alternatives)


def _find(text: str, kinds: UserKinds) -> Detection:
    value = refang(without_punctuation(text))
    try:
        found = _detect(value)
    except UnfitError as error:
        fits = kinds.fits(candidates(text, value)) if kinds else {}
        if not fits:
            raise InvalidInputError(f"{show(text.strip())} {error.why}.") from None
        return _own(text, fits, kinds)
    if not kinds:
        return found
    others = kinds.fits(candidates(text, value))
    return Detection(found.indicator, found.reason, (*found.alternatives, *others))


def _own(text: str, fits: Mapping[KindName, str], kinds: UserKinds) -> Detection:
    """As a kind that users defined, one of those that it fits.

    Its canonical form decides, so that it is told the same when it is asked about again. This
    ends, because each time an earlier kind takes it, or the same one as it is.
    """
    name, data = next(iter(fits.items()))
    if data == text.strip():
        found = Detection(Indicator(data, name), f"It matches the pattern of {name}.")
    else:
        found = _find(data, kinds)
    others = tuple(other for other in fits if other != found.indicator.kind)
    return Detection(found.indicator, found.reason, others)


def recognise(value: str) -> Kind | None:
    """What a refanged value is of the kinds that come with the program, or None."""
    try:
        return Kind(_detect(value).indicator.kind)
    except UnfitError:
        return None


def _detect(value: str) -> Detection:
    kind = _shape(value)
    if kind is None:
        return _bare_url(value)
    try:
        data = CANONICAL[kind](value)
    except UnfitError as error:
        raise UnfitError(_not(kind, error)) from None
    return Detection(Indicator(data, kind), REASONS[kind], _alternatives(value, kind))


def _alternatives(value: str, kind: Kind) -> tuple[Kind, ...]:
    """`3::` is an address and the hash of an empty file."""
    return _also(value, Kind.SSDEEP) if kind == Kind.IPV6 else ()


def _also(value: str, kind: Kind) -> tuple[Kind, ...]:
    """The kind, if the value is valid as it too."""
    try:
        CANONICAL[kind](value)
    except UnfitError:
        return ()
    return (kind,)


def _shape(value: str) -> Kind | None:
    """The one kind that a value can be; None for a host with a path.

    Raises:
        UnfitError: it is none, in words that follow the value.
    """
    if "://" in value and has_scheme(value):
        _refuse_several(value)
        if _SEVERAL_URLS.search(value):
            raise UnfitError("seems to be several URLs: if it is one, say so with its kind")
        return Kind.URL
    if "@" in value:
        _refuse_several(value)
        return None if HOST_AND_PATH.match(value) else Kind.EMAIL
    if ":" in value:
        return _with_colon(value)
    if _ASN.fullmatch(value):
        return Kind.ASN
    _refuse_several(value)
    if "." not in value:
        return _word(value)
    return _dotted(value)


def _refuse_several(value: str) -> None:
    if not value:
        raise UnfitError("is empty: expected one indicator")
    if any(character.isspace() for character in value):
        raise UnfitError("contains spaces: expected one indicator, without text around it")


def _with_colon(value: str) -> Kind | None:
    _refuse_several(value)
    # Two colons apart are too few for an address, also for that of a network.
    if _SSDEEP.fullmatch(value) and "::" not in value and len(value) >= _SHORTEST_SSDEEP:
        return Kind.SSDEEP
    if _COLONS.fullmatch(value):
        return Kind.IPV6
    if _NETWORK.fullmatch(value):
        return Kind.CIDR
    if _SSDEEP.fullmatch(value.partition(",")[0]) and len(value) >= _SHORTEST_SSDEEP:
        return Kind.SSDEEP
    if _PORT.fullmatch(value):
        raise UnfitError(
            "is a host with a port: ask for the host alone, or for a URL with a scheme before it"
        )
    if HOST_AND_PATH.match(value) or _BARE_IPV6_URL.match(value):
        return None
    raise UnfitError("is no indicator that is known")


def _word(value: str) -> Kind:
    """What has neither dot nor colon."""
    if _HEX.fullmatch(value):
        kind = HASHES.get(len(value))
        if kind is None and not value.isdigit():
            raise UnfitError(
                f"is {len(value)} hexadecimal digits: an MD5 has 32, a SHA1 40, a SHA256 64, "
                "a SHA512 128"
            )
        if kind is not None:
            return kind
    if _CVE.match(value):
        return Kind.CVE
    if _TLSH.match(value):
        return Kind.TLSH
    if _NUMBER.fullmatch(value):
        raise UnfitError("is a number alone: for an AS number write AS before it")
    if _LOOSE_QUAD.fullmatch(value):
        return Kind.IPV4
    raise UnfitError("is no indicator that is known: a name needs at least two labels")


def _dotted(value: str) -> Kind | None:
    if _NETWORK.fullmatch(value):
        return Kind.CIDR
    if _QUAD.fullmatch(value) or _LOOSE_QUAD.fullmatch(value):
        return Kind.IPV4
    return None if HOST_AND_PATH.match(value) else Kind.DOMAIN


def _bare_url(value: str) -> Detection:
    """A host with a path; where that fails, an address with a slash in its local part."""
    also = _also(value, Kind.EMAIL) if "@" in value else ()
    try:
        data = CANONICAL[Kind.URL](f"http://{value}")
    except UnfitError as error:
        if also:
            address = Indicator(CANONICAL[Kind.EMAIL](value), Kind.EMAIL)
            return Detection(address, REASONS[Kind.EMAIL])
        raise UnfitError(_not(Kind.URL, error)) from None
    return Detection(Indicator(data, Kind.URL), BARE_URL, also)


def _not(kind: Kind, error: UnfitError) -> str:
    return f"is not {NAMES[kind]}: {error.why}; {EXPECTED[kind]}"
