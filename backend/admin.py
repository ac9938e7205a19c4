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
from backend.feeds.loading import LoadedPart
from backend.ignore_lists.importing import ImportOptions, import_path
from backend.models.errors import InvalidInputError
from backend.models.ignore_lists import Action, Imported
from backend.models.secrets import Secret, SecretCreate
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
    files: Path | None = None,
) -> list[LoadedPart]:
    """Load a file into a feed; `files` is the folder of those kept whole.

    Errors as `feeds.importing.import_file`.
    """
    return import_file(
        database_url,
        slug,
        path,
        files=FeedFiles(files),
        force=force,
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
