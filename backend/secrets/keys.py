"""The key file: the keys that values of secrets are encrypted by, one a line, `version:hex`.

The newest encrypts; older ones are there only while a rotation is under way. The file is replaced
as a whole, so that a power cut leaves the old one or the new one.
"""

import os
import re
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

from backend.models.errors import UnavailableError

KEY_BYTES = 32
LINE = re.compile(r"([1-9][0-9]{0,8}):([0-9a-f]{64})")

Keys = dict[int, bytes]
"""Keys by version."""


class SecretKeyError(UnavailableError):
    """Values of secrets can be neither read nor written."""

    code, title = "SECRET_KEY", "The key of the secrets is missing or is another one"


def next_version(keys: Keys) -> Keys:
    """These keys and a new one."""
    return {**keys, max(keys, default=0) + 1: secrets.token_bytes(KEY_BYTES)}


class KeyFile:
    """The file, by its path, and the keys that were in it since this process began."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._current: Keys = {}
        self._known: Keys = {}
        self._read_as: tuple[int, int, int] | None = None

    def keys(self) -> Keys:
        """The keys in the file; it is read again when it was replaced.

        Raises:
            SecretKeyError: it is missing, closed to this account, or no key file.
        """
        try:
            found = self.path.stat()
            state = (found.st_mtime_ns, found.st_ino, found.st_size)
            if state != self._read_as:
                self._current = self._parse(self.path.read_text(encoding="ascii", errors="replace"))
                self._read_as = state
                self._known |= self._current
        except FileNotFoundError:
            raise SecretKeyError(
                f"the key file {self.path} is missing: put it back from a backup or from another "
                "appliance on the same database, or delete the secrets and make them again"
            ) from None
        except OSError as error:
            raise SecretKeyError(
                f"the key file {self.path} can't be read ({error.strerror}): give it to the "
                "account that the backend runs as"
            ) from error
        return self._current

    def find(self, version: int) -> bytes:
        """The key of a version, also of one that was in the file a moment ago.

        What was read from the database before a rotation is still being asked for.

        Raises:
            SecretKeyError: as in `keys`, or it has no such key.
        """
        keys = self.keys()
        key = keys.get(version) or self._known.get(version)
        if key is None:
            raise SecretKeyError(
                f"the key file {self.path} has no key of version {version}: put the file back that "
                "the secrets were encrypted with, or set their values again"
            )
        return key

    def make(self) -> None:
        """Make the file with a first key; one that is there already stays."""
        if self.path.exists():
            return
        with suppress(FileExistsError):
            self._write(next_version({}), replace=False)

    def replace(self, keys: Keys) -> None:
        """Put these keys in place of those that are there."""
        self._write(keys, replace=True)

    def _parse(self, text: str) -> Keys:
        lines = text.split()
        matches = [match for line in lines if (match := LINE.fullmatch(line))]
        if not lines or len(matches) != len(lines):
            raise SecretKeyError(
                f"{self.path} is no key file (expected lines of version:64 hexadecimal digits): "
                "put it back from a backup"
            )
        return {int(match[1]): bytes.fromhex(match[2]) for match in matches}

    def _write(self, keys: Keys, *, replace: bool) -> None:
        folder = self.path.parent
        folder.mkdir(mode=0o700, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(prefix=f".{self.path.name}-", dir=folder)
        try:
            with open(descriptor, "w", encoding="ascii") as file:  # noqa: PTH123 — a descriptor
                if os.geteuid() == 0:
                    # A command that root runs leaves the file to whom the folder belongs.
                    owner = folder.stat()
                    os.fchown(descriptor, owner.st_uid, owner.st_gid)
                file.writelines(f"{version}:{key.hex()}\n" for version, key in keys.items())
                file.flush()
                os.fsync(descriptor)
            if replace:
                os.replace(temporary, self.path)  # noqa: PTH105 — beside its counterpart
            else:
                os.link(temporary, self.path)
        finally:
            Path(temporary).unlink(missing_ok=True)
        _sync(folder)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
