"""Another key for all secrets, made so that a crash at any moment loses none.

The key file gets the new key beside the old ones; all values move to it in one transaction; only
then the old ones leave the file. After a crash every value still has its key in the file, and the
next rotation ends what this one began.
"""

import msgspec

from backend.db.connection import Connection
from backend.db.queries import load
from backend.db.rows import to_struct
from backend.models.secrets import SealedSecret
from backend.secrets.keys import KeyFile, next_version
from backend.secrets.sealing import seal, unseal

Q = load("secrets")
Q_WEBHOOKS = load("webhooks")


class Rotated(msgspec.Struct, frozen=True):
    """What a rotation did: the key's version, and how many secrets moved.

    What signs for webhooks moved too, and is not counted.
    """

    key_version: int
    secrets: int


def rotate(connection: Connection, file: KeyFile) -> Rotated:
    """Encrypt every value by a new key and forget the old ones.

    Nobody else writes a value meanwhile.

    Raises:
        SecretKeyError: a value can't be decrypted, or the key file can't be read; nothing changed.
    """
    connection.run(Q.hold_keys)
    try:
        stored = [to_struct(row, SealedSecret) for row in connection.run(Q.list_sealed)]
        values = {secret.id: unseal(file, secret) for secret in stored}
        rows = connection.run(Q_WEBHOOKS.list_sealed_webhooks)
        signing = {row["id"]: unseal(file, to_struct(row, SealedSecret)) for row in rows}
        keys = next_version(file.keys())
        file.replace(keys)
        with connection.transaction():
            for secret_id, value in values.items():
                sealed = seal(keys, secret_id, value)
                connection.run(
                    Q.move_to_key,
                    id=secret_id,
                    value=sealed.value,
                    key_version=sealed.key_version,
                )
            for webhook_id, value in signing.items():
                sealed = seal(keys, webhook_id, value)
                connection.run(
                    Q_WEBHOOKS.set_webhook_secret,
                    id=webhook_id,
                    value=sealed.value,
                    key_version=sealed.key_version,
                )
        newest = max(keys)
        file.replace({newest: keys[newest]})
        return Rotated(newest, len(values))
    finally:
        if not connection.broken:
            connection.run(Q.release_keys)
