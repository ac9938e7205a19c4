"""E-mail addresses: the local part as it was written, the domain in canonical form.

Only the receiving server knows what the local part means, so neither case nor dots nor `+tag` are
touched. Quoted local parts and addresses of hosts in brackets are refused: no source knows them.
"""

import re
import unicodedata

from backend.indicators.names import canonical_domain
from backend.indicators.wording import UnfitError, name_character

MAX_LOCAL = 64
MAX_ADDRESS = 254

_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+")
_FOREIGN = re.compile(r"[^A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]")
_LETTERS = frozenset("LMNSP")
"""General categories that stand for something to see."""


def canonical_email(text: str) -> str:
    """An address.

    Raises:
        UnfitError: saying what is wrong with the address.
    """
    local, at, domain = text.rpartition("@")
    if not at:
        raise UnfitError('it has no "@"')
    _check_local(local)
    try:
        domain = canonical_domain(domain)
    except UnfitError as error:
        raise UnfitError(f"its domain does not fit: {error.why}") from None
    address = f"{local}@{domain}"
    if _octets(address) > MAX_ADDRESS:
        raise UnfitError(f"it is longer than {MAX_ADDRESS} octets")
    return address


def _check_local(local: str) -> None:
    if not local:
        raise UnfitError('nothing stands before "@"')
    if not _ATOMS.fullmatch(local):
        _check_characters(local)
    if local.startswith(".") or local.endswith(".") or ".." in local:
        raise UnfitError('a dot stands at an end of what is before "@", or beside another dot')
    if _octets(local) > MAX_LOCAL:
        raise UnfitError(f'what is before "@" is longer than {MAX_LOCAL} octets')


def _check_characters(local: str) -> None:
    for match in _FOREIGN.finditer(local):
        character = match[0]
        if character.isascii() or unicodedata.category(character)[0] not in _LETTERS:
            raise UnfitError(_wrong_character(character))


def _wrong_character(character: str) -> str:
    if character == "@":
        return 'it has more than one "@"'
    if character in ' <"':
        return "a display name or a quoted part stands in it, the bare address is enough"
    return f'{name_character(character)} stands before "@"'


def _octets(text: str) -> int:
    return len(text.encode())
