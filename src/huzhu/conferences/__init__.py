"""Conferences 厂际技术互助会议: all plants meet, exchange ways, and decide.

Called with an agenda that the data proposes, decided by one plant one vote, written down in minutes that the heads of
delegation approve. Every workshop that receives a way answers within thirty days, so that a list of ways heard becomes
a ledger of ways taken up. What came of it (adoptions, contracts, powers) is found by reading the later rooms.
"""
