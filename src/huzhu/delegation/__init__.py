"""Delegation 权限下放: powers that a plant hands to the office of one of its workshops.

Bounded by kind, safety class, value and dates, with substitutes; suspended and revoked at once. Whoever acts across
plants asks `authority.py` first, and what it answers is stored with the act. A delegated power is not handed on, and
while it is in force the plant does not use it beside the workshop: one head, not two.
"""
