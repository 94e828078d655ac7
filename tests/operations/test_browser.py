"""Which browser the journeys run in, and what is said when there is none."""

import os
import shutil

import pytest

from punos.config.operate import browser
from punos.config.operate.progress import Failed


@pytest.fixture(autouse=True)
def bare_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """No browser, no right to install one, no network to fetch one."""
    monkeypatch.delenv("PUNOS_CHROMIUM", raising=False)
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(browser, "_playwrights_own", lambda: None)


def test_without_any_browser_what_is_skipped_and_why_is_said_plainly(capsys: pytest.CaptureFixture[str]) -> None:
    assert list(browser.find_or_install()) == ["PUNOS_NO_BROWSER"]
    said = capsys.readouterr().out
    assert "SKIPPED: browser journeys" in said
    assert "apt install chromium" in said


def test_in_ci_nothing_is_skipped_for_want_of_a_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    with pytest.raises(Failed) as refused:
        browser.find_or_install()
    assert "cannot run" in refused.value.why


def test_a_named_browser_that_does_not_start_is_not_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUNOS_CHROMIUM", "/bin/false")
    with pytest.raises(Failed):
        browser.find_or_install()


def test_root_installs_debians_package_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    here: set[str] = {"apt-get"}

    def call(command: list[str], **_: object) -> str:
        asked.append(" ".join(command))
        here.add("chromium")
        return ""

    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}" if name in here else None)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(browser, "_works", os.path.isabs)
    monkeypatch.setattr(browser, "call", call)
    assert browser.find_or_install() == {"PUNOS_CHROMIUM": "/usr/bin/chromium"}
    assert any("install" in line and "chromium" in line for line in asked)
    asked.clear()
    assert browser.find_or_install() == {"PUNOS_CHROMIUM": "/usr/bin/chromium"}
    assert asked == []
