"""How sources do: questions, failures, latencies; kept in memory, and every few seconds in rows."""
