"""What a door tells the layouts about itself: its menu, its search, who is signed in, whose matters these are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True)
class NavItem:
    """One link of the main menu; ``count`` is how many things wait there (0 is not shown).

    ``count_href``: where a script asks for the number after the page is there, so that no page waits for it.
    """

    label: str
    href: str
    current: bool = False
    count: int = 0
    count_label: str = ""
    count_href: str = ""


@dataclass(frozen=True, slots=True)
class Chrome:
    """The frame around a page. A door gives it to its templates as ``chrome``."""

    items: Sequence[NavItem] = field(default_factory=tuple)
    home: str = "/"
    person_name: str = ""
    person_role: str = ""
    search_href: str = ""
    search_label: str = ""
    acting_for: str = ""
    stop_acting_href: str = ""
    door: str = ""
    units_href: str = ""  # where somebody of several units says in which she is now


def mark_current(items: Sequence[NavItem], path: str) -> tuple[NavItem, ...]:
    """The same items with the one whose address is the longest beginning of ``path`` marked as current."""
    fitting = [item.href for item in items if path == item.href or path.startswith(item.href.rstrip("/") + "/")]
    here = max(fitting, key=len, default=None)
    return tuple(replace(item, current=item.href == here) for item in items)
