"""A process that has imported the bot and forks one whenever it is asked: a start without two seconds of imports.

`python -m tests.faults.nursery` reads orders as JSON lines and answers with the process ids and how they ended.
A bot with a kill order dies by SIGKILL at its point; the product knows nothing of that. The order names a file which
the first process to reach the point creates, so that of several replicas exactly one dies.
"""

import functools
import gc
import importlib
import itertools
import json
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from tests.faults.points import POINTS, Kill

alive: set[int] = set()
BEFOREHAND = ("bot.__main__", "bot.serve", "langchain_openai", "aiosmtplib", "sqlalchemy.dialects.sqlite")


def arm(kill: Kill, marker: str) -> None:
    """Wrap the function of the point."""
    point = POINTS[kill.point]
    module, _, path = point.target.partition(":")
    *owners, name = path.split(".")
    owner = functools.reduce(getattr, owners, importlib.import_module(module))
    original: Callable[..., Awaitable[Any]] = getattr(owner, name)
    count = itertools.count(1)

    @functools.wraps(original)
    async def doomed(*arguments: Any, **named: Any) -> Any:
        now = point.when(arguments, named) and next(count) == kill.nth
        if now and kill.side == "before":
            die(marker)
        result = await original(*arguments, **named)
        if now and kill.side == "after":
            die(marker)
        return result

    setattr(owner, name, doomed)


def die(marker: str) -> None:
    """As if somebody pulled the plug, unless another replica was first."""
    try:
        os.close(os.open(marker, os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return
    os.kill(os.getpid(), signal.SIGKILL)


def be_a_bot(order: dict[str, Any]) -> None:
    """In the child: become `python -m bot ...` with these settings."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGCHLD])
    log = os.open(order["log"], os.O_CREAT | os.O_WRONLY | os.O_APPEND)
    for descriptor, target in ((os.open(os.devnull, os.O_RDONLY), 0), (log, 1), (log, 2)):
        os.dup2(descriptor, target)
    os.environ.clear()
    os.environ.update(order["settings"])
    if order["kill"]:
        arm(Kill(**order["kill"]), order["marker"])
    sys.argv = ["bot", *order["arguments"]]
    importlib.import_module("bot.__main__").main()


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
            finally:
                os._exit(70)
        alive.add(pid)
        tell(id=order["id"], pid=pid)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGCHLD])


def main() -> None:
    for module in BEFOREHAND:
        importlib.import_module(module)
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
