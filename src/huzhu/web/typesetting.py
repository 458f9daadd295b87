"""Pages of paper: a template of `papers/`, its data, the typefaces of their packages; out comes a PDF."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from huzhu.web.fonts import FACES, font_folder

PAPERS = files("huzhu.web") / "papers"


def pdf_of(template: str, content: dict[str, Any]) -> bytes:
    """`template`: the name of a file in `papers/`; `content`: what it reads as `sys.inputs.data`."""
    import typst  # a large library, wanted only here

    fonts = typst.Fonts(font_paths=[str(folder) for folder in map(font_folder, FACES) if folder])
    inputs = {"data": json.dumps(content, ensure_ascii=False)}
    return bytes(typst.Compiler(str(PAPERS / template), font_paths=fonts, sys_inputs=inputs).compile(format="pdf"))
