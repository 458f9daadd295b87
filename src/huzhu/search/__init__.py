"""Search 查找: one text for each thing, in which Chinese is found by pairs of characters and Latin by words.

The journal hands over whatever an act was about, so nothing that was written can be forgotten here; a thing takes part
by having `search_words`. What is found are primary keys: whoever asks reads the things through `visible_to` and learns
nothing of the others, not even their number.
"""
