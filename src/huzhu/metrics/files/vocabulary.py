"""Words of headings: which column is a date, a shift, a total; and what an unknown name looks like."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from huzhu.metrics.files.numbers import fold
from huzhu.metrics.files.units import unit_kind, unit_of

# role -> headings that are exactly this (case, blanks and marks do not count). Chinese, English, a little German.
EXACT: dict[str, str] = {
    "date": (
        "日期 年月日 日 号 生产日期 报告日期 统计日期 记录日期 发生日期 开始日期 日期时间 开始 起 开始时间 "
        "起始时间 起时间 发生时间 停机时刻 停机开始 时间 换辊开始 出钢时间 date day datum tag start started "
        "startedat startdate starttime begin began from timestamp datetime occurred occurredat reportdate "
        "productiondate recordedat time period 期间 時間 開始"
    ),
    "time": "时刻 时点 钟点 clock timeofday uhrzeit 時刻",
    "end": (
        "结束 止 结束时间 终止时间 结束日期 完成时间 到 end ended endedat enddate endtime finish finished until to 結束"
    ),
    "year": "年 年份 年度 year jahr",
    "month": "月 月份 年月 统计月份 month monat",
    "week": "周 周次 周数 星期数 week weekno kw woche isoweek 週 週次",
    "shift": "班 班次 班别 班组 轮班 班種 班別 shift crew schicht",
    "workshop": (
        "车间 分厂 部门 机台 工段 作业区 单元 纸机 机组名称 車間 部門 科室 病区 workshop shop mill department "
        "dept area machine workcentre workcenter cell ward unitname abteilung"
    ),
    "plant": "厂 工厂 厂名 企业 公司 基地 工廠 厂别 plant site works factory company facility hospital mine werk",
    "line": "线 产线 生产线 机组 机号 机列 轧线 线别 线号 机组号 炉座 产线号 line lineno productionline stand",
    "product": (
        "产品 品种 规格 钢种 牌号 纸种 型号 产品名称 品名 产品规格 產品 品種 product grade section size "
        "material sku article item productname steelgrade"
    ),
    "task": "作业 作业环节 环节 任务 事故环节 工序 task operation activity step",
    "event": (
        "炉次 炉次号 炉号 编号 单号 事件号 事件编号 记录号 卷号 批号 换辊号 流水号 heat heatno heatnumber "
        "event eventno eventid recordno recordid batchno lot lotno id number eventnumber"
    ),
    "metric": (
        "指标 指标名称 项目 参数 指標 项目名称 统计项目 metric indicator measure kpi parameter metricname variable"
    ),
    "value": "数值 值 实绩 实际 实际值 读数 数据 結果 结果 value reading actual result measurement wert val 數值",
    "unit": "单位 计量单位 單位 unit units uom einheit",
    "exposure": "暴露量 分母 权重 基数 暴露 exposure denominator",
}
ROLE_OF = {word: role for role, words in EXACT.items() for word in words.split()}

# Headings that hold no readings of this period, wherever the word stands in them.
_NO_READING = re.compile(
    r"备注|說明|说明|录入|填报|打印|制表|上报|创建|更新时间|原因|序号|序號|记录人|填表|审核|班长|姓名"
    r"|负责人|电话|签字|计划|目标|定额|去年|同期|上月|上期|同比|环比|考核|排名|名次"
    r"remark|comment|note|reason|cause|operator|recorded by|foreman|plan\b|planned|target|budget|goal"
    r"|last year|previous|rank"
    r"|^no\.?$|^#$|^index$|^row$|bemerkung|累计差|差异|variance|difference|entered|created|updated|printed",
    re.I,
)
_TOTAL = re.compile(
    r"^(?:[（(]?\s*)(?:(?:全厂|全部|本月|本周|月|周|年|全月|全年|各班|班组)?\s*(?:总?合计|总计|小计"
    r"|共计|总和|平均(?:值|数)?|均值|累计|汇总|最大(?:值)?|最小(?:值)?"
    r"合計|總計|小計|平均值|標準差|标准差)|(?:grand\s*)?(?:sub\s*-?)?totals?|sum(?:me)?|averages?"
    r"|avg\.?|mean|median|cumulative|ytd|mtd|max(?:imum)?"
    r"|min(?:imum)?|std\.?|gesamt|durchschnitt)(?:\s*[:：）)].*|\s*$|\s*[（(].*|\s+(?:of|per|for)\b.*)",
    re.I,
)
_NOTE = re.compile(r"^(?:注|备注|说明|备註|note|remark|source|制表|填表|审核|来源|以上|资料来源|打印|编制)", re.I)
_PLACE = re.compile(
    r"车间|車間|[0-9一二三四五六七八九十]号?[纸机炉]?[机線线]|机$|[线線]$|分?厂$|mill|shop|machine"
    r"|line|\bPM\s?\d|ward|kiln|face\b",
    re.I,
)


def role_of_heading(name: str) -> str:
    """The role a heading names beyond doubt, "ignore" for remarks, plans and totals, or ""."""
    plain = fold(name)
    key = re.sub(r"[\s\-_/.:()#]+", "", plain).casefold()
    if key in ROLE_OF:
        return ROLE_OF[key]
    if _NO_READING.search(plain) or is_total(plain, heading=True):
        return "ignore"
    for tail, role in (("日期", "date"), ("date", "date"), ("班次", "shift"), ("车间", "workshop"), ("编号", "event")):
        if key.endswith(tail) and len(key) <= len(tail) + 4:
            return role
    return ""


_TOTAL_TAIL = re.compile(r"^.{1,12}(?:合计|小计|总计|共计|累计|合計|小計|總計|累計)[:：]?$")
_MEAN_TAIL = re.compile(r"^.{1,8}(?:平均值?|均值)[:：]?$")


def _closed_up(text: str) -> str:
    """合 计 -> 合计: blanks between Chinese characters only stretch a word."""
    return re.sub(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])", "", fold(text))


def is_total(text: str, heading: bool = False) -> bool:
    """合计, 1月小计, 平均, Total, Average: a row or column made from others. A heading 换辊时间平均 is none."""
    plain = _closed_up(text)
    tail = _TOTAL_TAIL.match(plain) or (not heading and _MEAN_TAIL.match(plain))
    return bool(tail or _TOTAL.match(plain))


def is_note(text: str) -> bool:
    """A remark under the table."""
    return bool(_NOTE.match(_closed_up(text)))


def trade_of(workshop: str) -> str:
    """The kind of workshop a numbered name speaks of: 1号纸机 -> 纸机, "PM 3" -> PM; "" where nothing is numbered."""
    plain = fold(workshop)
    bare = re.sub(r"(?:第)?[0-9一二三四五六七八九十]+\s*[号#]|[#]?\s*[0-9]+\s*$|^\s*[0-9]+\s*#?", "", plain).strip(
        " -_#"
    )
    return bare if bare != plain and len(bare) > 1 else ""


_PLANT_LIKE = re.compile(
    r"^[0-9年月\s]*([\u4e00-\u9fff]{1,10}?(?:厂|廠|公司|医院|煤矿|铁矿))"
    r"|^((?:[A-Z][\w&.-]*\s){1,3}(?:[Pp]lant|[Ww]orks|[Ff]actory|[Hh]ospital|[Mm]ine))\b"
)


def plant_like(text: str) -> str:
    """A plant's name at the start of a title or a sheet's name: 南纸厂断纸统计 -> 南纸厂; "" where there is none."""
    found = _PLANT_LIKE.match(fold(text))
    name = (found[1] or found[2]).strip() if found else ""
    return "" if name in ("本厂", "我厂", "全厂", "分厂", "各厂", "该厂", "总厂", "本公司") else name


def looks_like_place(text: str) -> bool:
    return bool(_PLACE.search(fold(text)))


_DOWN = re.compile(
    r"废|缺陷|断|停|故障|伤|耗|时间|次品|返修|不良|损失|延误|事故|投诉|周期|reject|scrap|break|down"
    r"|injur|defect|consum|delay|time|fail"
    r"|loss|rework|waste|cost|complaint|accident|stop|cobble|lead",
    re.I,
)
_UP = re.compile(
    r"率|产量|产出|效率|寿命|收得|成材|合格|作业率|利用|达标|完成|yield|output|availab|utili[sz]ation"
    r"|efficien|throughput|oee|life|on.time|mtbf"
    r"|fulfil|productiv|speed",
    re.I,
)
_HURT = re.compile(r"伤|未遂|险肇|事故|injur|near.?miss|accident|hurt|fatal", re.I)
_DOWN_RATE = re.compile(
    r"废|缺陷|断|停机|故障|次品|返修|不良|损失|损|事故|reject|scrap|defect|break|fail|loss|rework|waste|downtime", re.I
)


def sounds_measured(text: str) -> bool:
    """Whether a heading says what is counted or measured, and not only of what."""
    return any(words.search(text) for words in (_DOWN, _UP, _HURT))


def guess_metric(name: str, unit: str) -> tuple[str, str]:
    """(kind, direction) an unknown metric looks to have, from its name and unit."""
    if _HURT.search(name):
        return "count", "down"
    kind = unit_kind(unit)
    if kind == "level" and re.search(r"时间|耗时|duration|downtime|time\b", name, re.I) and not unit:
        kind = "duration"
    up = bool(_UP.search(name)) and not _DOWN_RATE.search(name)
    return kind, "up" if up and kind != "duration" else "down" if _DOWN.search(name) or not up else "up"


_ENGLISH = [
    pair.split(":")
    for pair in [
        "换辊:roll-change",
        "断纸:web-break",
        "断头:break",
        "停机:stop",
        "故障:failure",
        "时间:time",
        "次数:count",
        "率:rate",
        "产量:output",
        "成材:yield",
        "合格:pass",
        "废品:scrap",
        "缺陷:defect",
        "表面:surface",
        "电耗:power",
        "能耗:energy",
        "水耗:water",
        "汽耗:steam",
        "蒸汽:steam",
        "煤耗:coal",
        "消耗:use",
        "单耗:use",
        "吨纸:per-tonne",
        "吨钢:per-tonne",
        "工时:hours",
        "工伤:injuries",
        "伤害:injuries",
        "未遂:near-misses",
        "事故:accidents",
        "纸机:paper-machine",
        "造纸:paper",
        "车间:workshop",
        "制浆:pulping",
        "涂布:coating",
        "复卷:rewinder",
        "中型:medium",
        "小型:small",
        "大型:heavy",
        "轧钢:rolling",
        "电炉:eaf",
        "平炉:open-hearth",
        "锻钢:forge",
        "热处理:heat-treatment",
        "机修:repair",
        "运输:transport",
        "号:",
        "线:line",
        "厂:plant",
        "机:machine",
        "炉:furnace",
        "速:speed",
        "车速:speed",
        "换:change",
        "纸种:grade",
        "长:long",
        "短:short",
        "平均:mean",
        "每:per",
        "吨:tonne",
        "一:1",
        "二:2",
        "三:3",
        "四:4",
        "五:5",
        "六:6",
        "七:7",
        "八:8",
        "九:9",
        "南:south",
        "北:north",
        "东:east",
        "西:west",
        "新:new",
        "老:old",
    ]
]
_ENGLISH.sort(key=lambda pair: -len(pair[0]))


def slug_of(name: str, sort: str) -> str:
    """A slug for an unknown name: its Latin words, its Chinese words where we know them, else a stable short code."""
    text = "".join(c for c in unicodedata.normalize("NFKD", fold(name).casefold()) if not unicodedata.combining(c))
    for chinese, english in _ENGLISH:
        text = text.replace(chinese, f" {english} ")
    left = re.sub(r"[a-z0-9\s\-_/.,()%+#&']", "", text)
    slug = re.sub(r"[^a-z0-9]+", "-", text).strip("-")[:48]
    if slug and not left and re.search(r"[a-z]", slug):
        return slug
    code = hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=3).hexdigest()
    return "-".join(part for part in (slug or sort.removesuffix("s"), code) if part)


def tidy_shift(text: str) -> str:
    """甲班, 甲 -> 甲; "a shift", Ａ -> A; 第一班 -> 1. Anything else as it stands."""
    plain = fold(text)
    plain = re.sub(
        r"^(?:shift|schicht)[\s\-:]*|[\s\-]*(?:班次|班组|班|shift|crew|schicht)$", "", plain, flags=re.I
    ).strip()
    plain = re.sub(r"^第", "", plain)
    plain = {
        "一": "1",
        "二": "2",
        "三": "3",
        "四": "4",
        "白": "白",
        "日": "白",
        "晚": "夜",
        "i": "1",
        "ii": "2",
        "iii": "3",
    }.get(plain.casefold(), plain)
    return plain.upper() if len(plain) == 1 else plain or fold(text)


def is_unit(text: str) -> bool:
    return bool(unit_of(text))
