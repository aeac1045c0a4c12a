import os
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.demo import invitation, run_demo
from bot.settings import Misconfigured


def test_the_demo_says_what_to_say_to_the_agent_that_comes_along() -> None:
    assert invitation("http://127.0.0.1:8765", agent=None) == (
        "\n  Open http://127.0.0.1:8765\n  and say, as Riley: @countersign Email Alice about tomorrow's review\n"
    )


def test_what_another_agent_understands_is_left_to_its_author() -> None:
    assert invitation("http://127.0.0.1:8765", agent="examples.trip:graph") == "\n  Open http://127.0.0.1:8765\n"


async def test_where_something_else_answers_another_port_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "environ", os.environ.copy())
    async with TestServer(web.Application()) as other:
        with pytest.raises(Misconfigured, match=r"belongs to something else\. On another port: .* --port"):
            await run_demo(port=other.port or 0, data=tmp_path, say=print)
