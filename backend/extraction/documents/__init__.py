"""Documents as text. Run in a process that has given up its rights: what is read may be hostile."""
