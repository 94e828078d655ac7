"""The sheet as a tagged PDF, A4 or large print, set by typst without any system library (ADR 0040)."""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Literal

import typst

from punos.plan.sheet import Sheet

PAPER = Path(__file__).parent / "paper"
SIZES = ("a4", "large")
ACCESSIBLE: Literal["ua-1"] = "ua-1"  # PDF/UA-1: tags, title, language, every character with a glyph


@lru_cache(maxsize=1)
def fonts() -> typst.Fonts:
    """Source Sans 3 as on the pages; Noto for other scripts and for emoji. Nothing of the system's."""
    folders = [Path(str(files("fontpkg_source_sans_3"))) / "files", Path(str(files("manimgx_fonts")))]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True,
                       font_paths=[str(folder) for folder in folders])


def pdf_of(sheet: Sheet, size: str = "a4") -> bytes:
    """One PDF: PDF/UA-1. A character that no font here has would make that standard refuse: then the same tagged
    page without its stamp, where that one character is an empty box."""
    inputs = {"data": json.dumps(sheet.as_data(), ensure_ascii=False), "size": size if size in SIZES else "a4"}
    try:
        return _set(inputs, [ACCESSIBLE])
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise
        return _set(inputs, [])


def _set(inputs: dict[str, str], standards: list[Literal["ua-1"]]) -> bytes:
    # the stub asks for a list that may hold any standard; this one holds one of them
    made = typst.compile(str(PAPER / "sheet.typ"), root=str(PAPER), font_paths=fonts(), ignore_system_fonts=True,
                         sys_inputs=inputs, format="pdf", pdf_standards=standards)  # type: ignore[call-overload]
    assert isinstance(made, bytes)
    return made
