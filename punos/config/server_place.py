"""Where the files of the embedded server lie and which user they belong to.

Normally all under the data folder. Two things may force a part elsewhere: a socket's path may have at most 107
bytes, and as root the server runs as another user, who cannot enter a closed folder such as ``/root``. Opening
other people's folders is not ours to do, so the files move instead.
"""

import hashlib
import os
import pwd
import stat
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypedDict

_LONGEST_SOCKET_PATH = 107
_SOCKET_NAME = ".s.PGSQL.5432.lock"


class AsUser(TypedDict, total=False):
    """Arguments for :class:`subprocess.Popen` that make the child run as the server's user."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True)
class Place:
    """The files of one server. ``folder`` is normally ``<data>/postgres``."""

    folder: Path
    socket: Path

    @property
    def cluster(self) -> Path:
        """PGDATA."""
        return self.folder / "cluster"

    @property
    def log(self) -> Path:
        """The server's log."""
        return self.folder / "postgres.log"

    @cached_property
    def server_uid(self) -> int:
        """The user the server runs as: whoever owns the cluster; for a new one us, or ``nobody`` if we are root."""
        if self.cluster.exists():
            return self.cluster.stat().st_uid
        return pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else os.geteuid()

    def make(self) -> None:
        """Makes the folders. The socket's folder is entered by the server's user alone (and root)."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if self.folder.stat().st_uid == os.geteuid():
            self.folder.chmod(0o711 if os.geteuid() == 0 else 0o700)
        self.socket.mkdir(mode=0o700, exist_ok=True)
        self.give(self.socket)
        found = os.lstat(self.socket)
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != self.server_uid:
            raise PermissionError(f"{self.socket} belongs to somebody else; remove it and start again")
        os.chmod(self.socket, 0o700)

    def give(self, path: Path) -> None:
        """Hands a file or folder to the server's user."""
        if os.geteuid() == 0 and not path.is_symlink():
            os.chown(path, self.server_uid, pwd.getpwuid(self.server_uid).pw_gid)

    def as_user(self) -> AsUser:
        """How to run a program as the server's user."""
        if os.geteuid() != 0 or self.server_uid == 0:
            return {}
        return {"user": self.server_uid, "group": pwd.getpwuid(self.server_uid).pw_gid, "extra_groups": []}

    def can_reach(self, path: Path) -> bool:
        """Whether the server's user can read this path."""
        return os.geteuid() != 0 or _open_to_all(path)


def place_of(data: Path) -> Place:
    """The place of the server of one data folder. The same answer in every process, running or not."""
    data = data.absolute()
    mark = hashlib.sha256(os.fsencode(data)).hexdigest()[:12]
    folder = data / "postgres"
    if os.geteuid() == 0 and not _open_to_all(_nearest_existing(data.parent)):
        folder = Path("/var/lib/punos") / mark
    socket = folder / "socket"
    if len(os.fsencode(socket / _SOCKET_NAME)) > _LONGEST_SOCKET_PATH:
        socket = Path("/tmp") / f"punos-socket-{mark}"
    return Place(folder, socket)


def _nearest_existing(path: Path) -> Path:
    while not path.exists():
        path = path.parent
    return path


def _open_to_all(path: Path) -> bool:
    """Whether a stranger may walk to the path and read or enter it."""
    path = path.resolve()
    walkable = all(parent.stat().st_mode & stat.S_IXOTH for parent in path.parents)
    own = path.stat().st_mode
    needed = stat.S_IXOTH if stat.S_ISDIR(own) else stat.S_IROTH
    return walkable and bool(own & needed)
