"""``./run lock``: pins every dependency with its hashes.

Everything is resolved together once, and each lock takes its versions from that, so that any two locks can be
installed into one environment. No lock holds the address of a registry: whoever installs decides where from.
"""

import tempfile
from pathlib import Path

from punos.config.operate.environment import CHECKOUT, LOCKS, PYTHON, call, find_uv, npm
from punos.config.operate.progress import Failed, step

# Which dependency groups of pyproject.toml each lock holds, besides the program's own dependencies.
GROUPS = {
    "serve": (),
    "test": ("test", "population"),
    "population": ("population",),
    "spark": ("population", "spark"),
    "bench": ("population", "bench", "test"),
}
_OPTIONS = ("--universal", "--generate-hashes", "--no-annotate", "--no-header", "--quiet", "--python-version", "3.11")


def lock(arguments: list[str]) -> int:
    """Writes all locks anew. ``--upgrade`` takes the newest versions allowed; else what is pinned stays."""
    if [argument for argument in arguments if argument != "--upgrade"]:
        raise Failed("./run lock takes only --upgrade.", "See ./run --help.")
    uv = find_uv()
    if uv is None:
        raise Failed("uv is not there.", f"{PYTHON} -m pip install uv")
    with tempfile.TemporaryDirectory() as folder:
        everything = Path(folder) / "everything.txt"
        with step("Resolving everything together"):
            if "--upgrade" not in arguments:
                everything.write_text(_pinned())
            groups = sorted({group for names in GROUPS.values() for group in names})
            _compile(uv, everything, groups)
        for name, names in GROUPS.items():
            with step(LOCKS[name]):
                (CHECKOUT / LOCKS[name]).unlink(missing_ok=True)
                _compile(uv, CHECKOUT / LOCKS[name], names, "--constraint", str(everything))
        with step("requirements-uv.lock"):
            wanted = Path(folder) / "uv.in"
            wanted.write_text("uv\n")
            call([uv, "pip", "compile", *_OPTIONS, wanted, "-o", CHECKOUT / "requirements-uv.lock"])
    with step("package-lock.json"):
        call([*npm(), "install", "--package-lock-only", "--omit-lockfile-registry-resolved", "--no-audit", "--no-fund"])
    return 0


def _compile(uv: Path, output: Path, groups: tuple[str, ...] | list[str], *more: str) -> None:
    chosen = [part for group in groups for part in ("--group", f"pyproject.toml:{group}")]
    call([uv, "pip", "compile", *_OPTIONS, "pyproject.toml", *chosen, *more, "-o", output])


def _pinned() -> str:
    """The versions of today's locks, as the resolver's starting point."""
    locks = [CHECKOUT / name for name in LOCKS.values()]
    return "\n".join(path.read_text() for path in reversed(locks) if path.exists())
