"""The command line: `python -m bot`."""

import asyncio
import json
import logging
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any, NoReturn, TypeVar

import typer

from bot.settings import Misconfigured, Settings, load
from bot.store.server import UnusableRedisError
from bot.watchdog import Disconnected

T = TypeVar("T")

cli = typer.Typer(
    name="countersign",
    help="Human review in Slack for LangChain and LangGraph agents.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@cli.command()
def demo(
    port: Annotated[int, typer.Option(help="The port of the page.")] = 8765,
    data: Annotated[
        Path, typer.Option(envvar="COUNTERSIGN_DATA", help="The folder where the demo keeps everything.")
    ] = Path(".countersign"),
) -> None:
    """Try everything on this machine: a local Slack workspace, sample data, no account and no key."""
    from bot.demo import run_demo  # noqa: PLC0415 - start-up time of the other commands

    _log("WARNING")
    _run(run_demo(port=port, data=data, say=typer.echo))


@cli.command()
def run(
    *,
    no_worker: Annotated[bool, typer.Option("--no-worker", help="Only talk to Slack; workers run elsewhere.")] = False,
) -> None:
    """Run the bot: Slack, the worker and the clock in one process."""
    from bot.serve import serve  # noqa: PLC0415

    _run(serve(_settings(), door=True, worker=not no_worker, say=typer.echo))


@cli.command()
def worker() -> None:
    """Run agents and draw cards for bots that run elsewhere; any number, on any host with the same settings."""
    from bot.serve import serve  # noqa: PLC0415

    _run(serve(_settings(), door=False, worker=True, say=typer.echo))


@cli.command()
def check(
    *,
    invariants: Annotated[
        bool, typer.Option("--invariants", help="Read the whole store and name every broken promise.")
    ] = False,
) -> None:
    """Test tokens, scopes, channels, Redis and the model, and say what to mend."""
    from bot.check import check_everything, check_invariants  # noqa: PLC0415

    well = check_invariants(say=typer.echo) if invariants else check_everything(_settings(), say=typer.echo)
    if not _run(well):
        raise typer.Exit(1)


@cli.command()
def audit(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="JSON Lines: one entry a line.")] = False,
) -> None:
    """Print the audit trail, oldest first. Works beside a running bot."""
    from bot.trail import print_trail  # noqa: PLC0415

    def line(entry: dict[str, Any]) -> str:
        return json.dumps(entry, ensure_ascii=False)

    _run(print_trail(say=typer.echo, render=line if as_json else None))


def _settings() -> Settings:
    try:
        settings = load(Settings)
    except Misconfigured as error:
        _stop(str(error))
    _log(settings.log_level)
    return settings


def _log(level: str) -> None:
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for chatty in ("docket", "httpx", "httpx2", "langgraph"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


def _run(work: Coroutine[Any, Any, T]) -> T:
    try:
        return asyncio.run(work)
    except (Misconfigured, UnusableRedisError, Disconnected) as error:
        _stop(str(error))


def _stop(why: str) -> NoReturn:
    typer.echo(why, err=True)
    raise typer.Exit(2)


def main() -> None:
    cli()


if __name__ == "__main__":
    main()
