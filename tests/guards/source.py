"""The source as the guards read it: each file parsed once a run."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path


@cache
def parsed(path: Path) -> ast.Module:
    """The syntax tree of this file."""
    return ast.parse(path.read_text())
