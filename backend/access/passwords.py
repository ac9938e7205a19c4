"""Passwords: Argon2id, never shorter than twelve characters."""

import argon2

from backend.models.errors import InvalidInputError

MIN_LENGTH = 12
MAX_LENGTH = 1000
_HASHER = argon2.PasswordHasher()


def hash_password(password: str) -> str:
    """The PHC string to store.

    Raises:
        InvalidInputError: too short, too long, or no text.
    """
    if not MIN_LENGTH <= len(password) <= MAX_LENGTH:
        raise InvalidInputError(
            f"the password has {len(password)} characters; {MIN_LENGTH} to {MAX_LENGTH} are needed"
        )
    try:
        return _HASHER.hash(password)
    except UnicodeEncodeError:
        raise InvalidInputError("the password is not text in UTF-8") from None
