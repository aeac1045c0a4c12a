"""The command line: `python -m bot`."""

import asyncio
import json
import logging
import signal
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
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
    _serve(door=True, worker=not no_worker)


@cli.command()
def worker() -> None:
    """Run agents and draw cards for bots that run elsewhere; any number, on any host with the same settings."""
    _serve(door=False, worker=True)


def _serve(*, door: bool, worker: bool) -> None:
    # Until it is listened to, it would end the process; what it asks for, a start does anyway.
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    from bot.serve import serve  # noqa: PLC0415

    _run(serve(_settings(), door=door, worker=worker, say=typer.echo))


@cli.command()
def check(
    *,
    invariants: Annotated[
        bool, typer.Option("--invariants", help="Read the whole store and name every broken promise.")
    ] = False,
) -> None:
    """Test tokens, scopes, channels, Redis, the policy, MCP servers and the model, and say what to mend."""
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


policy = typer.Typer(no_args_is_help=True, help="Read the policy file, and say what it means.")
cli.add_typer(policy, name="policy")

PolicyPath = Annotated[Path, typer.Argument(envvar="COUNTERSIGN_POLICY", help="The policy file.")]


@policy.command("check")
def policy_check(path: PolicyPath = Path("policy.yaml")) -> None:
    """Name everything that is wrong with the policy file, with line and column."""
    from bot.rulebook import check_policy  # noqa: PLC0415

    with _readable():
        check_policy(path, say=typer.echo)


@policy.command("explain")
def policy_explain(
    tool: Annotated[str, typer.Argument(help="The tool's name.")],
    arguments: Annotated[str, typer.Argument(help="Its arguments, a JSON object.")],
    *,
    requester: Annotated[str, typer.Option(help="Who asks: the id of a person. Without it: anybody.")] = "",
    channel: Annotated[str, typer.Option(help="Where: an id, or a #name as the file writes it.")] = "",
    at: Annotated[str, typer.Option(help="When: 2026-07-01T18:30+02:00. Without an offset: UTC; else: now.")] = "",
    path: Annotated[Path, typer.Option("--policy", envvar="COUNTERSIGN_POLICY", help="The policy file.")] = Path(
        "policy.yaml"
    ),
) -> None:
    """Say which rule a call falls under and why, and who would be asked."""
    from bot.rulebook import a_call, explain  # noqa: PLC0415

    try:
        call = a_call(tool, arguments, requester=requester, channel=channel, at=at)
    except ValueError as error:
        _stop(str(error))
    with _readable():
        explain(path, call, say=typer.echo)


@contextmanager
def _readable() -> Iterator[None]:
    from bot.policy.text import Unreadable  # noqa: PLC0415

    try:
        yield
    except Unreadable as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None


def _settings() -> Settings:
    try:
        settings = load(Settings)
    except Misconfigured as error:
        _stop(str(error))
    _log(settings.log_level)
    return settings


def _log(level: str) -> None:
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for chatty in ("docket", "httpx", "httpx2", "langgraph", "mcp", "redisvl"):
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
