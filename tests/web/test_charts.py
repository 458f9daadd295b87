"""The charts draw what they are given: on the right side, in the right place, whole, and nothing of their own."""

from __future__ import annotations

import datetime
import itertools
import math
import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huzhu.web import charts
from huzhu.web.charts.drawing import joined, path_through, smoothed, words_width

WEEKS = [datetime.date(1957, 8, 19) + datetime.timedelta(weeks=i) for i in range(53)]
NAMES = charts.ChartWords(
    label="31 minutes now, 62 without the change.",
    own="Your mill",
    own_value="31 min",
    without="Without the change",
    without_value="62 min, from peers",
    own_short="Your mill: 31",
    without_short="Without the change: 62",
    taken_up="Taken up, 16 Mar",
    difference="50% shorter",
    tone="better",
)


def month(day: datetime.date, with_year: bool) -> str:
    return f"{day:%b %Y}" if with_year else f"{day:%b}"


def svg(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text)


def svgs(figure: str) -> dict[str, ElementTree.Element]:
    return {child.get("class", "").split()[-1]: child for child in ElementTree.fromstring(figure)}


def marks(drawing: ElementTree.Element, cls: str) -> list[ElementTree.Element]:
    return [e for e in drawing.iter() if cls in e.get("class", "").split()]


def words_in(drawing: ElementTree.Element) -> list[str]:
    return [e.text or "" for e in drawing.iter("text")]


def text_box(element: ElementTree.Element) -> tuple[float, float, float, float]:
    size = 16 if "t-difference" in element.get("class", "") else 13
    width, x, y = words_width(element.text or "", size), float(element.get("x", 0)), float(element.get("y", 0))
    left = {"end": x - width, "middle": x - width / 2}.get(element.get("text-anchor", ""), x)
    return left, y - size * 0.75, left + width, y + size * 0.2


def overlaps(drawing: ElementTree.Element) -> list[tuple[str, str]]:
    boxes = [(e.text or "", text_box(e)) for e in drawing.iter("text")]
    return [
        (a, b)
        for k, (a, p) in enumerate(boxes)
        for b, q in boxes[k + 1 :]
        if p[0] < q[2] and q[0] < p[2] and p[1] < q[3] and q[1] < p[3]
    ]


def effect(own: list[float | None], without: list[float | None] | None = None, **more: object) -> str:
    without = [62.0] * len(own) if without is None else without
    low = [None if v is None else v - 4 for v in without]
    high = [None if v is None else v + 4 for v in without]
    options = {"start": 30, "weeks": WEEKS[: len(own)], "words": NAMES, "month": month} | more
    return charts.effect_lines(own, without, low, high, **options)  # type: ignore[arg-type]


class TestSpark:
    def test_the_last_value_is_marked_at_the_right_end(self) -> None:
        (dot,) = marks(svg(charts.spark([1.0, 2.0, 3.0, 9.0])), "own-dot")
        line = marks(svg(charts.spark([1.0, 2.0, 3.0, 9.0])), "spark")[0].get("d", "")
        assert line.endswith(f"L{dot.get('cx')} {dot.get('cy')}")
        assert float(dot.get("cy", 99)) < 10  # the highest value is at the top

    def test_a_gap_lifts_the_pen_and_is_not_bridged(self) -> None:
        line = marks(svg(charts.spark([1.0, 2.0, None, math.nan, 3.0, 4.0])), "spark")[0].get("d", "")
        assert line.count("M") == 2

    def test_nothing_reported_gives_a_word_and_no_drawing(self) -> None:
        assert charts.spark([None, math.nan], none="not <reported>") == (
            '<span class="no-chart">not &lt;reported&gt;</span>'
        )
        assert "<svg" not in charts.spark([])

    @pytest.mark.parametrize("values", [[5.0], [5.0, 5.0, 5.0], [0.0, 0.0], [1e-12, 2e-12], [-1e15, 1e15]])
    def test_one_value_equal_values_and_extreme_ones_stay_inside(self, values: list[float]) -> None:
        drawing = svg(charts.spark(values))
        (dot,) = marks(drawing, "own-dot")
        assert 0 <= float(dot.get("cx", -1)) <= float(drawing.get("width", 0))
        assert 0 <= float(dot.get("cy", -1)) <= float(drawing.get("height", 0))

    def test_the_week_of_an_adoption_is_a_dashed_tick_only_if_it_lies_inside(self) -> None:
        assert len(marks(svg(charts.spark([1.0] * 52, mark=30)), "spark-mark")) == 1
        assert marks(svg(charts.spark([1.0] * 52, mark=52)), "spark-mark") == []

    def test_counts_are_strokes_one_for_each_week_with_somebody(self) -> None:
        drawing = svg(charts.ticks([0, 1, 0, 0, 2, None]))
        strokes = [e.get("d", "") for e in marks(drawing, "spark-tick")]
        assert len(strokes) == 2
        heights = [-float(re.search(r"v(-[\d.]+)", d)[1]) for d in strokes]  # type: ignore[index]
        assert heights[0] < heights[1]
        assert marks(drawing, "spark") == []


class TestDotStrip:
    @pytest.mark.parametrize(("better", "own_is_right"), [("down", True), ("up", False)])
    def test_better_is_always_to_the_right(self, better: str, own_is_right: bool) -> None:
        drawing = svg(charts.dot_strip(1.2, [2.9, 2.1], better=better))  # type: ignore[arg-type]
        own = float(marks(drawing, "own-dot")[0].get("cx", 0))
        peers = [float(e.get("cx", 0)) for e in marks(drawing, "peer-dot")]
        assert (own > max(peers)) is own_is_right
        assert (own < min(peers)) is not own_is_right

    def test_the_best_peer_is_named_inside_the_drawing(self) -> None:
        drawing = svg(charts.dot_strip(1.0, [9.0], "本溪中型车间一号线 9", 9.0, "down"))  # the best named far left
        (named,) = drawing.iter("text")
        left, _, right, _ = text_box(named)
        assert left >= 0
        assert right <= float(drawing.get("width", 0))

    def test_we_alone_and_nobody(self) -> None:
        assert len(marks(svg(charts.dot_strip(3.0, [])), "own-dot")) == 1
        assert marks(svg(charts.dot_strip(None, [1.0, 2.0])), "own-dot") == []
        assert "<svg" not in charts.dot_strip(None, [None])

    def test_names_are_escaped(self) -> None:
        drawing = charts.dot_strip(1.0, [2.0], "<b>Benxi & co</b>", 2.0, label='he said "2"')
        assert words_in(svg(drawing)) == ["<b>Benxi & co</b>"]
        assert svg(drawing).get("aria-label") == 'he said "2"'


class TestRanges:
    rows = (
        charts.Range(1.2, 1.0, 1.4, "better"),
        charts.Range(2.0, 1.7, 2.3),
        charts.Range(2.9, 2.5, 3.3, "worse"),
        charts.Range(None, None, None),
    )

    def test_filled_means_clear_and_hollow_means_not_clear(self) -> None:
        _, drawn = charts.intervals(self.rows, middle=(1.8, 2.3))
        assert len(marks(svg(drawn[0]), "is-better")) == 2
        assert marks(svg(drawn[0]), "mark-hollow") == []
        assert len(marks(svg(drawn[1]), "mark-hollow")) == 1
        assert drawn[3] == '<span class="no-chart">–</span>'

    def test_rows_share_one_axis_with_their_head(self) -> None:
        head, drawn = charts.intervals(self.rows, middle=(1.8, 2.3))
        at = {e.text: float(e.get("x", 0)) for e in svg(head).iter("text")}
        dot = float(marks(svg(drawn[1]), "mark-hollow")[0].get("cx", 0))
        assert at["2"] == pytest.approx(dot, abs=0.2)

    def test_zero_is_on_the_axis_of_effects_and_drawn_in_each_row(self) -> None:
        head, drawn, together = charts.adopters(
            [charts.Range(2.8, 2.1, 3.5, "better")], together=charts.Range(2.8, 2.3, 3.3, "better"), expect=(1.6, 4.0)
        )
        assert "0" in words_in(svg(head))
        lines = {marks(svg(each), "zero")[0].get("d", "").split()[0] for each in (drawn[0], together)}
        assert len(lines) == 1
        assert len(marks(svg(together), "band")) == 1

    def test_one_row_that_knows_nothing_does_not_flatten_the_others(self) -> None:
        head, (clear, vague), _ = charts.adopters(
            [charts.Range(-48, -55, -41, "better"), charts.Range(-20, -5e9, 5e9)], expect=(-9e9, 9e9)
        )
        (bar,) = marks(svg(clear), "range")
        left, right = map(float, re.match(r"M([\d.]+) \d+H([\d.]+)", bar.get("d", "")).groups())  # type: ignore[union-attr]
        assert right - left > 5
        assert any("l7 -5" in e.get("d", "") for e in marks(svg(vague), "mark"))
        assert not any("e+" in text or len(text) > 5 for text in words_in(svg(head)))

    def test_worse_lies_to_the_right_of_nothing_and_the_limit_is_dashed(self) -> None:
        _, (worse, better) = charts.guardrails(
            [charts.Guardrail(7, -9, 23, 10, "worse"), charts.Guardrail(-8, -27, 14, 20)]
        )
        zero = float(re.match(r"M([\d.]+)", marks(svg(worse), "zero")[0].get("d", ""))[1])  # type: ignore[index]
        assert float(marks(svg(worse), "mark-hollow")[0].get("cx", 0)) > zero
        assert float(marks(svg(better), "mark-hollow")[0].get("cx", 0)) < zero
        assert len(marks(svg(worse), "limit")) == 1

    def test_a_range_that_runs_off_the_axis_gets_an_arrow(self) -> None:
        _, (drawn,) = charts.guardrails([charts.Guardrail(5, -400, 900)])
        assert sum("l7 -5" in e.get("d", "") or "l-7 -5" in e.get("d", "") for e in marks(svg(drawn), "mark")) == 2

    def test_bars_hold_their_share(self) -> None:
        bar = marks(svg(charts.share_bar(41, width=100)), "bar-share")[0]
        assert float(bar.get("width", 0)) == pytest.approx(41)
        place = marks(svg(charts.range_bar(3, 6, 8, width=80)), "bar-share")[0]
        assert (float(place.get("x", 0)), float(place.get("width", 0))) == (20, 40)
        assert float(marks(svg(charts.progress(12, 10, width=100)), "bar-ink")[0].get("width", 0)) == 100
        assert float(marks(svg(charts.progress(0, 0, width=100)), "bar-ink")[0].get("width", 1)) == 0

    @given(st.lists(st.tuples(*[st.floats(-1e9, 1e9)] * 3), min_size=1, max_size=12))
    def test_any_ranges_stay_inside_the_drawing(self, amounts: list[tuple[float, float, float]]) -> None:
        rows = [charts.Range(*sorted(each)[1:2], sorted(each)[0], sorted(each)[2]) for each in amounts]
        _, drawn = charts.intervals(rows)
        for each in drawn:
            (mark,) = marks(svg(each), "mark-hollow")
            assert 0 <= float(mark.get("cx", -1)) <= 330


class TestEffectLines:
    own = [62.0] * 30 + [53.0, 48.0, 38.0, 34.0, 27.0] + [31.0] * 18

    def test_the_same_story_in_three_proportions_each_with_its_text_equivalent(self) -> None:
        drawn = svgs(effect(self.own, marks=[(28, "Visit to Benxi, 2 Mar")]))
        assert set(drawn) == {"shape-wide", "shape-middle", "shape-phone"}
        for each in drawn.values():
            assert each.get("role") == "img"
            assert each.get("aria-label") == NAMES.label
            assert each.find("title").text == NAMES.label  # type: ignore[union-attr]

    def test_amounts_start_at_zero_unless_told(self) -> None:
        assert "0" in words_in(svgs(effect(self.own))["shape-wide"])
        high = [88.0, 89.0, 90.0] * 10
        drawn = svgs(effect(high, [88.5] * 30, start=20, from_zero=False))["shape-wide"]
        assert "0" not in words_in(drawn)

    def test_the_difference_stands_between_the_names_in_its_tone(self) -> None:
        drawn = svgs(effect(self.own))["shape-wide"]
        at = {e.text: float(e.get("y", 0)) for e in drawn.iter("text")}
        assert at["Without the change"] < at["50% shorter"] < at["Your mill"]
        assert len(marks(drawn, "is-better")) == 1

    def test_no_verdict_no_difference(self) -> None:
        early = charts.ChartWords(label="Too early.", own="Your mill", without="Without the change")
        drawn = svgs(effect(self.own, words=early))["shape-wide"]
        assert marks(drawn, "gap") == []
        assert marks(drawn, "t-difference") == []

    @pytest.mark.parametrize("level", [2.0, 30.0, 61.0, 62.0, 63.0, 78.0, 240.0])
    @pytest.mark.parametrize("start", [1, 25, 50])
    def test_words_never_touch_each_other_wherever_the_lines_end(self, level: float, start: int) -> None:
        own = [62.0] * 30 + [level] * 23
        events = [(start - 1, "Visit to Benxi, 2 Mar"), (min(start + 2, 52), "New furnace lit"), (52, "Conference")]
        for name, drawn in svgs(effect(own, start=start, marks=events)).items():
            assert overlaps(drawn) == [], name
            height, width = float(drawn.get("height", 0)), float(drawn.get("width", 0))
            for each in drawn.iter("text"):
                left, top, right, bottom = text_box(each)
                assert left >= -1 and right <= width + 1 and top >= -1 and bottom <= height + 1, (name, each.text)

    def test_long_units_and_large_amounts_stay_inside(self) -> None:
        words = replace(NAMES, without_value="887 kg a change, from peers")
        own = [1400.0] * 30 + [612.0] * 23
        for name, drawn in svgs(effect(own, words=words, without=[887.0] * 53)).items():
            assert overlaps(drawn) == [], name
            for each in drawn.iter("text"):
                left, _, right, _ = text_box(each)
                assert left >= 0 and right <= float(drawn.get("width", 0)), (name, each.text)

    def test_chinese_words_do_not_touch_either(self) -> None:
        words = charts.ChartWords(
            label="现在31分钟，不改约62分钟。", own="你的车间", own_value="31分钟", without="如果不改",
            without_value="62分钟，据同类", own_short="你的车间：31", without_short="如果不改：62",
            taken_up="采用，3月16日", difference="缩短50%", tone="better",
        )  # fmt: skip
        for drawn in svgs(effect(self.own, words=words, marks=[(28, "参观本溪，3月2日")])).values():
            assert overlaps(drawn) == []

    def test_gaps_are_not_bridged_and_a_lonely_week_is_a_dot(self) -> None:
        own: list[float | None] = [60.0, 61.0, None, 59.0, None, 62.0, 63.0]
        drawn = svgs(effect(own, start=4))["shape-wide"]
        assert marks(drawn, "own-line")[0].get("d", "").count("M") == 3
        assert len(marks(drawn, "own-dot")) == 2  # the lonely week and the end of the line

    def test_without_a_sound_comparison_our_line_stands_alone(self) -> None:
        drawn = svgs(charts.effect_lines(self.own, [], [], [], start=30, weeks=WEEKS, words=NAMES, month=month))
        assert marks(drawn["shape-wide"], "without-line") == []
        assert marks(drawn["shape-wide"], "band") == []
        assert "Without the change" not in words_in(drawn["shape-wide"])
        assert len(marks(drawn["shape-phone"], "own-line")) == 1

    def test_people_are_counted_one_stroke_a_week_and_never_a_line(self) -> None:
        counts = [0.0, 1.0, 0.0, 2.0, None, 0.0, 1.0]
        drawn = svgs(effect(counts, [None] * 7, start=3, is_counted=True))["shape-wide"]
        assert len(marks(drawn, "count-stroke")) == 3
        assert marks(drawn, "own-line") == []
        amounts = [text for text in words_in(drawn) if re.fullmatch(r"[\d.]+", text)]
        assert amounts == ["0", "1", "2"]

    def test_nothing_to_draw_gives_the_word(self) -> None:
        words = charts.ChartWords(label="x", own="y", none="No readings yet.")
        text = charts.effect_lines([None] * 5, [], [], [], start=2, weeks=WEEKS[:5], words=words, month=month)
        assert text == '<span class="no-chart">No readings yet.</span>'

    def test_lengths_must_agree(self) -> None:
        with pytest.raises(ValueError, match="equally long"):
            effect([1.0, 2.0], [1.0], weeks=WEEKS[:2])

    @pytest.mark.parametrize("own", [[5.0], [0.0, 0.0, 0.0], [1e-9, 2e-9, 1e-9], [3e7, 4e7, 5e7], [-3.0, 2.0, 1.0]])
    def test_one_value_zeros_and_extreme_amounts(self, own: list[float]) -> None:
        for drawn in svgs(effect(own, [None] * len(own), start=None)).values():
            ends = [float(e.get("cy", -1)) for e in marks(drawn, "own-dot")]
            assert all(0 <= y <= float(drawn.get("height", 0)) for y in ends)

    def test_a_span_too_small_to_divide_has_one_tick(self) -> None:
        assert charts.round_ticks(0.0, 5e-324) == [0.0]


class TestAxes:
    @given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6), st.integers(2, 8))
    def test_round_ticks_lie_inside_and_are_even(self, low: float, width: float, about: int) -> None:
        ticks = charts.round_ticks(low, low + width, about)
        assert all(low - width * 1e-6 <= t <= low + width * (1 + 1e-6) for t in ticks)
        assert len(ticks) <= about + 2
        steps = [b - a for a, b in itertools.pairwise(ticks)]
        assert all(s == pytest.approx(steps[0], rel=1e-3) for s in steps)

    def test_minus_is_a_minus(self) -> None:
        assert charts.plain_word(-2.5) == "−2.5"
        assert charts.signed_word(3) == "+3"
        assert charts.percent_word(-20) == "−20%"

    def test_months_carry_the_year_first_and_when_it_changes(self) -> None:
        ticks = charts.month_ticks(WEEKS, month, room=1000)
        assert ticks[0] == (0, "Aug 1957")
        assert [text for _, text in ticks if text.endswith("1958")] == [ticks[3][1]]

    def test_months_thin_out_where_room_is_short(self) -> None:
        assert len(charts.month_ticks(WEEKS, month, room=250)) < len(charts.month_ticks(WEEKS, month, room=1000))
        assert charts.month_ticks([], month, room=100) == []


class TestChain:
    def test_steps_in_order_with_danger_only_where_told(self) -> None:
        text = charts.chain(
            [
                charts.Step("12 Jan", "Head heated"),
                charts.Step("Jan–Mar", "5 hurt", "0.6 <expected>", kind="danger", line="danger"),
                charts.Step("16 Mar", "Table fitted", kind="remedy", line="better"),
            ]
        )
        items = list(ElementTree.fromstring(text))
        assert [item.get("class") for item in items] == [
            "chain--is-plain", "chain--is-danger chain--danger-after", "chain--is-remedy chain--better-after",
        ]  # fmt: skip
        assert items[1].findall("p")[2].text == "0.6 <expected>"

    def test_no_steps_no_list(self) -> None:
        assert charts.chain([]) == ""


def test_a_path_knows_its_gaps() -> None:
    gap = math.nan
    assert joined([1.0, gap, 2.0, 3.0, 4.0]) == [[0], [2, 3, 4]]
    assert joined([gap, gap]) == []
    assert path_through([(0, 1), (1, gap), (2, 3), (3, 4)]) == "M0 1M2 3L3 4"


def test_values_that_come_once_a_month_are_joined_and_a_missing_month_is_not_bridged() -> None:
    monthly = [float(i) if i % 4 == 0 else math.nan for i in range(40)]
    assert len(joined(monthly)) == 1
    monthly[20] = math.nan
    assert [len(each) for each in joined(monthly)] == [5, 4]
    line = marks(svg(charts.spark(monthly)), "spark")[0].get("d", "")
    assert line.count("M") == 2


def test_no_colour_and_no_style_is_written_into_a_drawing() -> None:
    everything = effect([62.0] * 53) + charts.spark([1.0, 2.0]) + charts.dot_strip(1.0, [2.0], "Benxi 2", 2.0)
    assert not re.search(r"style=|#[0-9a-f]{3,6}|rgb\(|<script|fill=|stroke=", everything)


def test_smoothing_keeps_gaps_and_carries_nothing_over_the_change() -> None:
    values = [10.0, 10.0, math.nan, 10.0, 2.0, 2.0, 2.0]
    smooth = smoothed(values, (1, 2, 3, 2, 1), apart_at=4)
    assert math.isnan(smooth[2])
    assert [each for each in smooth if not math.isnan(each)] == [10.0, 10.0, 10.0, 2.0, 2.0, 2.0]
    blurred = smoothed(values, (1, 2, 3, 2, 1))
    assert 2.0 < blurred[3] < 10.0
