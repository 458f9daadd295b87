"""Professional meetings and on-site visits 专业会议 现场参观.

Seen at the strong, brought home as actions with owner and date, reviewed by their measured effect.
"""
