"""Limits of sources: counted in PostgreSQL, waited for in order, with what vendors say of them."""
