"""Experiences 先进经验: what is done, why it works, where it fits, what it may do elsewhere; in versions, with credit.

Whether it worked for somebody is told by `adoptions`.
"""
