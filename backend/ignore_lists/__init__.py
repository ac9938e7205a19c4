"""Ignore lists: entries, matching, imports. PostgreSQL holds the truth, a mapped file answers."""
