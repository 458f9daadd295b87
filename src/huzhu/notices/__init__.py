"""Notices 通知: who is told what, by the verb that did it and in its transaction.

A room that has something to say to people calls `tell`; Home and the bell show it, and delivery to phones and work
chats goes on from these rows. A notice holds one whole sentence in both languages and one address; it is never the
only trace of anything, and whoever lost the right to the thing finds the sentence without the page behind it.
"""
