"""The steps of the story at which a process can be killed: each is one named async function of the product."""

import functools
import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

Story = Literal["mail", "edit", "pay", "expire"]
Side = Literal["before", "after"]
Arguments = tuple[Any, ...]
Named = dict[str, Any]


def _always(_: Arguments, __: Named) -> bool:
    return True


@dataclass(frozen=True, kw_only=True)
class Point:
    """A step: `target` is `module:name` or `module:Class.name`; `when` tells calls apart by their arguments."""

    name: str
    target: str
    when: Callable[[Arguments, Named], bool] = _always
    story: Story = "mail"
    calls: int = 1
    """How often a story surely comes by."""
    leaves_doubt: bool = False
    """A death here can leave a mail of which nobody knows whether it left."""

    def place(self) -> tuple[Any, str]:
        """The module or class that holds the function, and its name there."""
        module, _, path = self.target.partition(":")
        *owners, name = path.split(".")
        return functools.reduce(getattr, owners, importlib.import_module(module)), name


@dataclass(frozen=True)
class Kill:
    """Where a process dies: before or after its nth call at a point."""

    point: str
    side: Side
    nth: int = 1

    def __str__(self) -> str:
        return f"{self.side} {self.point}" + (f" ({self.nth})" if self.nth > 1 else "")


def _first(value: str) -> Callable[[Arguments, Named], bool]:
    return lambda arguments, _: arguments[1] == value


def _second(value: str) -> Callable[[Arguments, Named], bool]:
    return lambda arguments, _: arguments[2] == value


def _about(kind: str) -> Callable[[Arguments, Named], bool]:
    return lambda _, named: bool(named.get("mark") and named["mark"].kind == kind)


def _by_clock(_: Arguments, named: Named) -> bool:
    return bool(named.get("clock"))


_SAVER = "langgraph.checkpoint.redis.aio:AsyncRedisSaver"
_THREADS, _APPROVALS, _GRANTS = "bot.store.threads:Threads", "bot.store.approvals:Approvals", "bot.store.grants:Grants"

_TABLE = [
    # A message comes in.
    Point(name="event received", target="bot.listeners.messages:Messages._take"),
    Point(name="message accepted", target=f"{_THREADS}.accept"),
    Point(name="look queued", target="bot.queue:Queue.submit", when=_first("look")),
    # The agent thinks, and asks.
    Point(name="turn opened", target=f"{_THREADS}.open_turn"),
    Point(name="run started", target="bot.runs:Runs.start"),
    Point(name="model answered", target="langchain_openai.chat_models.base:BaseChatOpenAI._agenerate", calls=2),
    Point(name="checkpoint written", target=f"{_SAVER}.aput", calls=6),
    Point(name="writes stored", target=f"{_SAVER}.aput_writes", calls=6),
    Point(name="question stored", target="bot.store:Store.ask"),
    # People are told.
    Point(name="card intended", target="bot.store.postings:Postings.announce", when=_second("review")),
    Point(name="card posted", target="bot.slack:Slack.post", when=_about("review")),
    Point(name="card recorded", target=f"{_APPROVALS}.draw", when=_second("review")),
    Point(name="notice posted", target="bot.slack:Slack.post", when=_about("notice")),
    Point(name="notice recorded", target=f"{_APPROVALS}.draw", when=_second("notice")),
    Point(name="drawing settled", target="bot.store.due:Due.settle", when=_first("countersign:due:draw")),
    # Somebody decides, or nobody does.
    Point(name="click received", target="bot.listeners.actions:Actions.approve"),
    Point(name="person looked up", target="bot.slack.people:Directory.person"),
    Point(name="vote stored", target=f"{_APPROVALS}.change"),
    Point(name="work announced", target="bot.desk:Desk._tell"),
    Point(name="edit submitted", target="bot.listeners.submissions:Submissions.edit", story="edit"),
    Point(name="edit stored", target=f"{_APPROVALS}.change", story="edit"),
    Point(name="expiry stored", target=f"{_APPROVALS}.change", when=_by_clock, story="expire"),
    # The call runs.
    Point(name="resuming", target="bot.worker:Worker._resume"),
    Point(name="run resumed", target="bot.runs:Runs.resume"),
    Point(name="grant claimed", target=f"{_GRANTS}.claim", leaves_doubt=True),
    Point(name="mail sent", target="agent.tools.mail_server:MailServer.deliver", leaves_doubt=True),
    Point(name="result recorded", target=f"{_GRANTS}.record", leaves_doubt=True),
    Point(name="payment claimed", target=f"{_GRANTS}.claim", story="pay"),
    Point(name="payment entered", target="agent.tools.database:Database.write_once", story="pay"),
    Point(name="payment recorded", target=f"{_GRANTS}.record", story="pay"),
    Point(name="run ended", target="bot.worker:Worker._answer"),
    # The requester is answered.
    # The card is drawn beside the call that runs: a death here is a death there.
    Point(name="card updated", target="bot.slack:Slack.update", leaves_doubt=True),
    Point(name="answer intended", target=f"{_THREADS}.answer"),
    Point(name="answer posted", target="bot.slack:Slack.post", when=_about("answer")),
    Point(name="turn closed", target=f"{_THREADS}.close_turn"),
    Point(name="thread tidied", target="bot.runs:Runs.tidy"),
]

POINTS = {point.name: point for point in _TABLE}
EVERY_KILL = [Kill(name, side) for name in POINTS for side in ("before", "after")]
