"""Settings from the environment, addresses, and the one ASGI tree."""
