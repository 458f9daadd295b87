"""Huzhu 互助: plants that help each other get better."""
