"""What the backend knows of the runners' sandboxes, as lines for people."""

import http.client
import json
from typing import Any

_SECONDS = 5.0
_PATH = "/api/v1/health/ready"


def lines(backend_port: int) -> list[str]:
    """One for each runner that answers; none where the backend does not."""
    return [_line(kind, told) for kind, told in sorted(_runners(backend_port).items())]


def _runners(port: int) -> dict[str, Any]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_SECONDS)
    try:
        connection.request("GET", _PATH, headers={"Connection": "close"})
        found = json.loads(connection.getresponse().read())
    except (OSError, http.client.HTTPException, ValueError):
        return {}  # the table above says that it is not ready
    finally:
        connection.close()
    runners: dict[str, Any] = found.get("runners", {})
    return runners


def _line(kind: str, told: dict[str, Any]) -> str:
    layers = ", ".join(told["layers"]) or "no layer"
    refused = "" if told["accepted"] else "; runs no user code"
    cause = f". {told['cause']}" if told["cause"] else ""
    return f"Sandbox of {kind}: {told['level']} ({layers}){refused}{cause}"
