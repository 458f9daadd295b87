"""The name of a task in whichever language a sentence is being made."""

from __future__ import annotations

from huzhu.metrics.codes import code_names


class TaskName:
    """A task by its name; `str()` of it follows the language of the moment, as sentences in two languages need."""

    def __init__(self, code: str) -> None:
        self.code, self.names = code, code_names()

    def __str__(self) -> str:
        return self.names("task", self.code)
