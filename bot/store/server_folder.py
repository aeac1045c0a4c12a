"""The folder of our own Redis: its data, its socket, and the kernel locks that say who is there."""

import fcntl
import hashlib
import os
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

from bot.store.server_checks import UnusableRedisError

SOCKET_PATH_LIMIT = 104  # bytes; macOS takes no more, Linux 108


@dataclass(frozen=True)
class Folder:
    path: Path
    socket: Path

    @property
    def address(self) -> str:
        return f"unix://{quote(str(self.socket))}"

    def lock(self, name: str, *, shared: bool = False) -> BinaryIO | None:
        """Take a kernel lock, held until its file is closed; None when another holder is in the way."""
        file = (self.path / name).open("ab")
        try:
            fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return None
        return file

    def lock_server(self) -> BinaryIO | None:
        """The lock a running server holds, through a descriptor it inherits."""
        return self.lock("server.lock")

    def runs(self) -> bool:
        """Whether a server lives here, answering or not."""
        free = self.lock_server()
        if free:
            free.close()
        return free is None

    def last_words(self) -> str:
        """The last line of the server's log."""
        log = self.path / "server.log"
        lines = log.read_text(errors="replace").splitlines() if log.exists() else []
        return lines[-1] if lines else "it said nothing"


def open_folder(data: Path) -> Folder:
    """The Redis folder in `data`, made when absent, readable by nobody else."""
    path = data.resolve() / "redis"
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return Folder(path, _socket(path))


def _socket(path: Path) -> Path:
    """Inside the folder, or where that is too long for the kernel, in a private folder with a short name."""
    if len(os.fsencode(path / "redis.sock")) < SOCKET_PATH_LIMIT:
        return path / "redis.sock"
    short = hashlib.sha256(os.fsencode(path)).hexdigest()[:16]
    folder = Path(tempfile.gettempdir(), f"countersign-{short}")
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o077:
        raise UnusableRedisError(f"{folder} is open to others: remove it, or choose a shorter data folder.")
    return folder / "redis.sock"
