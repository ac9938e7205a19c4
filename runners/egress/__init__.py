"""The way outside: who may be reached, through which proxy, and what is kept of it.

A leaf. Runners reach the outside for user code by it, and the backend for built-in sources by its
outbound policy.
"""
