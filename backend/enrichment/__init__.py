"""The heart: indicator, plan, results, verdict, history."""
