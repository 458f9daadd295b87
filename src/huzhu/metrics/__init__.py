"""Metrics 指标: what is measured and how (versioned definitions), the readings as they came (immutable batches), and
the weekly series and comparisons computed from them.

This room does not judge an adoption; that is `adoptions`. It does not know why a value changed.
"""
