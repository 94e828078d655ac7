"""Every text is there in Swedish and English, whole, and translated before it is put together.

That the check sees each kind of fault is shown in ``punos/design_system/tests/test_texts.py``.
"""

from pathlib import Path

import pytest

from punos.design_system import texts


@pytest.fixture(scope="module")
def findings() -> list[texts.Finding]:
    return texts.check()


@pytest.mark.parametrize("context", texts.contexts(), ids=lambda folder: folder.name)
def test_no_text_is_missing_doubtful_or_broken(context: Path, findings: list[texts.Finding]) -> None:
    found = [str(finding) for finding in findings if f"punos/{context.name}/" in finding.place]
    assert not found, f"./run texts update {context.name}, then translate:\n" + "\n".join(found)
