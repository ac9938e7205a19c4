"""The service: API, enrichment, feeds, jobs."""
