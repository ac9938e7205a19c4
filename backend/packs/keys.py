"""Keys of packs: one signs where packs are made; those that are trusted lie in a folder."""

import hashlib
import os
from contextlib import suppress
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from backend.packs.manifest import PackError

SUFFIX = ".pub"
KEY_AT_MOST_BYTES = 10_000


def fingerprint(key: Ed25519PublicKey) -> str:
    """What a key is told apart by: 32 digits."""
    return hashlib.sha256(key.public_bytes_raw()).hexdigest()[:32]


def make_key(path: Path) -> tuple[str, Path]:
    """Write a new private key to a file, its public one beside it; fingerprint and that file.

    Raises:
        PackError: one of them is there already, or can't be written.
    """
    key = Ed25519PrivateKey.generate()
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    public_path = path.with_name(path.name + SUFFIX)
    _write_new(path, private, 0o600)
    _write_new(public_path, _pem(key.public_key()), 0o644)
    return fingerprint(key.public_key()), public_path


def load_signing_key(path: Path) -> Ed25519PrivateKey:
    """The private key of a file that `make_key` wrote.

    Raises:
        PackError: it is none.
    """
    try:
        key = serialization.load_pem_private_key(_read(path), password=None)
    except (ValueError, TypeError):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise PackError(f"{path} is no private key of packs: `pack keygen` makes one")
    return key


def load_public_key(path: Path) -> Ed25519PublicKey:
    """The public key of a file.

    Raises:
        PackError: it is none.
    """
    try:
        key = serialization.load_pem_public_key(_read(path))
    except ValueError:
        key = None
    if not isinstance(key, Ed25519PublicKey):
        raise PackError(
            f"{path} is no public key of packs; `pack keygen` writes one to FILE{SUFFIX}"
        )
    return key


def trust(folder: Path, path: Path) -> str:
    """Trust the public key of a file from now on; its fingerprint.

    Raises:
        PackError: the file is none, or the folder can't be written.
    """
    key = load_public_key(path)
    try:
        _make_folder(folder)
    except OSError as error:
        raise PackError(f"cannot make {folder}: {error.strerror or error}") from None
    name = fingerprint(key)
    with suppress(FileExistsError):
        _write_new(folder / f"{name}{SUFFIX}", _pem(key), 0o644, again=True)
    return name


def trusted_keys(folder: Path) -> list[Ed25519PublicKey]:
    """Every key that is trusted here.

    Raises:
        PackError: the folder, or a key in it, can't be read.
    """
    try:
        paths = sorted(folder.glob(f"*{SUFFIX}"))
    except OSError as error:
        raise PackError(f"cannot read {folder}: {error.strerror or error}") from None
    return [load_public_key(path) for path in paths]


def is_signed(key: Ed25519PublicKey, signature: bytes, content: bytes) -> bool:
    """Whether the key signed it."""
    try:
        key.verify(signature, content)
    except InvalidSignature:
        return False
    return True


def _pem(key: Ed25519PublicKey) -> bytes:
    return key.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def _make_folder(folder: Path) -> None:
    """A folder that belongs to whose folder it is in, whoever makes it."""
    folder.mkdir(mode=0o700, exist_ok=True)
    if os.geteuid() == 0:
        owner = folder.parent.stat()
        os.chown(folder, owner.st_uid, owner.st_gid)


def _write_new(path: Path, content: bytes, mode: int, *, again: bool = False) -> None:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(descriptor, "wb") as file:
            if os.geteuid() == 0:
                owner = path.parent.stat()
                os.fchown(file.fileno(), owner.st_uid, owner.st_gid)
            file.write(content)
    except FileExistsError:
        if again:
            raise
        raise PackError(f"{path} is there already, and was not overwritten") from None
    except OSError as error:
        raise PackError(f"cannot write {path}: {error.strerror or error}") from None


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(KEY_AT_MOST_BYTES)
    except OSError as error:
        raise PackError(f"cannot read {path}: {error.strerror or error}") from None
