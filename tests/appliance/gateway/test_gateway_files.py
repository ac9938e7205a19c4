"""The web UI's files over the public port."""

import gzip
from pathlib import Path
from typing import Any

import aiohttp
import pytest


async def get(gateway: Any, path: str, method: str = "GET", **headers: str) -> Any:
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    async with (
        aiohttp.ClientSession(auto_decompress=False) as session,
        session.request(method, gateway.url + path, headers=headers) as response,
    ):
        return response, await response.read()


async def test_page_is_asked_for_again_each_time_and_assets_never(gateway: Any) -> None:
    page, body = await get(gateway, "/", accept_encoding="identity")
    assert (page.status, page.headers["cache-control"]) == (200, "no-cache")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert b"the page" in body
    script, _ = await get(gateway, "/assets/app-1a2b.js", accept_encoding="identity")
    assert script.headers["cache-control"] == "public, max-age=31536000, immutable"


async def test_compressible_files_are_sent_compressed(gateway: Any, bundle: Path) -> None:
    plain, body = await get(gateway, "/assets/app-1a2b.js", accept_encoding="gzip;q=0, br")
    packed, small = await get(gateway, "/assets/app-1a2b.js", accept_encoding="br, gzip;q=0.5")
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.headers["vary"] == "accept-encoding"
    assert gzip.decompress(small) == body == (bundle / "assets/app-1a2b.js").read_bytes()
    assert packed.headers["etag"] != plain.headers["etag"]
    font, _ = await get(gateway, "/assets/mono-3c4d.woff2", accept_encoding="gzip")
    assert "content-encoding" not in font.headers
    assert font.headers["content-type"] == "font/woff2"


async def test_known_etag_is_not_sent_again(gateway: Any) -> None:
    first, _ = await get(gateway, "/favicon.svg")
    etag = first.headers["etag"]
    assert not etag.startswith("W/")
    for condition in (etag, f'"other", W/{etag}', "*"):
        again, body = await get(gateway, "/favicon.svg", if_none_match=condition)
        assert (again.status, body, again.headers["etag"]) == (304, b"", etag)
    other, _ = await get(gateway, "/favicon.svg", if_none_match='"other"')
    assert other.status == 200


async def test_head_has_the_length_and_no_body(gateway: Any, bundle: Path) -> None:
    for path in ("/", "/assets/large-5e6f.wasm"):
        whole, content = await get(gateway, path, accept_encoding="identity")
        head, body = await get(gateway, path, "HEAD", accept_encoding="identity")
        assert (head.status, body) == (200, b"")
        assert head.headers["content-length"] == whole.headers["content-length"]
        assert int(head.headers["content-length"]) == len(content)


async def test_large_file_comes_from_disk(gateway: Any, bundle: Path) -> None:
    response, body = await get(gateway, "/assets/large-5e6f.wasm")
    assert response.status == 200
    assert body == (bundle / "assets/large-5e6f.wasm").read_bytes()


@pytest.mark.parametrize(
    "path", ["/requests/0190", "/login", "/a/b/c", "/index.html", "/settings/", "/API", "/apis"]
)
async def test_links_into_the_ui_are_the_page(gateway: Any, path: str) -> None:
    response, body = await get(gateway, path, accept_encoding="identity")
    assert response.status == 200
    assert b"the page" in body


async def test_link_with_a_dot_is_the_page_for_a_browser_only(gateway: Any) -> None:
    path = "/indicators/domain/www.example.com"
    page, body = await get(gateway, path, accept="text/html,*/*;q=0.8", accept_encoding="identity")
    assert page.status == 200
    assert b"the page" in body
    missing, _ = await get(gateway, path, accept="image/*")
    assert missing.status == 404


@pytest.mark.parametrize("path", ["/assets/gone.js", "/assets/", "/robots.txt", "/.hidden", "//x"])
async def test_missing_files_are_not_the_page(gateway: Any, path: str) -> None:
    accept = "text/html" if path == "/assets/gone.js" else "*/*"
    response, body = await get(gateway, path, accept=accept)
    assert response.status == 404
    assert response.headers["content-type"] == "application/problem+json"
    assert b"the page" not in body


async def test_files_are_only_read(gateway: Any) -> None:
    for method in ("POST", "PUT", "DELETE", "OPTIONS", "PROPFIND"):
        response, body = await get(gateway, "/", method)
        assert (response.status, response.headers["allow"]) == (405, "GET, HEAD")
        assert b'"METHOD_NOT_ALLOWED"' in body


async def test_every_answer_carries_the_security_headers(gateway: Any) -> None:
    for path in ("/", "/assets/app-1a2b.js", "/assets/gone.js", "/api/v1/health", "/%2e%2e/x"):
        response, _ = await get(gateway, path)
        headers = response.headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["x-frame-options"] == "DENY"
        assert headers["cross-origin-opener-policy"] == "same-origin"
        assert headers["permissions-policy"]
        assert not headers.get("server")
        assert len(headers.getall("x-frame-options")) == 1


async def test_missing_bundle_is_said_plainly(
    start_gateway: Any, backend: Any, tmp_path: Path
) -> None:
    gateway = start_gateway(backend.port, static_dir=tmp_path / "nothing")
    response, body = await get(gateway, "/")
    assert response.status == 503
    assert b"bundle (index.html) is missing" in body
    api, _ = await get(gateway, "/api/v1/health")
    assert api.status == 200
