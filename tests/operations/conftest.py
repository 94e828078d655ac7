"""Instances to start and kill. One data folder is prepared once; each test works on a copy of it."""

import fcntl
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from punos.config import server_place
from tests.operations.instance import Instance

Start = Callable[..., Instance]


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A data folder as the first start leaves it: database, schema, collected files. Made once, whichever of the test
    processes comes first."""
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent
    with open(shared / "prepared.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "prepared").exists():
            with _short_folder() as folder:
                first = Instance(folder / "prepared")
                first.starts()
                assert first.interrupt() == 0
                subprocess.run(["cp", "-a", first.data, shared / "being prepared"], check=True)
            (shared / "being prepared").rename(shared / "prepared")
    return shared / "prepared"


@pytest.fixture
def instance(request: pytest.FixtureRequest) -> Iterator[Start]:
    """Makes instances, each on data of its own; ends whatever a test leaves running."""
    with making(lambda: request.getfixturevalue("prepared")) as make:
        yield make


@contextmanager
def making(prepared: Callable[[], Path]) -> Iterator[Start]:
    """A maker of instances; whatever it has made is ended and removed afterwards."""
    with _short_folder() as folder:
        made: list[Instance] = []

        def make(name: str = "a", *, empty: bool = False, **more: str) -> Instance:
            data = folder / name
            if not empty:
                subprocess.run(["cp", "-a", prepared(), data], check=True)
            made.append(Instance(data, more=more))
            return made[-1]

        yield make
        for one in made:
            one.kill_everything()
            place = server_place.place_of(one.data)
            for path in (place.folder, place.socket):
                shutil.rmtree(path, ignore_errors=True)


class _short_folder:
    """A temporary folder the database's own user may pass through, with a short path."""

    def __enter__(self) -> Path:
        self.path = Path(tempfile.mkdtemp(prefix="punos-ops-"))
        self.path.chmod(0o755)
        return self.path

    def __exit__(self, *exception: object) -> None:
        shutil.rmtree(self.path, ignore_errors=True)
