"""A log of Certificate Transparency: entries as both kinds of logs write them."""

import base64
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from tests.standins.web import Canned

KEY = ec.generate_private_key(ec.SECP256R1())
BEGINS = datetime(2026, 1, 1, tzinfo=UTC)
TILE = 256


def certificate(*names: str, poisoned: bool = False) -> bytes:
    """A certificate for these names as DER; poisoned, it is a precertificate."""
    issuer = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Example Trust"),
            x509.NameAttribute(NameOID.COMMON_NAME, "Example CA 1"),
        ]
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([]))
        .issuer_name(issuer)
        .public_key(KEY.public_key())
        .serial_number(0x1A2B)
        .not_valid_before(BEGINS)
        .not_valid_after(BEGINS + timedelta(days=90))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(n) for n in names]), critical=True)
    )
    if poisoned:
        builder = builder.add_extension(x509.PrecertPoison(), critical=True)
    return builder.sign(KEY, hashes.SHA256()).public_bytes(Encoding.DER)


def _vector(length: int, data: bytes) -> bytes:
    return len(data).to_bytes(length, "big") + data


def _timestamped(der: bytes, at: datetime, *, pre: bool) -> bytes:
    head = int(at.timestamp() * 1000).to_bytes(8, "big") + int(pre).to_bytes(2, "big")
    # Of a precertificate a log signs only the part within it, which nobody reads here.
    signed = bytes(32) + _vector(3, b"tbs") if pre else _vector(3, der)
    return head + signed + _vector(2, b"")


def leaf(der: bytes, at: datetime, *, pre: bool = False) -> dict[str, str]:
    """An entry of get-entries."""
    written = b"\0\0" + _timestamped(der, at, pre=pre)
    extra = _vector(3, der) + _vector(3, b"") if pre else _vector(3, b"")
    return {
        "leaf_input": base64.b64encode(written).decode(),
        "extra_data": base64.b64encode(extra).decode(),
    }


def tile_leaf(der: bytes, at: datetime, *, pre: bool = False) -> bytes:
    """An entry of a data tile."""
    submitted = _vector(3, der) if pre else b""
    return _timestamped(der, at, pre=pre) + submitted + _vector(2, bytes(32))


def checkpoint(size: int) -> Canned:
    """The head of a log of tiles."""
    body = f"log.example/tiles\n{size}\n{base64.b64encode(bytes(32)).decode()}\n\n— log x\n"
    return Canned(body=body.encode())


def head(size: int) -> Canned:
    """The head of a log of RFC 6962."""
    return Canned(body=json.dumps({"tree_size": size, "timestamp": 0}).encode())


def entries(*found: dict[str, str]) -> Canned:
    """The answer of get-entries."""
    return Canned(body=json.dumps({"entries": list(found)}).encode())


def log_list(url: str, *, logs: Sequence[str] = (), tiled: Sequence[str] = ()) -> Canned:
    """A list of usable logs at these paths, one that is retired and one that has ended."""
    usable = {"state": {"usable": {"timestamp": "2025-01-01T00:00:00Z"}}}
    retired = {"state": {"retired": {"timestamp": "2025-01-01T00:00:00Z"}}}
    ended = {
        "temporal_interval": {
            "start_inclusive": "2024-01-01T00:00:00Z",
            "end_exclusive": "2025-01-01T00:00:00Z",
        }
    }
    operator = {
        "name": "Example",
        "logs": [
            *({"description": f"Log {path}", "url": f"{url}/{path}/", **usable} for path in logs),
            {"description": "Retired", "url": f"{url}/retired/", **retired},
            {"description": "Ended", "url": f"{url}/ended/", **usable, **ended},
        ],
        "tiled_logs": [
            {"description": f"Log {path}", "monitoring_url": f"{url}/{path}", **usable}
            for path in tiled
        ],
    }
    return Canned(body=json.dumps({"version": "1", "operators": [operator]}).encode())
