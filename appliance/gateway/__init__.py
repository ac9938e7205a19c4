"""The gateway: the only public port."""
