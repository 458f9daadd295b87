"""The journal 台账: who did which verb to what, when, on whose authority.

Append-only and hash-chained. Every verb of every room writes here in its own transaction, which is why this room
stands below all others and why its rows hold plain values and no foreign keys: a later rename or erasure must not
change what was written. It is a record, not the source of state.
"""
