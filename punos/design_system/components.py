"""``ds`` in templates: every component macro by name, each read from its own file when first asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jinja2 import Environment

# file in templates/ds/ → the macros in it. The cook-book (README.md) shows a call of each.
FILES: dict[str, tuple[str, ...]] = {
    "page": ("title", "section", "stack", "columns", "prose", "actions", "cluster", "hidden_text"),
    "icon": ("icon", "braid"),
    "button": ("button", "button_link", "print_button", "post_button"),
    "form": ("form", "hidden", "fieldset"),
    "field": ("field", "fields", "field_frame", "choice", "counter"),
    "error_summary": ("error_summary",),
    "summary_list": ("summary_list",),
    "row": ("rows", "row"),
    "card": ("card", "link_card"),
    "state": ("state", "tag", "count"),
    "notice": ("notice", "inset", "urgent"),
    "table": ("table",),
    "chart": ("bars", "intervals", "lorenz", "crossed"),
    "person": ("person", "people", "avatar", "contact"),
    "quote": ("quote",),
    "timeline": ("timeline",),
    "tabs": ("tabs",),
    "stages": ("stages",),
    "details": ("details", "reasons"),
    "dialog": ("dialog",),
    "pagination": ("pagination",),
    "back": ("back_link", "breadcrumb"),
    "empty": ("empty",),
    "progress": ("progress",),
    "sharing_preview": ("sharing_preview",),
    "compare": ("compare",),
    "file": ("file_link", "print_link"),
    "ready_text": ("ready_text",),
    "chrome": (
        "skip_link",
        "language_switcher",
        "own_links",
        "sign_out",
        "acting_for",
        "navigation",
        "search_box",
        "messages",
        "scripts",
    ),
}
_FILE_OF = {macro: f"ds/{file}.html" for file, macros in FILES.items() for macro in macros}


class Components:
    """Looks macros up by name: ``{{ ds.button(_("Ota vastaan")) }}``, ``{% call ds.card() %}…{% endcall %}``."""

    def __init__(self, env: Environment) -> None:
        """Remember the environment; nothing is read yet."""
        self._env = env

    def __getattr__(self, name: str) -> Callable[..., Any]:
        """The macro called ``name``; an unknown one is named in the error."""
        try:
            file = _FILE_OF[name]
        except KeyError:
            raise AttributeError(f"there is no component ds.{name}; see punos/design_system/README.md") from None
        macro: Callable[..., Any] = getattr(self._env.get_template(file).module, name)
        return macro
