"""Kinds that one pattern describes: hashes, AS numbers, CVE numbers."""

import re
from collections.abc import Callable

from backend.indicators.wording import UnfitError, name_character

MAX_ASN = 2**32 - 1
MAX_ASDOT_PART = 2**16 - 1
FIRST_CVE_YEAR = 1999
MAX_CHUNK = 64
SMALLEST_BLOCK = 3
LARGEST_BLOCK = 3 << 30
TLSH_LENGTH = 72

_NOT_HEX = re.compile(r"[^0-9a-f]")
_TLSH = re.compile(r"T1[0-9A-F]{70}")
_SSDEEP = re.compile(r"([1-9][0-9]{0,9}):([A-Za-z0-9+/]*):([A-Za-z0-9+/]*)")
_ASN = re.compile(r"(?:ASN? ?)?(?:(0|[1-9][0-9]*)\.)?(0|[1-9][0-9]*)", re.IGNORECASE)
_CVE = re.compile(r"CVE-([0-9]{4})-([0-9]{4,19})", re.IGNORECASE)
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))


def canonical_hash(digits: int) -> Callable[[str], str]:
    """The reader of hashes of so many hexadecimal digits; in lower case."""

    def canonical(text: str) -> str:
        lower = text.lower()
        foreign = _NOT_HEX.search(lower)
        if foreign:
            raise UnfitError(f"it contains {name_character(foreign[0])}")
        if len(lower) != digits:
            raise UnfitError(f"it has {len(lower)} digits and not {digits}")
        return lower

    return canonical


def canonical_tlsh(text: str) -> str:
    """`T1` and 70 digits, in upper case.

    Raises:
        UnfitError: saying what is wrong with the hash.
    """
    upper = text.upper()
    if _TLSH.fullmatch(upper):
        return upper
    if not upper.startswith("T1"):
        raise UnfitError("it does not begin with T1")
    foreign = _NOT_HEX.search(text[2:].lower())
    if foreign:
        raise UnfitError(f"it contains {name_character(foreign[0])}")
    raise UnfitError(f"it has {len(text)} characters and not {TLSH_LENGTH}")


def canonical_ssdeep(text: str) -> str:
    """Block size, and two chunks of at most 64 characters, as they are.

    Raises:
        UnfitError: saying what is wrong with the hash.
    """
    match = _SSDEEP.fullmatch(text)
    if match is None:
        raise UnfitError(_wrong_ssdeep(text))
    block = int(match[1])
    power, rest = divmod(block, SMALLEST_BLOCK)
    if rest or power & (power - 1) or block > LARGEST_BLOCK:
        raise UnfitError("its block size is not 3 times a power of two")
    if max(len(match[2]), len(match[3])) > MAX_CHUNK:
        raise UnfitError(f"a chunk is longer than {MAX_CHUNK} characters")
    return text


def _wrong_ssdeep(text: str) -> str:
    if ',"' in text:
        return "a file name follows it, leave that away"
    if text.count(":") != 2:  # noqa: PLR2004 — three parts
        return "it has not three parts with a colon between them"
    block, _, chunks = text.partition(":")
    if not block.isascii() or not block.isdigit():
        return "it does not begin with a block size"
    foreign = re.search(r"[^A-Za-z0-9+/:]", chunks)
    return f"it contains {name_character(foreign[0])}" if foreign else "its block size is no number"


def canonical_asn(text: str) -> str:
    """`AS` and the number; `AS1.10` (asdot) becomes `AS65546`.

    Raises:
        UnfitError: saying what is wrong with the number.
    """
    match = _ASN.fullmatch(text)
    if match is None:
        raise UnfitError("it is not AS and a number")
    high, low = match[1], match[2]
    if len(low) > len(str(MAX_ASN)) or len(high or "") > len(str(MAX_ASDOT_PART)):
        raise UnfitError(f"it is above {MAX_ASN}")
    if high is None:
        number = int(low)
    elif int(high) > MAX_ASDOT_PART or int(low) > MAX_ASDOT_PART:
        raise UnfitError(f"a part of it is above {MAX_ASDOT_PART}")
    else:
        number = (int(high) << 16) + int(low)
    if number > MAX_ASN:
        raise UnfitError(f"it is above {MAX_ASN}")
    return f"AS{number}"


def canonical_cve(text: str) -> str:
    """`CVE-year-number`, in upper case, its number without superfluous zeros.

    Raises:
        UnfitError: saying what is wrong with the number.
    """
    match = _CVE.fullmatch(text.translate(_DASHES))
    if match is None:
        raise UnfitError("it is not CVE, a year of four digits and a number of four or more")
    if int(match[1]) < FIRST_CVE_YEAR:
        raise UnfitError(f"its year is before {FIRST_CVE_YEAR}")
    if len(match[2]) > 4 and match[2].startswith("0"):  # noqa: PLR2004 — digits
        raise UnfitError("its number has superfluous zeros")
    return f"CVE-{match[1]}-{match[2]}"
