"""Contract, registry and one file per built-in source."""
