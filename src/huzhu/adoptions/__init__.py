"""Adoptions 推广: one workshop's use of one experience, what was fixed before the start, and what the data says since.

The numbers come from `effects`; this room decides which series go in, keeps what came out, and says what was decided.
"""
