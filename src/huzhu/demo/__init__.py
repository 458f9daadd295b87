"""The demo alliance: four plants, 1956-09 to 1958-12, simulated and labelled so (示例).

`plants`, `indicators` and `story` hold words, `simulation` and its parts hold numbers, `load` brings both in through
the rooms' own verbs. Only what is marked `stated` is in the article of 27 August 1958; everything else is illustrative.
What was put into the data (`truth`) is read by the simulation and by tests, never by the rooms or the engine.
"""

SIMULATED_EN = (
    "Simulated data. Dalian, Benxi, hot-top heating, the turning plate, the quick roll change and its 50% and 30% to "
    "40% are in the newspaper report of 27 August 1958; Plants C and D, all readings, people, dates and other "
    "experiences are illustrative. The random seed was chosen so that the raw changes come near the reported ones."
)
SIMULATED_ZH = (
    "模拟数据。大连、本溪、帽口加热、翻钢板、快速换辊及其50%和30%到40%见1958年8月27日报道；丙厂、丁厂、全部读数、人员、日期"
    "和其他经验均为示例。随机种子经过挑选，使前后对比的原始变化接近报道的数字。"
)
