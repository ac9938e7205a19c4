"""Identifiers: 12 characters of 0-9a-z, made in the application."""

import secrets

ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"
LENGTH = 12


def new_id() -> str:
    """A new Nano ID (36^12 values)."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
