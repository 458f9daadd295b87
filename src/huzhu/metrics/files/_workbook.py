"""Opens one workbook in a process of its own, under a limit of memory and time, and writes its cells as a pickle.

Run by its path, not imported: a damaged or hostile workbook can end this process, never the one that asked.
Arguments: file, most cells, most columns, bytes of memory, seconds. Answers on standard output.
"""

import io
import pickle
import re
import resource
import sys
import zipfile

_ROW = re.compile(rb'<(?:\w+:)?row [^>]*?\br="(\d{1,9})"')
_FAR = re.compile(rb'\br="([A-Z]{2,4})\d')
_REPEATS = re.compile(rb'number-(rows|columns)-repeated="(\d+)"')
_STYLED = re.compile(rb'<(?:\w+:)?c r="([A-Z]{1,3})\d+" s="(\d+)"')


def main(path: str, cells: int, columns: int, memory: int, seconds: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    answer = sys.stdout.buffer
    try:
        pickle.dump(read(path, cells, columns), answer, protocol=5)
    except TooManyCells as error:
        pickle.dump({"problem": "too_many_cells", "params": error.args[0]}, answer)
    except MemoryError:
        pickle.dump({"problem": "too_slow", "params": {}}, answer)
    except Exception as error:
        code = "password" if "assword" in type(error).__name__ + str(error) else "broken_file"
        pickle.dump({"problem": code, "params": {}}, answer)


class TooManyCells(Exception):
    pass


def read(path: str, cells: int, columns: int) -> dict:
    import python_calamine

    archive = zipfile.ZipFile(path) if zipfile.is_zipfile(path) else None
    if archive:
        check_extent(archive, cells, columns)
    workbook = python_calamine.CalamineWorkbook.from_path(path)
    percent = percent_columns(archive) if archive else []
    sheets, total = [], 0
    for place, about in enumerate(workbook.sheets_metadata):
        if "WorkSheet" not in str(about.typ):
            continue
        sheet = workbook.get_sheet_by_name(about.name)
        end = sheet.end
        if end is not None and (end[0] + 1) * (end[1] + 1) + total > cells:
            raise TooManyCells({"sheet": about.name, "rows": end[0] + 1, "columns": end[1] + 1, "limit": cells})
        total += (end[0] + 1) * (end[1] + 1) if end else 0
        sheets.append(
            {
                "name": about.name,
                "hidden": "Visible" not in str(about.visible).split(".")[-1],
                "rows": sheet.to_python(skip_empty_area=False) if end else [],
                "merged": sheet.merged_cell_ranges or [],
                "percent": percent[place] if place < len(percent) else {},
            }
        )
    return {"sheets": sheets, "epoch": epoch_of(archive)}


def epoch_of(archive: zipfile.ZipFile | None) -> int:
    if archive and "xl/workbook.xml" in archive.namelist():
        head = archive.read("xl/workbook.xml")
        return 1904 if re.search(rb'date1904="(?:1|true)"', head) else 1900
    return 0 if archive is None else 1900


def check_extent(archive: zipfile.ZipFile, cells: int, columns: int) -> None:
    """A cell in the far corner makes the reader ask for every cell before it: look at the addresses first."""
    for name in archive.namelist():
        if name.startswith("xl/worksheets/") and name.endswith(".xml"):
            rows, width = extent(archive, name)
        elif name == "content.xml":
            rows, width = repeats(archive.read(name))
        else:
            continue
        if rows > 1_048_576 or width > 16_384 or rows * width > cells:
            raise TooManyCells({"sheet": name, "rows": rows, "columns": width, "limit": cells})


def extent(archive: zipfile.ZipFile, name: str) -> tuple[int, int]:
    rows, width, tail = 1, 26, b""
    with archive.open(name) as stream:
        while block := stream.read(1 << 22):
            joined = tail + block
            for found in _ROW.finditer(joined):
                rows = max(rows, int(found[1]))
            for letters in {found[1] for found in _FAR.finditer(joined)}:
                width = max(width, number_of(letters))
            tail = block[-64:]
    return rows, width


def number_of(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def repeats(content: bytes) -> tuple[int, int]:
    """Filled cells repeated in an OpenDocument sheet; empty ones at the end cost nothing and are not counted."""
    rows = columns = 1
    for found in re.finditer(rb"<table:table-cell\b[^>]*>", content):
        if b"office:value" in found[0] and (again := _REPEATS.search(found[0])):
            columns = max(columns, int(again[2]))
    for found in re.finditer(rb"<table:table-row\b[^>]*>(?=<table:table-cell[^>]*office:value)", content):
        if again := _REPEATS.search(found[0]):
            rows = max(rows, int(again[2]))
    return rows, columns


def percent_columns(archive: zipfile.ZipFile) -> list[dict[int, tuple[int, int]]]:
    """For each sheet: column -> (cells shown as percent, cells seen), in the first rows."""
    names = set(archive.namelist())
    if "xl/styles.xml" not in names:
        return []
    styles = archive.read("xl/styles.xml")
    own = {int(i) for i, code in re.findall(rb'numFmtId="(\d+)" formatCode="([^"]*)"', styles) if b"%" in code}
    formats = re.search(rb"<cellXfs.*?</cellXfs>", styles, re.S)
    ids = [int(i) for i in re.findall(rb'<xf [^>]*?numFmtId="(\d+)"', formats[0])] if formats else []
    percent = {place for place, number in enumerate(ids) if number in own | {9, 10}}
    result = []
    for member in sheet_members(archive, names):
        seen: dict[int, tuple[int, int]] = {}
        with archive.open(member) as stream:
            head = stream.read(1 << 19)
        for letters, style in _STYLED.findall(head) if percent else ():
            column = number_of(letters) - 1
            shown, count = seen.get(column, (0, 0))
            seen[column] = (shown + (int(style) in percent), count + 1)
        result.append(seen)
    return result


def sheet_members(archive: zipfile.ZipFile, names: set[str]) -> list[str]:
    """The sheets' files in the order of the workbook."""
    relations = archive.read("xl/_rels/workbook.xml.rels") if "xl/_rels/workbook.xml.rels" in names else b""
    targets = {}
    for tag in re.findall(rb"<Relationship [^>]*>", relations):
        key, target = re.search(rb'Id="([^"]+)"', tag), re.search(rb'Target="([^"]+)"', tag)
        if key and target:
            targets[key[1]] = target[1].decode("utf-8", "replace").removeprefix("/xl/")
    order = re.findall(rb'<sheet [^>]*?r:id="([^"]+)"', archive.read("xl/workbook.xml"))
    return [name for key in order if (name := "xl/" + targets.get(key, "")) in names]


if __name__ == "__main__":
    sys.stdout = io.TextIOWrapper(sys.stdout.buffer, write_through=True)
    main(sys.argv[1], *(int(argument) for argument in sys.argv[2:6]))
