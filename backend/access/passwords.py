"""Passwords: Argon2id, never shorter than twelve characters, never one that everybody tries."""

import unicodedata

import argon2
from argon2.exceptions import InvalidHashError, VerificationError

from backend.models.errors import FieldError, InvalidInputError

MIN_LENGTH = 12
MAX_LENGTH = 1000
# Those of at least twelve characters that lists of leaked passwords begin with.
COMMONEST = frozenset(
    {
        "123456789012",
        "1234567890123",
        "12345678901234",
        "123456789101112",
        "1q2w3e4r5t6y7u8i",
        "1qaz2wsx3edc4rfv",
        "abcdefghijkl",
        "abcdefghijklm",
        "adminadminadmin",
        "administrator",
        "changemechangeme",
        "iloveyouiloveyou",
        "letmeinletmein",
        "password1234",
        "password12345",
        "password123456",
        "passwordpassword",
        "qwerty123456",
        "qwertyqwerty",
        "qwertyuiop12",
        "qwertyuiop123",
        "qwertyuiopasdf",
        "welcomewelcome",
    }
)
_HASHER = argon2.PasswordHasher()


def hash_password(password: str, *, email: str = "", pointer: str = "/password") -> str:
    """The PHC string to store.

    Args:
        password: as it was typed.
        email: whose it is to be: an address is no password for itself.
        pointer: where it stood, for the error.

    Raises:
        InvalidInputError: too short, too long, trivially weak, or no text.
    """
    reason = unfit(password, email)
    if reason:
        raise InvalidInputError(reason, errors=(FieldError(pointer, reason),))
    return _HASHER.hash(_normal(password))


def unfit(password: str, email: str) -> str:
    """Why a password can't be taken; empty when it can."""
    if not MIN_LENGTH <= len(password) <= MAX_LENGTH:
        return (
            f"the password has {len(password)} characters; {MIN_LENGTH} to {MAX_LENGTH} are needed"
        )
    try:
        password.encode()
    except UnicodeEncodeError:
        return "the password is not text in UTF-8"
    lower = password.lower()
    if len(set(lower)) == 1:
        return "the password is one character again and again: choose another"
    if lower in (email.lower(), email.lower().partition("@")[0]):
        return "the password is the e-mail address: choose another"
    if lower in COMMONEST:
        return "the password is one of those that are tried first: choose another"
    return ""


def verify_password(stored: str, password: str) -> bool:
    """Whether it is the one that `stored` was made from. Takes tens of milliseconds."""
    try:
        return _HASHER.verify(stored, _normal(password).encode("utf-8", "replace"))
    except (VerificationError, InvalidHashError):
        return False


def _normal(password: str) -> str:
    """Keyboards send the same letter as one character or as letter and accent."""
    return unicodedata.normalize("NFC", password)
