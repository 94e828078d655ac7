"""Where one instance of Punos keeps what is its own: the database, secrets, collected files, logs.

One folder, named by ``PUNOS_DATA``, so that several instances run beside each other and "start over" means
removing one folder. Nothing here imports Django: settings, the start script and the tests all read it.
"""

import hashlib
import json
import os
import secrets
import tempfile
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
# What Punos may put into the folder, and therefore what "start over" removes: never more, for the folder could be
# named wrongly. The embedded database ("postgres") is removed by its own module.
CONTENTS = (
    *("audit-heads.log*", "database.lock", "database.prepared", "drafts", "logs", "media", "run.json"),
    *("population", "secrets.json", "static", "tests.lock"),
)
TESTS_LOCK = "tests.lock"  # held in the tests' folder as long as a ./run test is at work there


def data_folder() -> Path:
    """The folder of this instance: ``PUNOS_DATA``, else ``.punos`` in the checkout. It may not exist yet."""
    named = os.environ.get("PUNOS_DATA")
    return Path(named).expanduser().absolute() if named else CHECKOUT / ".punos"


def test_data_folder() -> Path:
    """The folder tests use: ``PUNOS_DATA`` when set, else one under the temporary folder per checkout and user.

    It is never the default ``.punos``: a test run must not touch the data somebody is working with, and test
    runs in two checkouts must not touch each other.
    """
    if os.environ.get("PUNOS_DATA"):
        return data_folder()
    mark = hashlib.sha256(str(CHECKOUT).encode()).hexdigest()[:10]
    return Path(tempfile.gettempdir()) / f"punos-test-{os.getuid()}-{mark}"


def prepare_folder(data: Path) -> None:
    """Makes the folder. As root the database server runs as another user and must pass through it (0711);
    otherwise it is its owner's alone (0700). Secrets inside are 0600 in both cases."""
    data.mkdir(parents=True, exist_ok=True)
    if data.stat().st_uid == os.geteuid():
        data.chmod(0o711 if os.geteuid() == 0 else 0o700)


def read_secret(data: Path, name: str) -> str | None:
    """A secret kept for this instance, or None."""
    try:
        kept = json.loads((data / "secrets.json").read_text())
    except FileNotFoundError:
        return None
    value = kept.get(name)
    return value if isinstance(value, str) else None


def keep_secret(data: Path, name: str, value: str) -> None:
    """Keeps a secret in ``secrets.json`` (0600). Written whole and renamed, so a crash leaves the old file."""
    prepare_folder(data)
    path = data / "secrets.json"
    kept = json.loads(path.read_text()) if path.exists() else {}
    kept[name] = value
    handle, draft = tempfile.mkstemp(dir=data, prefix=".secrets-")  # mkstemp makes it 0600
    with os.fdopen(handle, "w") as file:
        json.dump(kept, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    Path(draft).replace(path)


def secret_key() -> str:
    """Django's secret key: ``PUNOS_SECRET_KEY``, else one made once and kept in the data folder.

    Production must name its own (several machines share it); the deployment check says so.
    """
    given = os.environ.get("PUNOS_SECRET_KEY")
    if given:
        return given
    data = data_folder()
    kept = read_secret(data, "secret_key")
    if kept is None:
        kept = secrets.token_urlsafe(50)
        keep_secret(data, "secret_key", kept)
    return kept
