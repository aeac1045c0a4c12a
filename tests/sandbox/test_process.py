"""`python -m sandbox` as a process: what was said survives a kill, and nobody starts it twice in one folder."""

import asyncio
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email.message import EmailMessage
from pathlib import Path

import aiohttp
import aiosmtplib
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.person import Person

OPEN = re.compile(r"open at (\S+) .*mail smtp://127\.0\.0\.1:(\d+)")


def command(data: Path) -> list[str]:
    return [sys.executable, "-m", "sandbox", "--port", "0", "--smtp-port", "0", "--data", str(data)]


class Running:
    def __init__(self, process: asyncio.subprocess.Process, url: str, smtp_port: int) -> None:
        self.process = process
        self.url = url
        self.smtp_port = smtp_port


@asynccontextmanager
async def running(data: Path, end: signal.Signals = signal.SIGTERM) -> AsyncIterator[Running]:
    """A sandbox in its own process, ended by this signal."""
    process = await asyncio.create_subprocess_exec(*command(data), stderr=asyncio.subprocess.PIPE)
    assert process.stderr is not None
    async with asyncio.timeout(20):
        line = (await process.stderr.readline()).decode()
    found = OPEN.search(line)
    assert found, line
    try:
        yield Running(process, found[1], int(found[2]))
    finally:
        process.send_signal(end)
        await process.communicate()


async def test_messages_notes_and_mails_survive_a_kill(tmp_path: Path) -> None:
    async with running(tmp_path, signal.SIGKILL) as first, Person(first.url, "U0REQUESTER") as riley:
        client = AsyncWebClient(token="xoxb-sandbox", base_url=f"{first.url}/api/")
        question = await riley.say("@countersign hello")
        await client.chat_postMessage(channel="C0GENERAL", text="draft", thread_ts=question)
        await client.chat_postEphemeral(channel="C0GENERAL", user=riley.id, text="note")
        gone = await client.chat_postMessage(channel="C0GENERAL", text="gone")
        draft = await riley.see("draft")
        await client.chat_update(channel="C0GENERAL", ts=draft["ts"], text="final")
        await client.chat_delete(channel="C0GENERAL", ts=gone["ts"])
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = "a@example.com", "b@example.com", "kept"
        await aiosmtplib.send(mail, hostname="127.0.0.1", port=first.smtp_port)

    async with running(tmp_path) as second, Person(second.url, "U0REQUESTER") as riley:
        texts = [message["text"] for message in riley.messages()]
        assert texts == ["<@U0BOT> hello", "final", "note"]
        assert [message["text"] for message in riley.thread(question)] == ["final"]
        assert [mail["subject"] for mail in riley.mails] == ["kept"]


async def test_a_second_one_in_the_same_folder_is_refused_in_a_sentence(tmp_path: Path) -> None:
    async with running(tmp_path) as first:
        again = await asyncio.create_subprocess_exec(*command(tmp_path), stderr=asyncio.subprocess.PIPE)
        _, stderr = await again.communicate()

        assert again.returncode == 1
        assert f"A sandbox (process {first.process.pid}) is already using {tmp_path}." in stderr.decode()


async def test_a_port_that_is_taken_is_told_in_a_sentence(tmp_path: Path) -> None:
    async with running(tmp_path / "first") as first:
        port = first.url.rpartition(":")[2]
        again = [*command(tmp_path / "second"), "--port", port]
        process = await asyncio.create_subprocess_exec(*again, stderr=asyncio.subprocess.PIPE)
        _, stderr = await process.communicate()

        assert process.returncode == 1
        assert "address already in use. Other ports can be named with --port" in stderr.decode()


async def test_it_says_whose_data_it_serves_and_ends_politely(tmp_path: Path) -> None:
    async with (
        running(tmp_path) as sandbox,
        aiohttp.ClientSession() as session,
        session.get(f"{sandbox.url}/client/health") as response,
    ):
        health = await response.json()

    expected = {"ok": True, "sandbox": "countersign", "data": str(tmp_path), "pid": sandbox.process.pid}
    assert health == expected
    assert sandbox.process.returncode == 0
