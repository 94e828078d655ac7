"""These tests stand on clients alone."""

from collections import defaultdict

import pytest

from punos.kernel import events


@pytest.fixture(autouse=True)
def no_sharing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Grants are opened by hand here, and sharing would close what it did not open."""
    monkeypatch.setattr(events, "_within", defaultdict(list))
    monkeypatch.setattr(events, "_afterwards", defaultdict(list))
