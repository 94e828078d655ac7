"""A pytest plugin for ``./run check``: leaves out the tests that need a database or are marked slow."""

import pytest

_NEED_DATABASE = {"db", "transactional_db", "django_db_setup", "_server", "own_database"}


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
