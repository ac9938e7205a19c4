"""IPv4 and IPv6 addresses, and networks of them."""

import ipaddress
import re

from backend.indicators.wording import UnfitError, name_character

_OCTET = r"(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_IPV4 = re.compile(rf"{_OCTET}(?:\.{_OCTET}){{3}}")
_PORT = re.compile(rf"{_IPV4.pattern}:[0-9]+")
_NOT_IPV4 = re.compile(r"[^0-9.]")
_NOT_IPV6 = re.compile(r"[^0-9A-Fa-f:.]")
_PREFIX = re.compile(r"0|[1-9][0-9]{0,2}")
NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
"""A label, in lower case, by which a browser takes a host for an IPv4 address."""

OCTETS = 4
MAX_OCTET = 255
LONGEST_IPV6 = 45
IPV4_MAPPED = 0xFFFF << 32


def canonical_ipv4(text: str) -> str:
    """A dotted quad.

    Raises:
        UnfitError: saying what is wrong with the address.
    """
    try:
        return _quad(text)
    except UnfitError as error:
        raise UnfitError(f"{error.why}{_loosely(text)}") from None


def _quad(text: str) -> str:
    if _IPV4.fullmatch(text):
        return text
    raise UnfitError(_wrong_ipv4(text))


def _loosely(text: str) -> str:
    try:
        return f" (a browser takes it for {read_loose_ipv4(text.lower())})"
    except UnfitError:
        return ""


def read_loose_ipv4(host: str) -> str:
    """The address that a browser asks: `3221225985`, `0300.0.0x2.1` are 192.0.2.1.

    Such forms are for hosts of URLs; alone they are refused, as programs read them differently.

    Raises:
        UnfitError: it is none in any notation.
    """
    parts = host.split(".")
    if len(parts) > OCTETS or not all(NUMBER.fullmatch(part) for part in parts):
        raise UnfitError("it ends in a number and is no IPv4 address")
    numbers = [_number(part) for part in parts]
    last = numbers.pop()
    if any(number > MAX_OCTET for number in numbers) or last >= 256 ** (OCTETS - len(numbers)):
        raise UnfitError("a number of its IPv4 address is too large")
    value = last + sum(number << 8 * (3 - index) for index, number in enumerate(numbers))
    return ".".join(str(value >> shift & MAX_OCTET) for shift in (24, 16, 8, 0))


def _number(part: str) -> int:
    if len(part) > 40:  # noqa: PLR2004 — far above 2**32 in any base, and quick to read
        raise UnfitError("a number of its IPv4 address is too large")
    if part.startswith("0x"):
        return int(part[2:] or "0", 16)
    if len(part) > 1 and part.startswith("0"):
        if not set(part) <= set("01234567"):
            raise UnfitError("a number with a leading zero is not octal")
        return int(part, 8)
    return int(part)


def _wrong_ipv4(text: str) -> str:
    if _PORT.fullmatch(text):
        return "a port follows it, ask for the address alone"
    foreign = _NOT_IPV4.search(text)
    if foreign:
        return f"it contains {name_character(foreign[0])}"
    octets = text.split(".")
    if len(octets) != OCTETS:
        numbers = "one number" if len(octets) == 1 else f"{len(octets)} numbers"
        return f"it has {numbers} and not four"
    if not all(octets):
        return "a number is missing between two dots"
    if any(len(octet) > 1 and octet.startswith("0") for octet in octets):
        return "a number has a leading zero, which some read as octal"
    return f"a number is above {MAX_OCTET}"


def canonical_ipv6(text: str) -> str:
    """Compressed and in lower case (RFC 5952); an IPv4-mapped one as `::ffff:192.0.2.1`.

    Raises:
        UnfitError: saying what is wrong with the address.
    """
    bare = text[1:-1] if text.startswith("[") and text.endswith("]") else text
    if "%" in bare:
        raise UnfitError("it has a zone, which means something on one machine alone")
    return write_ipv6(read_ipv6(bare))


def read_ipv6(text: str) -> int:
    """The address as a number.

    Raises:
        UnfitError: saying what is wrong with the address.
    """
    foreign = _NOT_IPV6.search(text)
    if foreign:
        raise UnfitError(f"it contains {name_character(foreign[0])}")
    if len(text) > LONGEST_IPV6:
        raise UnfitError(f"it is longer than {LONGEST_IPV6} characters")
    try:
        return int(ipaddress.IPv6Address(text))
    except ValueError:
        raise UnfitError(_wrong_ipv6(text)) from None


def _wrong_ipv6(text: str) -> str:
    if ":" not in text:
        return "it has no colon"
    if text.count("::") > 1:
        return '"::" stands in it more than once'
    groups = text.split(":")
    if any(len(group) > OCTETS for group in groups if "." not in group):
        return "a group has more than four digits"
    if "." in text:
        return "its last part is not an IPv4 address"
    if "::" not in text and len(groups) != 8:  # noqa: PLR2004 — groups of an address
        return f"it has {len(groups)} groups and not eight"
    return "its groups are not eight"


def write_ipv6(number: int) -> str:
    """The text of an address, the same on every version of Python."""
    if number >> 32 == IPV4_MAPPED >> 32:
        return f"::ffff:{ipaddress.IPv4Address(number & 0xFFFFFFFF)}"
    return str(ipaddress.IPv6Address(number))


def canonical_cidr(text: str) -> str:
    """A network whose host bits are zero.

    Raises:
        UnfitError: saying what is wrong with the network; names the right one if host bits are set.
    """
    address, slash, prefix = text.partition("/")
    if not slash:
        raise UnfitError('it has no "/" and number of bits')
    version_6 = ":" in address
    address = canonical_ipv6(address) if version_6 else _quad(address)
    bits = 128 if version_6 else 32
    if not _PREFIX.fullmatch(prefix):
        raise UnfitError(_wrong_prefix(prefix, bits))
    if int(prefix) > bits:
        raise UnfitError(f'the number after "/" is above {bits}')
    number = int(ipaddress.ip_address(address))
    size = bits - int(prefix)
    network = number >> size << size
    written = write_ipv6(network) if version_6 else str(ipaddress.IPv4Address(network))
    if network != number:
        raise UnfitError(f"host bits are set, the network is {written}/{prefix}")
    return f"{written}/{prefix}"


def _wrong_prefix(prefix: str, bits: int) -> str:
    if _IPV4.fullmatch(prefix):
        return "a mask stands where the number of bits is expected"
    return f'what follows "/" is not a number of bits from 0 to {bits}'
