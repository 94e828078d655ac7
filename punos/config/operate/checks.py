"""``./run check``: what can be known without a database, in under 30 seconds; all of it runs side by side."""

import os
import subprocess
import sys
import time
from pathlib import Path

from punos.config.data_folder import CHECKOUT
from punos.config.operate.progress import Failed, say
from punos.config.operate.translations import compile_changed

WORKERS_LATE = "Failed to establish connection with worker"  # mypy's, when its own processes start too slowly


def check(arguments: list[str]) -> int:
    """Runs every check, shows what the failing ones say, and returns 1 if any failed."""
    if arguments:
        raise Failed("./run check takes no arguments.", "See ./run --help.")
    compile_changed()
    started = time.monotonic()
    running = {name: _start(command) for name, command in _commands().items()}
    failed = []
    for name, process in running.items():
        failing, output = _ended(process)
        if failing and WORKERS_LATE in output:  # a busy machine: not a fault of the types
            failing, output = _ended(_start(_types()))
        seconds = time.monotonic() - started
        say(f"  {name:<28} {'FAILED' if failing else 'ok'} ({seconds:.0f} s)")
        if failing:
            failed.append(name)
            say(output)
    say(f"Checks failed: {', '.join(failed)}." if failed else "All checks passed.")
    return 1 if failed else 0


def _commands() -> dict[str, list[str]]:
    python = [sys.executable, "-m"]
    pytest = [*python, "pytest", "-p", "punos.config.operate.without_database"]
    scripts = Path(sys.executable).parent
    return {
        "lint (ruff)": [*python, "ruff", "check", "--quiet", "."],
        "import order (import-linter)": [str(scripts / "lint-imports")],
        "rules (pytest)": [*pytest, *_pure_tests()],
        "guards (pytest)": [*pytest, "tests/guards"],
        "types (mypy)": _types("--num-workers", "2"),
    }


def _types(*options: str) -> list[str]:
    return [sys.executable, "-m", "mypy", *options, "punos", "tests"]


def _pure_tests() -> list[str]:
    """Tests that need no database: the pure packages and each context's rules."""
    patterns = (
        *("punos/lawfulness/tests", "punos/operating_models/tests", "punos/kernel/tests"),
        *(f"punos/population/tests/test_{name}.py" for name in ("rules", "suppression", "whatif")),
        "punos/*/tests/test_rules*.py",
    )
    found = {str(path.relative_to(CHECKOUT)) for pattern in patterns for path in CHECKOUT.glob(pattern)}
    folders = {path for path in found if not path.endswith(".py")}
    return sorted(folders | {path for path in found if not any(path.startswith(f"{folder}/") for folder in folders)})


def _ended(process: "subprocess.Popen[str]") -> tuple[bool, str]:
    """Whether it failed, and what it said."""
    output, _ = process.communicate()
    return process.returncode != 0, output


def _start(command: list[str]) -> "subprocess.Popen[str]":
    environment = {**os.environ, "PUNOS_ENV": "test"}
    return subprocess.Popen(
        command, cwd=CHECKOUT, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
