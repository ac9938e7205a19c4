"""Pool, named queries and migrations."""
