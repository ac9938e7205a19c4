"""What commands print for programs."""

from typing import Any

import click


def print_json(value: Any) -> None:
    """One JSON document, as it can be read by people too."""
    import json

    click.echo(json.dumps(value, ensure_ascii=False, indent=2))
