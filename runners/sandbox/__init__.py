"""What keeps user code within its limits. A leaf: imports nothing of the product."""
