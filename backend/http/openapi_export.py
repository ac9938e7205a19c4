"""Writes the description of the API into a file: `python -m backend.http.openapi_export FILE`.

The web UI's types are made from it. Its version is that of no release, so that the file changes
with the API alone.
"""

import json
import sys
from pathlib import Path

from backend.http.openapi import describe
from backend.http.routes import all_routes

VERSION = "0.0.0"


def document() -> str:
    """The description as the file has it."""
    described = describe(all_routes(), VERSION)
    return json.dumps(described, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(document(), encoding="utf-8")
