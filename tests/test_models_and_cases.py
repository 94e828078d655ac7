"""An operating model is changed under the cases that follow it: what they say by a code is not left without words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from punos.cases import actions as cases
from punos.config.operate.models_fit import without_words
from punos.demo.maija import Telling
from punos.kernel import clock
from punos.kernel.session import acting_as
from punos.operating_models.loader import SHIPPED
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_a_stage_or_reason_that_cases_have_is_not_taken_from_under_them(
        cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    story = Telling(cast, clock.now()).whole()
    cases.close(case=story.case, reason="client_wished", note="Riittää.", acknowledged=True, by=cast.aino)
    with acting_as(cast.aino):
        assert list(without_words("default")) == []
        shipped = (SHIPPED / "case_manager" / "process.yaml").read_text(encoding="utf-8")
        folder = tmp_path / "case_manager"
        folder.mkdir()
        (folder / "process.yaml").write_text(
            re.sub(r"\bgathering\b", "collecting", shipped).replace("client_wished", "her_wish"), encoding="utf-8")
        monkeypatch.setenv("PUNOS_PACKS", str(tmp_path))
        assert [line.strip() for line in without_words("default")] == [
            "case_manager: stage gathering (1 cases)", "case_manager: closing reason client_wished (1 cases)"]
