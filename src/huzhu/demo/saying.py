"""What the demo's plan says, as the tables keep it."""

from huzhu.demo.plants import Said
from huzhu.words import Words, words


def told(said: Said | None) -> Words:
    """Words of the demo as the tables keep them."""
    return words(said.zh, said.en) if said else Words()
