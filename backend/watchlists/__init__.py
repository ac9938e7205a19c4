"""Watchlists: indicators that are asked about again on a schedule, and what changed."""
