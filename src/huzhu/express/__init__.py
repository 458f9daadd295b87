"""The innovation express 技术革新快报: what is new reaches everyone it concerns, at once, and is answered.

A story is checked for facts and for risk, issued to the workshops it concerns, and every one of them says what it does
about it. Stories are gathered in numbered issues with a front page; a safety story goes out alone, at once, on the
safety officer's word, and is checked after.
"""
