"""What is said about values that do not fit, without trusting what they contain."""

import unicodedata

from backend.models.indicators import Kind, KindName

SHOWN = 48
"""Characters of a value that a message shows at most; a part of it, such as a label, adds 24."""

SHOWN_PART = 24

NAMES = {
    Kind.DOMAIN: "a domain name",
    Kind.IPV4: "an IPv4 address",
    Kind.IPV6: "an IPv6 address",
    Kind.URL: "a URL",
    Kind.EMAIL: "an e-mail address",
    Kind.SHA1: "a SHA1",
    Kind.SHA256: "a SHA256",
    Kind.SHA512: "a SHA512",
    Kind.MD5: "an MD5",
    Kind.TLSH: "a TLSH",
    Kind.SSDEEP: "an SSDEEP hash",
    Kind.CIDR: "a network in CIDR form",
    Kind.ASN: "an AS number",
    Kind.CVE: "a CVE number",
}

EXPECTED = {
    Kind.DOMAIN: "expected a name of at least two labels such as example.com",
    Kind.IPV4: "expected four numbers from 0 to 255 such as 192.0.2.1",
    Kind.IPV6: "expected an address such as 2001:db8::1",
    Kind.URL: "expected a scheme and a host such as https://example.com/path",
    Kind.EMAIL: "expected an address such as user@example.com",
    Kind.SHA1: "expected 40 hexadecimal digits",
    Kind.SHA256: "expected 64 hexadecimal digits",
    Kind.SHA512: "expected 128 hexadecimal digits",
    Kind.MD5: "expected 32 hexadecimal digits",
    Kind.TLSH: "expected T1 and 70 hexadecimal digits",
    Kind.SSDEEP: "expected blocksize:chunk:chunk such as 3:AXGBicFlgVNhBGcL6:AXGHsNhxLsr2C",
    Kind.CIDR: "expected a network such as 192.0.2.0/24 or 2001:db8::/32",
    Kind.ASN: "expected a number from 0 to 4294967295 such as AS64496",
    Kind.CVE: "expected year and number such as CVE-2024-12345",
}

_SPOKEN_AN = frozenset({Kind.MD5, Kind.SSDEEP})
_VOWELS = "AEIO"


class UnfitError(Exception):
    """A value is not of a kind; says why in words that follow "it is not …: "."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def show(value: str, limit: int = SHOWN) -> str:
    """The beginning of a value, at most `limit` characters, nothing in it but what can be seen."""
    shown: list[str] = []
    length = 0
    for character in value[:limit]:
        visible = _visible(character)
        length += len(visible)
        if length > limit:
            break
        shown.append(visible)
    ended = len(shown) == len(value)
    return f'"{"".join(shown)}"' if ended else f'"{"".join(shown)}…"'


def _visible(character: str) -> str:
    if character.isprintable() and unicodedata.category(character) != "Mn":
        return character
    return f"\\u{ord(character):04x}"


def name_character(character: str) -> str:
    """A character as it can be told from those that look like it."""
    if "!" <= character <= "~":
        return f'"{character}"'
    return f"U+{ord(character):04X}"


def with_article(kind: KindName) -> str:
    """`a DOMAIN`, `an IPV4`."""
    return f"an {kind}" if kind in _SPOKEN_AN or kind[:1] in _VOWELS else f"a {kind}"
