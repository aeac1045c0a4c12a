"""The unchanged Bolt works against the sandbox, over Socket Mode."""

from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.async_app import AsyncApp

from sandbox.person import Person

Connect = Callable[[AsyncApp], Awaitable[None]]

BUTTON = {"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "Approve"}, "value": "42"}
CARD = [{"type": "actions", "block_id": "buttons", "elements": [BUTTON]}]


async def test_a_mention_reaches_the_bot_and_its_answer_reaches_the_thread(
    app: AsyncApp, connect: Connect, riley: Person
) -> None:
    @app.event("app_mention")
    async def hear(event: dict[str, Any], say: Any) -> None:
        await say(f"You said: {event['text']}", thread_ts=event["ts"])

    await connect(app)

    ts = await riley.say("@countersign hello")
    answer = await riley.see("You said: <@U0BOT> hello")

    assert answer["thread_ts"] == ts
    assert [message["text"] for message in riley.thread(ts)] == ["You said: <@U0BOT> hello"]
