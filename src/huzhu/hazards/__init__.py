"""Dangers 隐患: from the first suspicion to the verified cure, with everybody told who may be hit by the same.

A danger is raised by the readings (a guardrail that turned red), or by anyone who saw it or nearly came to harm. It
goes its way by the table in `rules.py`: a safety officer acknowledges and contains it, everybody who took up the same
experience is called and must answer, a remedy is sought, tried and measured, and the safety officer of another plant
closes it, from the readings. Nothing here counts for or against a workshop: people hurt are never ranked or scored.
"""
