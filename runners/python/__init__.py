"""Python sources: server, zygote and workers."""
