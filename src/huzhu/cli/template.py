"""`huzhu template`: example files to start from."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from huzhu.cli.saying import Refusal, console

READINGS = """\
workshop,date,metric,value,exposure,line,product
paper-1,1958-08-04,web-breaks,5,182.5,,newsprint
paper-1,1958-08-05,web-breaks,3,190.0,,newsprint
paper-2,1958-08-04,web-breaks,8,176.2,,newsprint
"""
SETUP = """\
# `huzhu setup setup.toml` sets all of this up, or nothing if a row is wrong; sent again it changes nothing.
# Names: `name` is Chinese (or the only language), `name_en` English. `slug` is the word used in addresses and files.

[[plants]]
slug = "north"
name = "北方纸厂"
name_en = "North Paper Mill"
rest = ["Saturday", "Sunday"]    # its calendar, by which deadlines are counted; without these three lines it is
days_off = ["1958-10-01"]        # Saturday and Sunday, no other day, and shifts of 8 hours
shift_hours = 8

[[plants]]
slug = "river"
name = "江边纸厂"
name_en = "River Paper Mill"

[[trades]]
slug = "paper-machine"
name = "造纸机"
name_en = "Paper machines"
size_name = "幅宽"
size_name_en = "trim width"
size_unit = "m"

[[bands]]            # a size from low up to, but not including, high
trade = "paper-machine"
slug = "wide"
name = "宽幅"
name_en = "Wide"
low = 4

[[equipment]]        # kinds of equipment, and the trades in whose workshops they are found
slug = "shoe-press"
name = "靴式压榨"
name_en = "Shoe press"
trades = ["paper-machine"]

[[workshops]]
slug = "paper-1"
plant = "north"
trade = "paper-machine"
name = "一号纸机"
name_en = "Paper machine 1"
size = 4.8
equipment = ["shoe-press"]

[[workshops]]
slug = "paper-2"
plant = "river"
trade = "paper-machine"
name = "二号纸机"
name_en = "Paper machine 2"
size = 4.4

[[metrics]]
slug = "web-breaks"
name = "断纸次数"
name_en = "Web breaks"
trades = ["paper-machine"]
kind = "rate"              # duration, share, rate, count (people hurt; never ranked), level
direction = "down"         # down: less is better; up; band: it should stay where it is
grain = "day"              # event, heat, shift, day, week, month
disclosure = "open"        # what other plants see: open, summary, change, hidden
unit = "次"
unit_en = "breaks"
exposure_unit = "吨"
exposure_unit_en = "tonnes"
per = 100                  # shown per 100 tonnes
text = "每产 100 吨纸的断纸次数。"
text_en = "Web breaks per 100 tonnes of paper made."

[[flows]]                  # material from one workshop to another: side effects are watched along it
giver = "paper-1"
receiver = "paper-2"
material = "损纸"
material_en = "broke"
"""


class What(StrEnum):
    readings = "readings"
    setup = "setup"


def template(
    what: Annotated[What, typer.Argument(help="readings: a file for `huzhu load`; setup: one for `huzhu setup`.")],
    to: Annotated[Path | None, typer.Argument(metavar="FILE", help="Where to write it.")] = None,
) -> None:
    """Write an example file to start from."""
    to = to or Path("readings.csv" if what is What.readings else "setup.toml")
    if to.exists():
        raise Refusal(f"{to} exists already.", code=1)
    # With a mark, because spreadsheet programs take an unmarked file for the old local encoding.
    to.write_text(
        READINGS if what is What.readings else SETUP, encoding="utf-8-sig" if what is What.readings else "utf-8"
    )
    console().print(f"{to} is written.", markup=False)
