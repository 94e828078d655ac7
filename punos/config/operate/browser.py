"""The browser for the journeys: one that is there, else Debian's, else Playwright's own."""

import os
import shutil
import subprocess
from pathlib import Path

from punos.config.operate.environment import PYTHON, call, child_environment
from punos.config.operate.progress import Failed, say, step

_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def find_or_install() -> dict[str, str]:
    """Environment variables that tell the tests which browser to use; empty when Playwright knows its own.

    ``PUNOS_CHROMIUM`` is its path. ``PUNOS_NO_BROWSER`` is why there is none; with ``CI=true`` a missing browser
    is a failure instead, because nothing may be skipped there for want of it.
    """
    present = _present()
    if present is None and os.geteuid() == 0 and shutil.which("apt-get"):
        _install_debian_package()
        present = _present()
    if present is not None:
        return {"PUNOS_CHROMIUM": present}
    own = _playwrights_own()
    if own is not None:
        return {"PUNOS_CHROMIUM": own}
    why = "no Chromium or Chrome on this machine, and none could be installed"
    todo = "Install one (Debian: apt install chromium) or name it: PUNOS_CHROMIUM=/path/to/chrome ./run test"
    if os.environ.get("CI", "").lower() in {"1", "true"}:
        raise Failed(f"Browser journeys cannot run: {why}.", todo)
    say(f"  SKIPPED: browser journeys and accessibility checks: {why}. {todo}")
    return {"PUNOS_NO_BROWSER": why}


def _present() -> str | None:
    named = os.environ.get("PUNOS_CHROMIUM")
    if named:
        if _works(named):
            return named
        raise Failed(f"PUNOS_CHROMIUM={named} does not start.", "Correct it, or unset it to look for another.")
    return next((path for name in _NAMES if (path := shutil.which(name)) and _works(path)), None)


def _works(path: str) -> bool:
    """Some systems have a program of that name which only tells how to install the real one."""
    try:
        done = subprocess.run([path, "--version"], capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0 and b"hrom" in done.stdout


def _install_debian_package() -> None:
    try:
        with step("Browser (Debian's Chromium; only this once)"):
            os.environ.setdefault("DEBIAN_FRONTEND", "noninteractive")
            call(["apt-get", "update", "-q"])
            call(["apt-get", "install", "-y", "-q", "--no-install-recommends", "chromium"])
    except Failed:
        return  # Playwright's own is tried next


def _playwrights_own() -> str | None:
    found = _playwright_path()
    if found is None:
        try:
            with step("Browser (Playwright's own; only this once)"):
                call([PYTHON, "-m", "playwright", "install", "chromium"], seconds=600)
        except Failed:
            return None
        found = _playwright_path()
    return found if found is not None and _works(found) else None


def _playwright_path() -> str | None:
    program = (
        "from playwright.sync_api import sync_playwright\n"
        "with sync_playwright() as p: print(p.chromium.executable_path)"
    )
    done = subprocess.run(
        [PYTHON, "-c", program], capture_output=True, text=True, env=child_environment(), timeout=60, check=False
    )
    path = done.stdout.strip()
    return path if path and Path(path).exists() else None
