"""Technical assistance contracts 技术互助合同: signed promises between plants or workshops.

A contract has parties, items that live through their states, and versions of the text. A version holds one promise for
every item; it is written by one party, proposed, and signed by all or refused, before the contract is in force as after
it. What was promised in an earlier version stays readable for ever.
"""
