"""Secrets: encrypted in the database by a key that is outside it."""
