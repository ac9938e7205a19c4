"""What the command line does on the database itself, authorised by access to the data folder."""

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import msgspec

from backend.access.tokens import create_token as make_token
from backend.access.users import create_user as make_user
from backend.access.users import get_user_by_email
from backend.access.users import set_password as replace_password
from backend.db.connection import connect
from backend.feeds.files import FeedFiles
from backend.feeds.importing import import_file
from backend.feeds.loading import LOST_PERCENT, LoadedPart
from backend.ignore_lists.importing import ImportOptions, import_path
from backend.models.errors import InvalidInputError
from backend.models.ignore_lists import Action, Imported
from backend.models.secrets import Secret, SecretCreate
from backend.packs import before, importing, keys, making
from backend.packs.archive import open_pack
from backend.packs.manifest import Manifest
from backend.secrets import store as secrets_store
from backend.secrets.keys import KeyFile
from backend.secrets.rotation import Rotated, rotate
from backend.secrets.store import SYSTEM_USER_ID

APPLICATION_NAME = "admin"


def create_user(database_url: str, *, email: str, role: str, password: str) -> str:
    """Make a user; its id. Errors as `access.users.create_user`."""
    with closing(connect(database_url, application_name=APPLICATION_NAME)) as connection:
        return make_user(connection, email=email, role=role, password=password)


def set_password(database_url: str, *, email: str, password: str) -> int:
    """Give a user another password and end all sessions; how many there were.

    Errors as `access.users.get_user_by_email` and `access.users.set_password`.
    """
    with closing(connect(database_url, application_name=APPLICATION_NAME)) as connection:
        user = get_user_by_email(connection, email)
        return replace_password(connection, user=user, password=password)


def create_token(database_url: str, *, email: str, note: str) -> str:
    """Make a token for a user; it is shown this once. Errors as `access.tokens.create_token`."""
    with closing(connect(database_url, application_name=APPLICATION_NAME)) as connection:
        return make_token(connection, user=get_user_by_email(connection, email), note=note)


def set_secret(database_url: str, key_file: Path, *, name: str, value: str) -> bool:
    """Keep a secret of this name, or give it another value; whether it is a new one.

    Raises:
        InvalidInputError: name or value do not fit.
        SecretKeyError: the key file is missing although there are secrets, or can't be read.
    """
    try:
        new = msgspec.convert({"name": name, "value": value}, SecretCreate)
    except msgspec.ValidationError as error:
        raise InvalidInputError(f"{error}; nothing was kept") from None
    with closing(connect(database_url, application_name=APPLICATION_NAME)) as connection:
        return secrets_store.put(connection, KeyFile(key_file), new)


def list_secrets(database_url: str) -> list[Secret]:
    """Every secret without its value, by name."""
    with closing(connect(database_url, application_name=APPLICATION_NAME)) as connection:
        return secrets_store.list_all(connection)


def rotate_secret_key(database_url: str, key_file: Path) -> Rotated:
    """Another key for all secrets. Errors as `secrets.rotation.rotate`."""
    with closing(connect(database_url, application_name=APPLICATION_NAME)) as connection:
        return rotate(connection, KeyFile(key_file))


def import_feed(
    database_url: str,
    *,
    slug: str,
    path: Path,
    force: bool,
    parse_command: Sequence[str],
    part: str | None = None,
    files: Path | None = None,
    lost_percent: int = LOST_PERCENT,
) -> list[LoadedPart]:
    """Load a file into a feed; `files` is the folder of those kept whole.

    Errors as `feeds.importing.import_file`.
    """
    return import_file(
        database_url,
        slug,
        path,
        part=part,
        files=FeedFiles(files),
        force=force,
        lost_percent=lost_percent,
        parse_command=parse_command,
    )


def import_ignore_lists(
    database_url: str,
    path: Path,
    *,
    file_format: str | None,
    enabled: bool,
    is_global: bool,
    annotate: bool,
    name: str | None,
) -> Imported:
    """Put the lists of a file, an archive or a folder into the database.

    Errors as `ignore_lists.importing.import_path`.
    """
    options = ImportOptions(
        format=file_format,
        enabled=enabled,
        is_global=is_global,
        action=Action.ANNOTATE if annotate else Action.BLOCK,
        name=name,
    )
    return import_path(database_url, path, options, user_id=SYSTEM_USER_ID)


def make_pack_key(path: Path) -> tuple[str, Path]:
    """A key that signs packs, in a file. Errors as `packs.keys.make_key`."""
    return keys.make_key(path)


def trust_pack_key(folder: Path, path: Path) -> str:
    """Trust what a key signs; its fingerprint. Errors as `packs.keys.trust`."""
    return keys.trust(folder, path)


def trusted_pack_keys(folder: Path) -> list[str]:
    """The fingerprints of the keys that are trusted. Errors as `packs.keys.trusted_keys`."""
    return [keys.fingerprint(key) for key in keys.trusted_keys(folder)]


def make_pack(
    database_url: str,
    path: Path,
    *,
    signing_key: Path,
    files: Path,
    version: str,
    base: Path | None,
) -> Manifest:
    """Write a pack of what is loaded; `files` is the folder of feeds' files.

    Errors as `packs.making.make_pack`.
    """
    return making.make_pack(
        database_url,
        path,
        signing_key=signing_key,
        files=FeedFiles(files),
        version=version,
        base=base,
    )


def verify_pack(path: Path, folder: Path) -> tuple[Manifest, str]:
    """What a pack says, and the key that signed it, when all of it is as it was signed.

    Errors as `packs.archive.open_pack`; `folder` has the keys that are trusted.
    """
    with open_pack(path, keys.trusted_keys(folder)) as pack:
        return pack.manifest, pack.signed_by


def import_pack(
    database_url: str,
    path: Path,
    *,
    folder: Path,
    files: Path,
    parse_command: Sequence[str],
    force: bool,
) -> importing.ImportedPack:
    """Put a pack's content in the place of what is here. Errors as `importing.import_pack`."""
    return importing.import_pack(
        database_url,
        path,
        trusted=keys.trusted_keys(folder),
        files=FeedFiles(files),
        parse_command=parse_command,
        force=force,
        user_id=SYSTEM_USER_ID,
    )


def roll_back_pack(database_url: str, *, files: Path) -> before.RolledBack:
    """Undo the last import. Errors as `packs.before.roll_back`."""
    return before.roll_back(database_url, files=FeedFiles(files))


def list_packs(database_url: str) -> list[before.PastImport]:
    """The last hundred imports, the newest first."""
    with closing(connect(database_url, application_name=APPLICATION_NAME)) as connection:
        return before.list_imports(connection)
