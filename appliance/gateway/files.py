"""The web UI's files, answered from memory."""

import gzip
import hashlib
from pathlib import Path
from typing import NamedTuple

import msgspec

from appliance.gateway.errors import Headers, MethodNotAllowedError, NotFoundError
from appliance.gateway.exchange import Exchange
from appliance.gateway.targets import file_path

MEMORY_BYTES_EACH = 1024 * 1024

# Our own table: what the standard library knows depends on files of the machine.
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".gif": "image/gif",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".mjs": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
}
_COMPRESSIBLE = frozenset(
    {".css", ".html", ".ico", ".js", ".json", ".mjs", ".svg", ".txt", ".wasm", ".webmanifest"}
    | {".xml"}
)
_INDEX = "/index.html"
_NO_BUNDLE = (
    b"The web interface is not part of this installation: the bundle (index.html) is missing.\n"
    b"The API under /api works without it. Install a release, or build static/ and restart.\n"
)


class Variant(NamedTuple):
    """One encoding of a file. `body` is None for a large file, which stays on disk."""

    headers: Headers
    etag: bytes
    body: bytes | None


class StaticFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file as it is sent: plain, and gzip where that is smaller."""

    path: str
    plain: Variant
    gzip: Variant | None


class Site:
    """All files below one folder, read at start: a change needs a restart."""

    def __init__(self, folder: Path) -> None:
        self._files = {
            "/" + path.relative_to(folder).as_posix(): _load(path, path.relative_to(folder))
            for path in sorted(folder.rglob("*"))
            if path.is_file() and not _hidden(path.relative_to(folder))
        }

    def __len__(self) -> int:
        return len(self._files)

    async def answer(self, exchange: Exchange) -> None:
        """Answer with a file, or the page for a path that the UI's own router knows.

        Raises MalformedError, MethodNotAllowedError and NotFoundError.
        """
        path = file_path(exchange.path)
        if exchange.method not in ("GET", "HEAD"):
            raise MethodNotAllowedError("Pages and files are only read.", allow=b"GET, HEAD")
        found = self._files.get(_INDEX if path == "/" else path)
        if found is None:
            found = self._page(path, exchange.header(b"accept") or b"")
        if found is None:
            headers = [(b"content-type", b"text/plain"), (b"cache-control", b"no-store")]
            await exchange.respond(503, headers, _NO_BUNDLE)
            return
        await _send(exchange, found)

    def _page(self, path: str, accept: bytes) -> StaticFile | None:
        """Return the page for a link into the UI, None when there is no page at all.

        The last segment of a link may well contain a dot (`/indicators/domain/example.com`): it is
        a link all the same when the browser asks for a document.
        """
        in_ui = "." not in path.rsplit("/", 1)[-1] or b"text/html" in accept
        if not in_ui or path.startswith(("/assets/", "/api/", "//")) or path == "/api":
            raise NotFoundError("There is no such file.")
        return self._files.get(_INDEX)


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _load(path: Path, relative: Path) -> StaticFile:
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()[:32]
    in_memory = len(content) < MEMORY_BYTES_EACH
    headers = _headers(relative)
    plain = _variant(headers, f'"{digest}"', content, in_memory=in_memory)
    packed: Variant | None = None
    if in_memory and path.suffix in _COMPRESSIBLE:
        smaller = gzip.compress(content, 9, mtime=0)
        if len(smaller) < len(content):
            encoding = [(b"content-encoding", b"gzip")]
            packed = _variant(headers + encoding, f'"{digest}-gz"', smaller, in_memory=True)
    return StaticFile(path=str(path), plain=plain, gzip=packed)


def _headers(relative: Path) -> Headers:
    # Names below assets/ contain a hash of the content; all others are asked for again each time.
    lasting = relative.parts[0] == "assets"
    headers = [
        (b"content-type", _TYPES.get(relative.suffix, "application/octet-stream").encode()),
        (b"cache-control", b"public, max-age=31536000, immutable" if lasting else b"no-cache"),
    ]
    if relative.suffix in _COMPRESSIBLE:
        headers.append((b"vary", b"accept-encoding"))
    return headers


def _variant(headers: Headers, etag: str, content: bytes, *, in_memory: bool) -> Variant:
    sent = [*headers, (b"etag", etag.encode())]
    if in_memory:
        return Variant(sent, etag.encode(), content)
    return Variant([*sent, (b"content-length", b"%d" % len(content))], etag.encode(), None)


async def _send(exchange: Exchange, file: StaticFile) -> None:
    wants_gzip = _accepts_gzip(exchange.header(b"accept-encoding") or b"")
    variant = file.gzip if file.gzip and wants_gzip else file.plain
    if _matches(exchange.header(b"if-none-match"), variant.etag):
        kept = [h for h in variant.headers if h[0] in (b"etag", b"cache-control", b"vary")]
        await exchange.respond(304, kept)
    elif variant.body is None:
        await exchange.respond_file(200, variant.headers, file.path)
    else:
        await exchange.respond(200, variant.headers, variant.body)


def _matches(condition: bytes | None, etag: bytes) -> bool:
    if condition is None:
        return False
    tags = {tag.strip().removeprefix(b"W/") for tag in condition.split(b",")}
    return etag in tags or tags == {b"*"}


def _accepts_gzip(accept: bytes) -> bool:
    weights: dict[bytes, bool] = {}
    for part in accept.lower().replace(b" ", b"").split(b","):
        coding, _, weight = part.partition(b";q=")
        weights[coding] = not weight or weight.strip(b"0.") != b""
    return weights.get(b"gzip", weights.get(b"*", False))
