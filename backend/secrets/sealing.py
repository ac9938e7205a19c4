"""Values, sealed: AES-256-GCM, under a nonce of their own, together with the id of their secret.

The id is authenticated and not stored, so that a value that was put into another row, or changed
by one bit, does not open.
"""

import secrets

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from backend.models.secrets import SealedSecret
from backend.secrets.keys import KeyFile, Keys, SecretKeyError

NONCE_BYTES = 12


class Sealed(msgspec.Struct, frozen=True):
    """An encrypted value and the version of the key that opens it."""

    key_version: int
    value: bytes


def seal(keys: Keys, secret_id: str, value: str) -> Sealed:
    """Encrypt a value by the newest key."""
    version = max(keys)
    nonce = secrets.token_bytes(NONCE_BYTES)
    sealed = AESGCM(keys[version]).encrypt(nonce, value.encode(), secret_id.encode())
    return Sealed(version, nonce + sealed)


def unseal(file: KeyFile, secret: SealedSecret) -> str:
    """The value of a secret.

    Raises:
        SecretKeyError: the key file is missing or has another key, or the value was tampered with.
    """
    key = file.find(secret.key_version)
    nonce, sealed = secret.value[:NONCE_BYTES], secret.value[NONCE_BYTES:]
    try:
        return AESGCM(key).decrypt(nonce, sealed, secret.id.encode()).decode()
    except (InvalidTag, ValueError):
        raise SecretKeyError(
            f"the key of version {secret.key_version} in {file.path} does not open the secret "
            f"{secret.name!r}: put the file back that it was encrypted with, or set its value again"
        ) from None
