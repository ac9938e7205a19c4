"""Servers that execute sources written by users."""
