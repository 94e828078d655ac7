"""A pytest plugin for ``./run check``: leaves out the tests that need a database or are marked slow, and looks at
fewer examples of each property. ``./run test`` runs all of them in full."""

import pytest
from hypothesis import Phase, settings

_NEED_DATABASE = {"db", "transactional_db", "django_db_setup", "_server", "own_database"}


def pytest_configure(config: pytest.Config) -> None:
    """Properties without a number of their own: 20 examples."""
    settings.register_profile("check", max_examples=20, deadline=None, phases=[Phase.explicit, Phase.generate])
    settings.load_profile("check")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselects them, so that pytest's own summary says how many were left out."""
    kept: list[pytest.Item] = []
    left_out: list[pytest.Item] = []
    for item in items:
        needs = _NEED_DATABASE & set(getattr(item, "fixturenames", ()))
        slow = item.get_closest_marker("slow") or item.get_closest_marker("django_db")
        (left_out if needs or slow else kept).append(item)
    items[:] = kept
    config.hook.pytest_deselected(items=left_out)
