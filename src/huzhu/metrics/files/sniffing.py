"""What a file is, by its content and not by its name: its kind, encoding, separator, and whether it is safe to open."""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from huzhu.metrics.files.problems import FileRefused

MB = 1 << 20


@dataclass(frozen=True)
class Limits:
    """How large things may be. Text and Parquet are streamed and may be large; workbooks have to fit in memory."""

    file: int = 8192 * MB
    workbook: int = 200 * MB
    unpacked: int = 1024 * MB
    ratio: int = 300  # unpacked over packed, once unpacked is beyond 64 MB
    cells: int = 20_000_000
    columns: int = 2_000
    members: int = 5_000
    line: int = 4 * MB  # one record of a text file
    memory: int = 3072 * MB  # of the process that opens a workbook
    seconds: int = 120  # of its processor time


STANDARD = Limits()


@dataclass(frozen=True)
class Sniffed:
    """kind: csv | xlsx | xls | ods | parquet. encoding, delimiter, newline: of text only (bom: bytes to skip)."""

    kind: str
    size: int
    sha256: str
    encoding: str = ""
    delimiter: str = ""
    newline: str = "\n"
    bom: int = 0
    guessed: bool = False


@contextmanager
def opened(source: Path | bytes) -> Iterator[BinaryIO]:
    """A binary file of a path or of bytes at hand."""
    with io.BytesIO(source) if isinstance(source, bytes) else source.open("rb") as stream:
        yield stream


def sniff(source: Path | bytes, limits: Limits = STANDARD) -> Sniffed:
    """Kind, hash and text properties of a file. Raises `FileRefused` for what is no table or not safe to open."""
    with opened(source) as stream:
        head = stream.read(MB)
        digest, size = hashlib.sha256(head), len(head)
        sample = head
        while block := stream.read(4 * MB):
            digest.update(block)
            size += len(block)
            if sample.isascii() and not block.isascii():
                sample = head[: 64 << 10] + block[block.find(b"\n") + 1 : MB]  # the first place that tells the encoding
    if not head.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise FileRefused("empty_file")
    if size > limits.file:
        raise FileRefused("too_big", limit=limits.file // MB)
    kind = _kind_of(head)
    if kind in ("xlsx", "ods", "xls"):
        if size > limits.workbook:
            raise FileRefused("too_big", limit=limits.workbook // MB)
        if kind != "xls":
            kind = check_archive(source, limits)
        return Sniffed(kind, size, digest.hexdigest())
    if kind == "parquet":
        return Sniffed(kind, size, digest.hexdigest())
    return _sniff_text(head, size, digest.hexdigest(), limits, sample)


_MAGIC = (
    (b"PK\x03\x04", "xlsx"),
    (b"PK\x05\x06", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "xls"),
    (b"PAR1", "parquet"),
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ", "xz"),
    (b"7z\xbc\xaf", "7z"),
    (b"Rar!", "RAR"),
    (b"SQLite format 3", "SQLite"),
    (b"\x7fELF", "program"),
    (b"MZ\x90\x00", "program"),
)


def _kind_of(head: bytes) -> str:
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            if kind in ("xlsx", "xls", "parquet"):
                return kind
            code = "archive" if kind in ("zip", "gzip", "bzip2", "xz", "7z", "RAR") else "not_a_table"
            raise FileRefused(code, kind=kind)
    start = head[:4096].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if start.startswith((b"<html", b"<!doctype html", b"<table", b"<head", b"<meta", b"<body", b"<div", b"<script")):
        raise FileRefused("html")
    if start.startswith((b"<?xml", b"<workbook", b"<svg", b"<!doctype")):
        code = "html" if b"<html" in start else "xml_spreadsheet" if b"workbook" in start else "not_a_table"
        raise FileRefused(code, kind="XML")
    if start.startswith((b"{\\rtf", b"%!ps")):
        raise FileRefused("not_a_table", kind="text document")
    return "csv"


def check_archive(source: Path | bytes, limits: Limits) -> str:
    """xlsx or ods, once every member has been unpacked into nothing and found small enough, plain and alone.

    The sizes an archive states are not believed; the bytes are counted.
    """
    try:
        with opened(source) as stream, zipfile.ZipFile(stream) as archive:
            members = archive.infolist()
            names = {member.filename for member in members}
            if len(members) > limits.members:
                raise FileRefused("unpacks_too_big", limit=limits.unpacked // MB)
            kind = _kind_of_archive(archive, names)
            packed = max(1, sum(member.compress_size for member in members))
            total = 0
            for member in members:
                total = _check_member(archive, member, total, packed, limits)
            return kind
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        raise FileRefused("password" if "encrypted" in str(error) else "broken_file") from error
    except Exception as error:
        if isinstance(error, FileRefused):
            raise
        raise FileRefused("broken_file") from error  # zlib.error, struct.error, UnicodeDecodeError ...


def _kind_of_archive(archive: zipfile.ZipFile, names: set[str]) -> str:
    if any(name.startswith("xl/workbook") for name in names):
        return "xlsx"
    if "content.xml" in names and "mimetype" in names:
        if b"spreadsheet" in archive.read("mimetype")[:200]:
            return "ods"
        raise FileRefused("not_a_table", kind="OpenDocument")
    if any(name.lower().endswith((".zip", ".7z", ".rar", ".gz", ".exe", ".jar")) for name in names):
        raise FileRefused("nested_archive")
    raise FileRefused("archive")


def _check_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, total: int, packed: int, limits: Limits) -> int:
    unsafe_name = member.filename.startswith(("/", "\\")) or ".." in Path(member.filename).parts
    if unsafe_name or member.filename.lower().endswith((".zip", ".7z", ".rar", ".gz", ".exe", ".jar")):
        raise FileRefused("nested_archive")
    is_xml = member.filename.lower().endswith((".xml", ".rels"))
    tail = b""
    with archive.open(member) as stream:
        while block := stream.read(MB):
            if not tail and block.startswith((b"PK\x03\x04", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf")):
                raise FileRefused("nested_archive")
            total += len(block)
            if total > limits.unpacked or (total > 64 * MB and total > packed * limits.ratio):
                raise FileRefused("unpacks_too_big", limit=limits.unpacked // MB)
            if is_xml:
                joined = tail + block
                if b"<!DOCTYPE" in joined or b"<!ENTITY" in joined or b"<\x00!\x00D" in joined:
                    raise FileRefused("unsafe_xml")
            tail = block[-16:]
    return total


_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def _sniff_text(head: bytes, size: int, digest: str, limits: Limits, sample: bytes) -> Sniffed:
    encoding, bom, guessed = sniff_encoding(sample, whole=size <= len(sample))
    text = codecs.getincrementaldecoder(encoding)("replace").decode(head[bom:], final=False)
    if text.count("\x00") or len(re.findall(r"[\x01-\x08\x0e-\x1f]", text[:20000])) > 2:
        raise FileRefused("binary")
    newline = "\r" if "\n" not in text and "\r" in text else "\n"
    lines = text[:200_000].replace("\r\n", "\n").replace("\r", "\n")
    if len(lines) >= 200_000 and "\n" not in lines:
        fields = max(lines.count(mark) for mark in ",;\t|")
        if fields > limits.columns:
            raise FileRefused("too_many_columns", columns=fields, limit=limits.columns)
        raise FileRefused("not_a_table", kind="text")
    return Sniffed("csv", size, digest, encoding, sniff_delimiter(lines), newline, bom, guessed)


def sniff_encoding(head: bytes, whole: bool = True) -> tuple[str, int, bool]:
    """(encoding, bytes of byte-order mark, whether it was guessed). Strict ones first, then weighed."""
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            return encoding, len(mark), False
    if head.isascii() and b"\x00" not in head:
        return "utf-8", 0, False
    wide = _without_mark(head)
    if wide:
        return wide, 0, True
    if b"\x00" in head[:4096]:
        raise FileRefused("binary")
    if _decodes(head, "utf-8", whole):
        return "utf-8", 0, False
    scores = {encoding: _likeness(head, encoding, whole) for encoding in ("gb18030", "big5", "cp1252")}
    best = max(scores, key=scores.__getitem__)
    if scores[best] > 0:
        return best, 0, True
    damaged = codecs.getincrementaldecoder("utf-8")("replace").decode(head)
    if damaged.count("\ufffd") * 20 < sum(byte > 127 for byte in head):  # UTF-8 with a few broken rows
        return "utf-8", 0, True
    raise FileRefused("encoding_unclear")


def _without_mark(head: bytes) -> str:
    """UTF-16 without a mark: line ends and commas stand in every second byte."""
    even, odd = head[0:4096:2], head[1:4096:2]
    if odd.count(0) > len(odd) // 10 and not even.count(0):
        return "utf-16-le"
    if even.count(0) > len(even) // 10 and not odd.count(0):
        return "utf-16-be"
    return ""


def _decodes(head: bytes, encoding: str, whole: bool) -> bool:
    try:
        codecs.getincrementaldecoder(encoding)("strict").decode(head, final=whole)
    except UnicodeDecodeError:
        return False
    return True


def _likeness(head: bytes, encoding: str, whole: bool) -> float:
    """How much a text read in an encoding looks like one: the share of everyday characters among the non-Latin ones."""
    if not _decodes(head, encoding, whole):
        return 0.0
    text = head.decode(encoding, "ignore")
    odd = [character for character in text if ord(character) > 127]
    if encoding == "cp1252":
        letters = sum(character.isalpha() or character in "°²³µ±–’€" for character in odd)
        return 0.55 * letters / max(1, len(odd))
    chinese = [character for character in odd if "\u4e00" <= character <= "\u9fff"]
    lead = (0xB0, 0xD7) if encoding == "gb18030" else (0xA4, 0xC6)
    common = sum(lead[0] <= character.encode(encoding)[0] <= lead[1] for character in chinese)
    marks = sum(character in "，。、；：（）《》％“”－～　／" or "\uff01" <= character <= "\uff5e" for character in odd)
    paired = len(re.findall(r"[\u4e00-\u9fff（）％，]{2}|\b[\u4e00-\u9fff](?![A-Za-z])", text)) > 0
    return (common + marks) / max(1, len(odd)) if paired or len(chinese) > 3 else 0.1


def sniff_delimiter(text: str) -> str:
    """The separator under which most lines have the same number of fields, and more than one."""
    if said := re.match(r"sep=(.)\s*\n", text):
        return said[1]
    best, best_score = ",", 0.0
    for delimiter in (",", "\t", ";", "，", "|", "；"):
        try:
            rows = [row for row in csv.reader(io.StringIO(text), delimiter=delimiter, strict=False) if any(row)][:60]
        except csv.Error:
            continue
        if not rows:
            continue
        rows = rows[:-1] if len(rows) > 2 else rows  # the last one may be cut
        counts = Counter(len(row) for row in rows)
        usual, times = max(((n, c) for n, c in counts.items() if n > 1), key=lambda nc: (nc[1], nc[0]), default=(1, 0))
        score = times / len(rows) + min(usual, 20) / 10_000 if usual > 1 else 0.0
        if score > best_score:
            best, best_score = delimiter, score
    return best
