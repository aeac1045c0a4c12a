"""A process that has imported the bot and forks one whenever it is asked: a start without two seconds of imports.

What a start does anew each time is what needs its settings, Redis or Slack: a twentieth of a second.

`python -m tests.faults.nursery` reads orders as JSON lines and answers with the process ids and how they ended.
"""

import gc
import importlib
import json
import os
import signal
import sys
import traceback
from collections.abc import Iterable
from typing import Any

import typer.main
from langchain_openai import ChatOpenAI
from pydantic import SecretStr

from tests.faults.doom import Doom

alive: set[int] = set()
BEFOREHAND = (
    "bot.__main__",
    "bot.serve",
    "aiosmtplib",
    "apscheduler.executors.asyncio",
    "docket.tasks",
    "sqlalchemy.dialects.sqlite",
)


def be_a_bot(order: dict[str, Any]) -> None:
    """In the child: become `python -m bot ...` with these settings."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGCHLD])
    log = os.open(order["log"], os.O_CREAT | os.O_WRONLY | os.O_APPEND)
    for descriptor, target in ((os.open(os.devnull, os.O_RDONLY), 0), (log, 1), (log, 2)):
        os.dup2(descriptor, target)
    os.environ.clear()
    os.environ.update(order["settings"])
    if order["doom"]:
        Doom(order["doom"]).arm()
    sys.argv = ["bot", *order["arguments"]]
    importlib.import_module("bot.__main__").main()


def prepare() -> None:
    """Import everything a bot needs, and build once what imports its parts only then."""
    for module in BEFOREHAND:
        importlib.import_module(module)
    ChatOpenAI(model="stub", api_key=SecretStr("none"))
    typer.main.get_command(importlib.import_module("bot.__main__").cli)


def tell(**news: Any) -> None:
    # One write: the handler of a child's death may come in between.
    os.write(1, f"{json.dumps(news)}\n".encode())


def bury(*_: object) -> None:
    """Answer for every child that ended."""
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        alive.discard(pid)
        tell(pid=pid, ended=os.waitstatus_to_exitcode(status))


def serve(orders: Iterable[str]) -> None:
    for line in orders:
        order = json.loads(line)
        # A child's death is told after its birth.
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGCHLD])
        pid = os.fork()
        if pid == 0:
            try:
                be_a_bot(order)
            except SystemExit as end:
                os._exit(end.code if isinstance(end.code, int) else 1)
            except BaseException:  # noqa: BLE001 - the log is all that is left of it
                traceback.print_exc()
            finally:
                os._exit(70)
        alive.add(pid)
        tell(id=order["id"], pid=pid)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGCHLD])


def main() -> None:
    prepare()
    gc.freeze()
    signal.signal(signal.SIGCHLD, bury)
    tell(ready=True)
    serve(sys.stdin)
    # Whoever ordered them is gone, perhaps killed.
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for pid in alive:
        os.kill(pid, signal.SIGKILL)


if __name__ == "__main__":
    main()
