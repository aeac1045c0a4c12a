"""`python -m sandbox`: serve a local Slack workspace until told to stop."""

import argparse
import asyncio
import logging
import signal
import sys
from pathlib import Path

from sandbox.app import Sandbox, SandboxInUseError

log = logging.getLogger("sandbox")


def main() -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("mail.log").setLevel(logging.WARNING)  # it tells of every line of every mail
    try:
        asyncio.run(serve(_arguments()))
    except SandboxInUseError as problem:
        sys.exit(str(problem))
    except OSError as problem:
        sys.exit(f"The sandbox cannot start: {problem.strerror}. Other ports can be named with --port and --smtp-port.")


async def serve(arguments: argparse.Namespace) -> None:
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    sandbox = Sandbox(arguments.data, arguments.port, smtp_port=arguments.smtp_port, request_url=arguments.request_url)
    async with sandbox:
        log.info("The sandbox is open at %s (Web API %s, mail %s).", sandbox.url, sandbox.api_url, sandbox.smtp_url)
        await stopped.wait()
    log.info("The sandbox is closed.")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description="A local Slack workspace to try the bot in.")
    parser.add_argument("--port", type=int, default=8765, help="of the page and the Web API (default %(default)s)")
    parser.add_argument("--data", type=Path, default=Path(".countersign"), help="folder that keeps messages and mails")
    parser.add_argument("--smtp-port", type=int, default=8025, help="of the mail server (default %(default)s)")
    parser.add_argument("--request-url", help="deliver events here by HTTP instead of Socket Mode")
    return parser.parse_args()


if __name__ == "__main__":
    main()
