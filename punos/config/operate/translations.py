"""Compiling the translations: ``.po`` (in the repository) to ``.mo`` (what the program reads), when changed."""

import os
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from punos.config.data_folder import CHECKOUT


def catalogues() -> list[Path]:
    """Every ``.po`` of the project."""
    return sorted([*CHECKOUT.glob("punos/**/locale/*/LC_MESSAGES/*.po"), *CHECKOUT.glob("locale/*/LC_MESSAGES/*.po")])


def compile_changed() -> int:
    """Compiles the catalogues whose ``.mo`` is missing or older. Returns how many. Unsure (fuzzy) texts stay out."""
    compiled = 0
    for source in catalogues():
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        changed = source.stat().st_mtime_ns
        with source.open("rb") as file:
            catalogue = read_po(file, locale=source.parents[1].name)
        draft = target.with_suffix(f".{os.getpid()}.new")  # several may compile at once; the last rename wins
        with draft.open("wb") as file:
            write_mo(file, catalogue)
        os.utime(draft, ns=(changed, changed))
        draft.replace(target)
        compiled += 1
    return compiled
