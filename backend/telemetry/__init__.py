"""Logs and trace identifiers."""
