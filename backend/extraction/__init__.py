"""Indicators out of texts and documents: found, counted, each with the place of the first."""
