"""Pages know no class names: the look is changed in one place."""

import re
from pathlib import Path

import pytest

PUNOS = Path(__file__).resolve().parents[2] / "punos"
PAGES = sorted(PUNOS.glob("*/pages/templates/**/*.html"))


def styled(page: str) -> list[str]:
    """Elements with a class or a style of their own."""
    return re.findall(r"<[^>]*\s(?:class|style)=[^>]*>", page)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(PUNOS)))
def test_a_page_uses_components_and_no_class_or_style(page: Path) -> None:
    found = styled(page.read_text())
    assert not found, f"use the macros of ds (punos/design_system/README.md): {found[:3]}"


def test_this_guard_sees_what_it_looks_for() -> None:
    assert styled('<p class="big">a</p><td\n style="color: red">b</td>{{ ds.tag("class=") }}') == [
        '<p class="big">', '<td\n style="color: red">']
