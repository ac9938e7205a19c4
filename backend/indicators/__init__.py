"""Indicators: canonical forms, detection of the kind, refang and defang, special ranges."""
