"""The text of each thing, cut for searching. The full-text index beside it is kept by the database (migration 0002)."""

from __future__ import annotations

from django.db import models


class SearchText(models.Model):
    kind = models.CharField(max_length=40)  # model name: "experience"
    thing = models.BigIntegerField()  # its primary key
    text = models.TextField()  # pieces joined by blanks (pieces.py)

    class Meta:
        db_table = "search_text"
        constraints = [models.UniqueConstraint(fields=["kind", "thing"], name="search_text_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.thing}"
