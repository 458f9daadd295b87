"""Files as real plants send them hold the same readings as the batches."""

import pytest
import python_calamine

from huzhu.demo.plant_files import write_plant_files


@pytest.fixture(scope="module")
def files(batches, tmp_path_factory):
    paths = write_plant_files(tmp_path_factory.mktemp("plants"), batches)
    return {path.name.split("-")[0] + path.suffix: path for path in paths}


def test_benxi_sends_gbk_with_chinese_dates(files):
    raw = files["benxi.csv"].read_bytes()
    with pytest.raises(UnicodeDecodeError):
        raw.decode("utf-8")
    lines = raw.decode("gbk").splitlines()
    assert lines[1].startswith("序号,日期,班次")
    assert "1957年7月1日" in lines[2]
    assert lines[-1].startswith("合计")
    assert 300 < len(lines) < 500


def test_plant_c_sends_decimal_commas(files):
    lines = files["plant.csv"].read_text(encoding="utf-8-sig").splitlines()
    date, section, rejects, pieces = lines[1].split(";")
    assert date == "01.07.1957"
    assert section in {"round", "square", "flat", "angle"}
    assert 0 < float(rejects.replace(",", ".")) < 20
    assert pieces.isdigit()


def test_plant_d_sends_utf16(files):
    assert files["plant.txt"].read_bytes()[:2] == b"\xff\xfe"
    assert files["plant.txt"].read_text(encoding="utf-16").startswith("日期\t钢类")


def test_dalian_sends_a_workbook_with_merged_headings(files):
    book = python_calamine.CalamineWorkbook.from_path(str(files["dalian.xlsx"]))
    assert book.sheet_names == ["中型", "小型"]
    rows = book.get_sheet_by_name("中型").to_python()
    assert rows[0][0] == "大连钢厂中型车间日报"
    assert rows[2][1:4] == ["甲", "乙", "丙"]
    assert 170 < len(rows) < 190
