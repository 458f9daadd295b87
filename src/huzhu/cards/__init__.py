"""Technical assistance cards 技术互助卡片: ask, answer, try, close.

One short item with a clock; only the asker closes it, with a result or a reason.
"""
