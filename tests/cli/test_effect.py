"""`huzhu effect` as a user runs it: a process of its own, a file, an answer."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from huzhu.cli import main

CALIFORNIA = Path(__file__).parent.parent / "effects" / "data" / "california_prop99.csv"
WAGES = CALIFORNIA.with_name("minimum_wages.csv")
BASQUE = CALIFORNIA.with_name("basque.csv")
GERMANY = CALIFORNIA.with_name("german_reunification.csv")
COUNTIES = ["--unit", "county", "--time", "year", "--value", "log_employment", "--since", "raised", "--method", "did"]
LAST_YEAR_BEFORE = ["--baseline", "1", "--least-before", "1", "--least-after", "1"]
NAMED = ["--unit", "state", "--time", "year", "--value", "packs", "--treated", "California", "--start", "1989"]


@pytest.fixture
def huzhu(capsys, monkeypatch):
    """The command as its entry point runs it: what it printed, what it complained about, its exit code."""

    def run(*words: object) -> SimpleNamespace:
        monkeypatch.setattr(sys, "argv", ["huzhu", "effect", *map(str, words)])
        code = 0
        try:
            main()
        except SystemExit as end:
            code = end.code
        printed = capsys.readouterr()
        return SimpleNamespace(code=code or 0, out=printed.out, error=printed.err)

    return run


@pytest.fixture
def answer(huzhu):
    def run(*words: object) -> dict:
        done = huzhu(*words, "--json")
        assert done.code == 0, done.error
        return json.loads(done.out)

    return run


@pytest.fixture
def refusal(huzhu):
    def run(*words: object) -> str:
        done = huzhu(*words)
        assert (done.code, done.out) == (2, "")
        return done.error.strip()

    return run


@pytest.mark.parametrize(
    ("more", "published", "tolerance"),
    [
        (["--method", "did"], -27.35, 0.01),
        (["--method", "sc"], -19.620, 0.005),
        (["--method", "sc", "--exact"], -19.51363, 0.005),
        (["--method", "sdid"], -15.604, 0.01),
        (["--method", "dsc"], -11.1090, 0.001),
    ],
)
def test_published_numbers_come_out(answer, more, published, tolerance):
    assert answer(CALIFORNIA, *NAMED, *more)["estimate"] == pytest.approx(published, abs=tolerance)


def test_the_published_blend_of_west_germany_comes_out(answer):
    """Weights by income per head alone, 1960 to 1990, with an intercept (Cattaneo, Feng, Palomba, Titiunik 2025)."""
    columns = ["--unit", "country", "--time", "year", "--value", "gdp", "--treated", "West Germany", "--start", "1991"]
    weights = answer(GERMANY, *columns, "--method", "dsc")["weights"]
    published = {
        "Austria": 0.441,
        "USA": 0.274,
        "Italy": 0.177,
        "Netherlands": 0.059,
        "Switzerland": 0.036,
        "Japan": 0.013,
    }
    assert {unit for unit, weight in weights.items() if weight > 0.005} == set(published)
    assert all(weights[unit] == pytest.approx(weight, abs=0.0015) for unit, weight in published.items())


@pytest.mark.parametrize(
    ("start", "more", "published", "tolerance"),
    [
        ("1970", ["--method", "did"], -0.430805, 2e-6),
        ("1970", ["--method", "sc", "--exact"], -0.8945885, 1e-6),
        ("1975", ["--method", "dsc"], -0.796612, 2e-5),
    ],
)
def test_the_published_effects_on_the_basque_country_come_out(answer, start, more, published, tolerance):
    """Income per head, without predictors and without Spain as a whole: means of Abadie and Gardeazabal's data; the
    synthetic control as Koo and Guo's routine gives it; the demeaned one as Ferman and Pinto's does."""
    columns = ["--unit", "region", "--time", "year", "--value", "gdp", "--treated", "Basque Country (Pais Vasco)"]
    found = answer(BASQUE, *columns, "--start", start, *more)
    assert found["estimate"] == pytest.approx(published, abs=tolerance)
    if start == "1975":
        blend = {
            "Cataluna": 0.5605,
            "Rioja (La)": 0.2792,
            "Principado De Asturias": 0.1064,
            "Madrid (Comunidad De)": 0.0539,
        }
        assert {unit: weight for unit, weight in found["weights"].items() if weight > 1e-6} == pytest.approx(
            blend, abs=1e-4
        )


def test_the_published_effects_of_minimum_wages_come_out(answer):
    """Staggered starts, 191 of 500 counties, against those that never raised theirs and the year before (Callaway,
    Sant'Anna 2021; the public extract of their data): -.0310 in all, by year of the raise as below."""
    found = answer(WAGES, *COUNTIES, *LAST_YEAR_BEFORE)
    assert found["estimate"] == pytest.approx(-0.0310, abs=5e-5)
    assert found["range"][0] < found["estimate"] < 0 < found["range"][1]
    by_year: dict[str, list[float]] = {}
    for part in found["parts"]:
        by_year.setdefault(part["start"][0], []).append(part["estimate"])
    means = {year: sum(each) / len(each) for year, each in by_year.items()}
    assert means == pytest.approx({"2004": -0.0797, "2006": -0.0229, "2007": -0.0261}, abs=5e-5)
    checks = {check["name"]: check["answer"] for check in found["checks"]}
    assert checks["followed_before"] == checks["false_start"] == "cannot_say"


def test_who_changed_and_when_is_said_in_one_way(refusal, tmp_path):
    bare = ["--unit", "county", "--time", "year", "--value", "log_employment"]
    assert "--treated and --start, or --since COLUMN" in refusal(WAGES, *bare)
    assert "one or the other" in refusal(WAGES, *bare, "--since", "raised", "--treated", "8001", "--start", "2004")
    never = tmp_path / "never.csv"
    never.write_text("unit,year,value,since\na,2001,1,\na,2002,2,\nb,2001,1,0\nb,2002,3,0\n", encoding="utf-8")
    columns = ["--unit", "unit", "--time", "year", "--value", "value", "--since", "since"]
    assert "no unit has a period there" in refusal(never, *columns)
    never.write_text("unit,year,value,since\na,2001,1,2002\na,2002,2,2001\nb,2001,1,\nb,2002,3,\n", encoding="utf-8")
    assert "Row 3, column “since”: “2001” for a, but row 2 has “2002”" in refusal(never, *columns)
    never.write_text(
        "unit,year,value,since\na,2001,1,2002\na,2002,2,2002\nb,2001,1,2002\nb,2002,3,2002\n", encoding="utf-8"
    )
    assert "without one that never changed there is no peer" in refusal(never, *columns)
    never.write_text("unit,year,value,since\na,2001,1,2001\na,2002,2,2001\nb,2001,1,\nb,2002,3,\n", encoding="utf-8")
    assert "a changed in 2001, the first period of the file" in refusal(never, *columns)


def test_who_changes_after_the_file_ends_is_a_peer_in_it(answer, tmp_path):
    lines = ["unit,year,value,since"]
    for number, since in enumerate(["1990", "", "2004", "0", "never", "2011"]):
        lines += [f"u{number},{1970 + t},{10 + number + t % 3 + (t * (number + 2)) % 5},{since}" for t in range(31)]
    panel = tmp_path / "later.csv"
    panel.write_text("\n".join(lines), encoding="utf-8")
    columns = ["--unit", "unit", "--time", "year", "--value", "value", "--since", "since"]
    found = answer(panel, *columns)
    assert (found["treated"], found["peers"]) == (["u0"], 5)


def test_the_answer_says_what_it_rests_on(answer):
    found = answer(CALIFORNIA, *NAMED)
    assert (found["method"], found["status"], found["level"]) == ("adsc", "estimated", 0.95)
    assert found["range"][0] < found["estimate"] < found["range"][1]
    assert found["relative"] == pytest.approx(found["observed_mean"] / found["without_the_change_mean"] - 1)
    assert (found["periods"]["before"], found["periods"]["after"]) == (19, 12)
    assert (found["periods"]["first"], found["periods"]["last"]) == ("1970", "2000")
    assert sum(found["weights"].values()) == pytest.approx(1)
    assert "California" not in found["weights"]
    assert found["path"][0] == {**found["path"][0], "period": "1970", "observed": pytest.approx(123.0)}
    assert {each["answer"] for each in found["checks"]} <= {"yes", "no", "cannot_say"}


def test_the_table_reads_like_the_json(huzhu, answer):
    found, shown = answer(CALIFORNIA, *NAMED), huzhu(CALIFORNIA, *NAMED).out
    assert f"{found['estimate']:.2f}".replace("-", "\N{MINUS SIGN}") in shown
    assert "38 peers" in shown and "95% range" in shown and "Nevada" in shown


def test_the_level_widens_the_range_and_nothing_else(answer):
    narrow, wide = answer(CALIFORNIA, *NAMED, "--level", ".8"), answer(CALIFORNIA, *NAMED, "--level", ".99")
    assert narrow["estimate"] == wide["estimate"]
    assert wide["range"][0] < narrow["range"][0] and narrow["range"][1] < wide["range"][1]


def test_several_treated_with_a_start_each(answer, refusal):
    names = ["--unit", "state", "--time", "year", "--value", "packs"]
    both = ["--treated", "California", "--treated", "Nevada", "--start", "1989", "--start", "1991"]
    found = answer(CALIFORNIA, *names, *both)
    assert found["start"] == ["1989", "1991"]
    assert [part["treated"] for part in found["parts"]] == [["California"], ["Nevada"]]
    assert not {"California", "Nevada"} & set(found["weights"])
    assert "3 --treated" in refusal(CALIFORNIA, *names, *both, "--treated", "Utah")


def _rewritten(path: Path, separator: str, encoding: str, comma: bool = False, backwards: bool = False) -> Path:
    rows = list(csv.reader(io.StringIO(CALIFORNIA.read_text()), delimiter=";"))
    body = [[f"州{state}", year, packs.replace(".", ",") if comma else packs] for state, year, packs, _ in rows[1:]]
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows([["州", "年份", "包数"], *(reversed(body) if backwards else body)])
    path.write_bytes(out.getvalue().encode(encoding))
    return path


@pytest.mark.parametrize(
    ("separator", "encoding", "comma", "backwards"),
    [
        (",", "utf-8-sig", False, True),
        (";", "gbk", True, False),
        ("\t", "utf-16", False, True),
        (",", "gb18030", True, False),
    ],
)
def test_files_as_they_come(answer, tmp_path, separator, encoding, comma, backwards):
    file = _rewritten(tmp_path / "panel.csv", separator, encoding, comma, backwards)
    named = ["--unit", "州", "--time", "年份", "--value", "包数", "--treated", "州California", "--start", "1989"]
    assert answer(file, *named, "--method", "sc")["estimate"] == pytest.approx(-19.620, abs=0.005)


def _panel(path: Path, periods: list[str], change: str = "") -> Path:
    lines = ["mill,week,minutes"]
    for mill in range(6):
        for at, period in enumerate(periods):
            base = 100 + 7 * mill + (at * 37 % 11) + ((mill + 1) * (at + 3) * 29 % 7)
            halved = mill == 0 and at >= len(periods) // 2
            lines.append(f"mill-{mill},{period},{base / 2 if halved else base}")
    path.write_text("\n".join(lines) + "\n" + change)
    return path


WEEKS = ["--unit", "mill", "--time", "week", "--value", "minutes", "--treated", "mill-0"]


@pytest.mark.parametrize(
    ("periods", "start"),
    [
        ([f"1957-W{week:02}" for week in range(1, 41)], "1957-05-20"),
        ([f"{year}/{month}/1" for year in (1956, 1957, 1958) for month in range(1, 13)], "1957-07"),
        ([f"1958-{month:02}-{day:02}" for month in range(1, 5) for day in range(1, 11)], "1958-03"),
    ],
)
def test_periods_may_be_weeks_days_and_months(answer, tmp_path, periods, start):
    found = answer(_panel(tmp_path / "p.csv", periods), *WEEKS, "--start", start, "--scale", "log")
    assert found["relative"] == pytest.approx(-0.5, abs=0.05)
    assert found["relative_range"][1] < -0.3
    assert found["periods"]["before"] == len(periods) // 2


def test_ramp_exclude_and_without(answer, tmp_path):
    file = _panel(tmp_path / "p.csv", [str(year) for year in range(1900, 1940)])
    found = answer(
        file,
        *WEEKS,
        "--start",
        "1920",
        "--ramp",
        "5",
        "--exclude",
        "1902..1904",
        "--exclude",
        "1936",
        "--without",
        "mill-3",
    )
    assert (found["periods"]["before"], found["periods"]["after"], found["periods"]["skipped"]) == (17, 14, 9)
    assert {"unit": "mill-3", "reason": "left_out"} in found["excluded"]


def test_too_few_periods_give_a_status_and_no_number(huzhu, answer, tmp_path):
    file = _panel(tmp_path / "p.csv", [str(year) for year in range(1900, 1930)])
    found = answer(file, *WEEKS, "--start", "1928")
    assert (found["status"], found["estimate"]) == ("too_early", None)
    assert "too early to say" in huzhu(file, *WEEKS, "--start", "1928").out


def test_a_past_that_never_moved_says_so_in_words(huzhu, tmp_path):
    file = tmp_path / "flat.csv"
    file.write_text(
        "mill,week,minutes\n" + "".join(f"one,{year},{40 if year < 1920 else 30}\n" for year in range(1900, 1930))
    )
    said = huzhu(
        file, "--unit", "mill", "--time", "week", "--value", "minutes", "--treated", "one", "--start", "1920"
    ).out
    assert "no sound comparison is possible (nothing moved before the start)" in " ".join(said.split())


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("mill-2,1905,77", "Row 182: mill “mill-2” and week “1905” stand already in row 67"),
        ("mill-7,1905,forty", "Row 182, column “minutes”: “forty” is not a number"),
        ("mill-7,last year,40", "Row 182, column “week”: “last year” is not a period"),
        (",1905,40", "Row 182, column “mill”: nothing is written here"),
        ("mill-7,1905", "Row 182: 2 cells where the heading has 3"),
        ("mill-7,1905,1e308", "Row 182, column “minutes”: “1e308” is too large to be a reading"),
        ("合计,1905,400", "Unit “合计” looks like a total of the others"),
        ("mill-7,1905,-4", "Row 182, column “minutes”: -4; the log scale wants values above 0"),
    ],
)
def test_what_is_wrong_is_told_with_row_and_column(refusal, tmp_path, line, said):
    file = _panel(tmp_path / "p.csv", [str(year) for year in range(1900, 1930)], change=line)
    assert said in refusal(file, *WEEKS, "--start", "1915", "--scale", "log")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--value", "packets"], "there is no column “packets”; the file has “State”, “Year”"),
        (["--treated", "Califrnia"], "did you mean “California”?"),
        (["--start", "1960"], "1960 lies outside the periods of the file (1970 to 2000)"),
        (["--start", "soon"], "“soon” cannot be read like the periods"),
        (["--start", "1970"], "nothing lies before it"),
        (["--level", "2"], "level: from 0.5 to below 1"),
        (["--baseline", "0"], "Invalid value for '--baseline'"),
        (["--least-before", "0"], "Invalid value for '--least-before'"),
        (["--least-after", "-1"], "Invalid value for '--least-after'"),
        (["--ramp", "-1"], "Invalid value for '--ramp'"),
        (["--exclude", "1980..1975"], "--exclude: 1980..1975 ends before it begins"),
        (["--without", "California"], "--without: California is treated itself"),
    ],
)
def test_what_was_asked_wrongly_is_one_sentence(refusal, words, said):
    option = {words[0]: words[1]}
    named = dict(zip(NAMED[::2], NAMED[1::2], strict=True)) | option
    assert said in refusal(CALIFORNIA, *[word for pair in named.items() for word in pair])


def test_what_does_not_go_together_is_one_sentence(refusal):
    assert "--exact goes with --method sc" in refusal(CALIFORNIA, *NAMED, "--exact")
    assert "--treated: California stands there twice" in refusal(CALIFORNIA, *NAMED, "--treated", "California")
    assert "--ceiling: the largest share" in refusal(CALIFORNIA, *NAMED, "--scale", "logit", "--ceiling", "0")


def test_a_total_may_be_left_out_by_name(answer, tmp_path):
    rows = _panel(tmp_path / "p.csv", [str(year) for year in range(1900, 1930)], change="合计,1905,400")
    found = answer(rows, *WEEKS, "--start", "1915", "--without", "合计")
    assert {"unit": "合计", "reason": "left_out"} in found["excluded"]


def test_figures_in_full_width_are_figures(answer, tmp_path):
    file = _panel(tmp_path / "p.csv", [str(year) for year in range(1900, 1930)])
    plain = answer(file, *WEEKS, "--start", "1915")
    head, *lines = file.read_text().splitlines()
    wide = str.maketrans("0123456789.-", "０１２３４５６７８９．－")
    rows = [",".join([unit, *(cell.translate(wide) for cell in rest)]) for unit, *rest in (x.split(",") for x in lines)]
    file.write_text("\n".join([head, *rows]), encoding="utf-8")
    assert answer(file, *WEEKS, "--start", "１９１５")["estimate"] == plain["estimate"]


def test_a_doubtful_comma_is_asked_about_and_not_guessed(answer, refusal, tmp_path):
    file = tmp_path / "p.csv"
    rows = [f"{unit};{year};{unit},{year - 1000}" for unit in range(1, 6) for year in range(1900, 1930)]
    file.write_text("\n".join(["u;y;v", *rows]))
    words = ["--unit", "u", "--time", "y", "--value", "v", "--treated", "1", "--start", "1915"]
    assert "--decimal comma or --decimal point" in refusal(file, *words)
    as_point, as_comma = (answer(file, *words, "--decimal", mark) for mark in ("point", "comma"))
    assert as_point["path"][0]["observed"] == 1900
    assert as_comma["path"][0]["observed"] == pytest.approx(1.9)


def test_it_runs_without_django_and_the_database(tmp_path):
    program = (
        "import sys; from huzhu.cli import main\n"
        "try: main()\n"
        "except SystemExit as end: assert not end.code, end.code\n"
        "print(sorted(name for name in sys.modules if name.split('.')[0] in {'django', 'duckdb', 'pyarrow', 'pandas'}))"
    )
    words = [sys.executable, "-c", program, "effect", str(CALIFORNIA), *NAMED, "--json"]
    done = subprocess.run(words, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.rstrip().endswith("[]")
    assert not list(tmp_path.iterdir())
