"""Every text is there in Swedish and English, whole, and translated before it is put together."""

import pytest

from punos.design_system import texts


@pytest.mark.parametrize("context", texts.contexts(), ids=lambda folder: folder.name)
def test_no_text_is_missing_doubtful_or_broken(context):
    found = [str(finding) for finding in texts.check() if f"punos/{context.name}/" in finding.place]
    assert not found, "./run texts update, then translate:\n" + "\n".join(found)
