"""The file of a pack: a tar archive of the manifest, its signature, and the entries, packed.

Nothing in it is believed before the signature was checked, which is of the manifest, which has the
digest of everything else. Entries go to files named by number, never by what the archive says.
"""

import gzip
import hashlib
import io
import tarfile
import tempfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from backend.packs.keys import fingerprint, is_signed
from backend.packs.manifest import (
    MANIFEST_AT_MOST_BYTES,
    Entry,
    Manifest,
    PackError,
    decode,
    encode,
)

MANIFEST, SIGNATURE = "manifest.json", "manifest.sig"
PACKED_SUFFIX = ".gz"
SIGNATURE_AT_MOST_BYTES = 10_000
CHUNK_BYTES = 1024 * 1024


class _Signature(msgspec.Struct, forbid_unknown_fields=True):
    """Who signed, and the signature in hexadecimal digits."""

    key: str
    signature: str


@dataclass(frozen=True, kw_only=True)
class OpenPack:
    """A pack that was verified. `files` has the packed content of each entry that it has."""

    manifest: Manifest
    signed_by: str
    files: dict[str, Path]


def write_pack(
    path: Path, manifest: Manifest, files: dict[str, Path], key: Ed25519PrivateKey
) -> None:
    """Write and sign a pack; a file of this name is replaced when all of it is there.

    Raises:
        PackError: it can't be written.
    """
    content = encode(manifest)
    signature = _Signature(fingerprint(key.public_key()), key.sign(content).hex())
    waiting = path.with_name(f".{path.name}.writing")
    try:
        with tarfile.open(waiting, "w", format=tarfile.USTAR_FORMAT) as archive:
            _add(archive, MANIFEST, io.BytesIO(content), len(content))
            signed = msgspec.json.encode(signature)
            _add(archive, SIGNATURE, io.BytesIO(signed), len(signed))
            for entry in manifest.entries:
                if entry.packed is not None:
                    with files[entry.name].open("rb") as file:
                        _add(archive, entry.name + PACKED_SUFFIX, file, entry.packed.size)
        waiting.replace(path)
    except OSError as error:
        waiting.unlink(missing_ok=True)
        raise PackError(f"cannot write {path}: {error.strerror or error}") from None


def _add(archive: tarfile.TarFile, name: str, file: IO[bytes], size: int) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o644
    archive.addfile(member, file)


@contextmanager
def open_pack(
    path: Path, trusted: Sequence[Ed25519PublicKey], *, spool: Path | None = None
) -> Iterator[OpenPack]:
    """Verify all of a pack, and have its entries as files while the block runs.

    Raises:
        PackError: it is no pack, not signed by a key that is trusted, or not as it was signed.
    """
    with tempfile.TemporaryDirectory(dir=spool, prefix="pack-") as folder:
        try:
            with tarfile.open(path, "r|") as archive:
                opened = _verified(archive, trusted, Path(folder))
        except (tarfile.TarError, EOFError, zlib.error, UnicodeError) as error:
            raise PackError(f"{path} is no pack, or is cut off: {error}") from None
        except OSError as error:
            raise PackError(f"cannot read {path}: {error.strerror or error}") from None
        yield opened


def _verified(
    archive: tarfile.TarFile, trusted: Sequence[Ed25519PublicKey], folder: Path
) -> OpenPack:
    members = iter(archive)
    content = _small(archive, next(members, None), MANIFEST, MANIFEST_AT_MOST_BYTES)
    said = _small(archive, next(members, None), SIGNATURE, SIGNATURE_AT_MOST_BYTES)
    signed_by = _signer(content, said, trusted)
    manifest = decode(content)
    files: dict[str, Path] = {}
    for number, entry in enumerate(e for e in manifest.entries if e.packed is not None):
        member = next(members, None)
        name = entry.name + PACKED_SUFFIX
        if member is None or member.name != name or member.type != tarfile.REGTYPE:
            found = repr(member.name[:100]) if member is not None else "its end"
            raise PackError(f"expected {name} in the archive, found {found}")
        files[entry.name] = folder / str(number)
        _take(archive, member, entry, files[entry.name])
    if (more := next(members, None)) is not None:
        raise PackError(f"the archive has {more.name[:100]!r}, which the manifest does not name")
    return OpenPack(manifest=manifest, signed_by=signed_by, files=files)


def _small(
    archive: tarfile.TarFile, member: tarfile.TarInfo | None, name: str, at_most_bytes: int
) -> bytes:
    """The content of one of the first two members."""
    if member is None or member.name != name or member.type != tarfile.REGTYPE:
        raise PackError(f"this is no pack: {name} is not where it belongs")
    if member.size > at_most_bytes:
        raise PackError(f"{name} has more than {at_most_bytes} bytes")
    file = archive.extractfile(member)
    return file.read() if file is not None else b""


def _signer(content: bytes, said: bytes, trusted: Sequence[Ed25519PublicKey]) -> str:
    """The fingerprint of the trusted key that signed."""
    try:
        found = msgspec.json.decode(said, type=_Signature)
        signature = bytes.fromhex(found.signature)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        raise PackError("the signature of the pack is none") from None
    by_name = {fingerprint(key): key for key in trusted}
    key = by_name.get(found.key)
    if key is None:
        name = "".join(c for c in found.key[:40] if c.isalnum())
        known = ", ".join(by_name) or "none"
        raise PackError(
            f"the pack says that the key {name} signed it, which is not trusted here (trusted: "
            f"{known}): `pack trust FILE` trusts one"
        )
    if not is_signed(key, signature, content):
        raise PackError(f"the manifest is not what the key {found.key} signed: it was changed")
    return found.key


def _take(archive: tarfile.TarFile, member: tarfile.TarInfo, entry: Entry, path: Path) -> None:
    """Write a member to a file, when it and what it unpacks to are what the manifest says."""
    packed = entry.packed
    file = archive.extractfile(member)
    if packed is None or file is None or member.size != packed.size:
        raise PackError(f"{entry.name} was changed: it has not the size that was signed")
    digest = hashlib.sha256()
    with path.open("wb") as kept:
        while piece := file.read(CHUNK_BYTES):
            digest.update(piece)
            kept.write(piece)
    if digest.hexdigest() != packed.sha256:
        raise PackError(f"{entry.name} was changed: it is not what was signed")
    _check_unpacked(path, entry)


def _check_unpacked(path: Path, entry: Entry) -> None:
    """Read no more than was signed, however much there may be."""
    digest, size = hashlib.sha256(), 0
    with gzip.open(path, "rb") as file:
        while piece := file.read(CHUNK_BYTES):
            digest.update(piece)
            size += len(piece)
            if size > entry.size:
                break
    if size != entry.size or digest.hexdigest() != entry.sha256:
        raise PackError(f"{entry.name} does not unpack to what was signed")
