"""Material aid 物资互助: need, offer, transfer, settlement; the giver is never left short, and the books are right."""
