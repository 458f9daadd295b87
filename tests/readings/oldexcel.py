"""A minimal .xls (BIFF 8 in a compound file), written by hand: no library here writes the old form."""

from __future__ import annotations

import struct
from typing import Any

SECTOR = 512
FREE, END, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def xls(rows: list[list[Any]], sheet: str = "S1") -> bytes:
    """One sheet of texts and numbers."""
    return _compound(_workbook(rows, sheet))


def _record(code: int, data: bytes) -> bytes:
    return struct.pack("<HH", code, len(data)) + data


def _cell(row: int, column: int, value: Any) -> bytes:
    if isinstance(value, int | float):
        return _record(0x0203, struct.pack("<HHHd", row, column, 0, value))
    return _record(0x0204, struct.pack("<HHHH", row, column, 0, len(value)) + b"\x01" + value.encode("utf-16-le"))


def _workbook(rows: list[list[Any]], sheet: str) -> bytes:
    def start(kind: int) -> bytes:
        return _record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0, 1997, 0, 0))

    def head(at: int) -> bytes:
        name = struct.pack("<IBBB", at, 0, 0, len(sheet)) + b"\x01" + sheet.encode("utf-16-le")
        return start(5) + _record(0x0042, struct.pack("<H", 1200)) + _record(0x0085, name) + _record(0x000A, b"")

    size = _record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, max(map(len, rows)), 0))
    cells = b"".join(_cell(r, c, value) for r, row in enumerate(rows) for c, value in enumerate(row) if value != "")
    return head(len(head(0))) + start(0x10) + size + cells + _record(0x000A, b"")


def _compound(stream: bytes) -> bytes:
    """A compound file with the one stream "Workbook"."""
    stream = stream.ljust(max(4096, -(-len(stream) // SECTOR) * SECTOR), b"\0")
    count = len(stream) // SECTOR
    sectors = [TABLE, END, *range(3, count + 2), END]
    sectors += [FREE] * (SECTOR // 4 - len(sectors))
    directory = _entry("Root Entry", 5, 1, END, 0) + _entry("Workbook", 2, FREE, 2, len(stream))
    unused = b"\0" * 68 + struct.pack("<III", FREE, FREE, FREE) + b"\0" * 48
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, END, 0, END, 0) + struct.pack("<109I", 0, *[FREE] * 108)
    return header + struct.pack("<128I", *sectors) + directory + unused * 2 + stream


def _entry(name: str, kind: int, child: int, first: int, size: int) -> bytes:
    raw = name.encode("utf-16-le") + b"\0\0"
    about = struct.pack("<HBBIII", len(raw), kind, 1, FREE, FREE, child)
    return raw.ljust(64, b"\0") + about + b"\0" * 36 + struct.pack("<IQ", first, size)
