"""Files: a long text goes whole into a thread, people and the bot read it back, nobody else does."""

from pathlib import Path

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.app import Sandbox
from sandbox.person import Person

PAYMENTS = "C0PAYMENTS"
LONG = "\n".join(f"row {number}: 支付" for number in range(2000))


async def fetched(url: str, token: str = "") -> tuple[int, str]:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with (
        aiohttp.ClientSession() as session,
        session.get(url, headers=headers, allow_redirects=False) as response,
    ):
        return response.status, await response.text()


async def test_a_long_text_is_put_into_the_thread_and_read_back(
    sandbox: Sandbox, client: AsyncWebClient, avery: Person
) -> None:
    card = (await client.chat_postMessage(channel=PAYMENTS, text="Pay?"))["ts"]
    await client.files_upload_v2(
        channel=PAYMENTS,
        thread_ts=card,
        filename="arguments.json",
        content=LONG,
        title="All of it",
        initial_comment="Whole",
    )
    await avery.see("Whole", PAYMENTS)
    (reply,) = avery.thread(card, PAYMENTS)
    (file,) = reply["files"]

    assert (reply["subtype"], file["title"], file["size"]) == ("file_share", "All of it", len(LONG.encode()))
    assert (file["mode"], file["lines"], file["lines_more"]) == ("snippet", 2000, 1995)
    assert file["preview"] == "\n".join(LONG.splitlines()[:5])
    assert await fetched(file["url_private_download"], sandbox.bot_token) == (200, LONG)
    assert await fetched(f"{sandbox.url}/client/files/{file['id']}?user={avery.id}") == (200, LONG)


async def test_the_reply_is_found_again_with_its_file(client: AsyncWebClient) -> None:
    card = (await client.chat_postMessage(channel=PAYMENTS, text="Pay?"))["ts"]
    uploaded = await client.files_upload_v2(channel=PAYMENTS, thread_ts=card, filename="a.txt", content="x")

    messages = (await client.conversations_replies(channel=PAYMENTS, ts=card))["messages"]

    assert [file["id"] for file in messages[1]["files"]] == [uploaded["file"]["id"]]


async def test_a_file_without_a_channel_is_seen_by_nobody(sandbox: Sandbox, client: AsyncWebClient) -> None:
    file = (await client.files_upload_v2(filename="a.txt", content="secret"))["file"]

    assert (await fetched(f"{sandbox.url}/client/files/{file['id']}?user=U0MANAGER"))[0] == 404
    assert (await fetched(f"{sandbox.url}/client/files/F404?user=U0MANAGER"))[0] == 404


@pytest.mark.parametrize("token", ["", "xoxb-wrong"])
async def test_without_the_token_there_is_only_the_door(sandbox: Sandbox, client: AsyncWebClient, token: str) -> None:
    file = (await client.files_upload_v2(filename="a.txt", content="secret"))["file"]

    status, text = await fetched(file["url_private"], token)

    assert status == 302
    assert "secret" not in text


async def test_a_file_in_a_form_field_of_the_upload_is_taken_too(sandbox: Sandbox, client: AsyncWebClient) -> None:
    announced = await client.files_getUploadURLExternal(filename="a.txt", length=5)
    form = aiohttp.FormData()
    form.add_field("filename", b"whole", filename="a.txt")
    async with aiohttp.ClientSession() as session, session.post(announced["upload_url"], data=form) as response:
        said = (response.status, await response.text())
    await client.files_completeUploadExternal(files=[{"id": announced["file_id"], "title": "T"}], channel_id=PAYMENTS)

    assert said == (200, "OK - 5")
    assert sandbox.workspace.files.get(announced["file_id"]).content == b"whole"


async def test_an_upload_of_another_length_is_refused(client: AsyncWebClient) -> None:
    announced = await client.files_getUploadURLExternal(filename="a.txt", length=5)
    async with aiohttp.ClientSession() as session, session.post(announced["upload_url"], data=b"more than") as response:
        assert response.status == 400

    with pytest.raises(SlackApiError, match="file_not_found"):
        await client.files_completeUploadExternal(files=[{"id": announced["file_id"], "title": ""}])


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"filename": "a.txt", "length": 0}, "missing_argument"),
        ({"filename": "a.txt", "length": 11 * 2**20}, "file_upload_size_restricted"),
        ({"filename": "a.txt", "length": 2 * 2**20, "snippet_type": "text"}, "snippet_too_large"),
        ({"filename": "", "length": 1}, "invalid_arguments"),
    ],
)
async def test_what_cannot_become_a_file_is_refused(
    client: AsyncWebClient, *, arguments: dict[str, object], error: str
) -> None:
    with pytest.raises(SlackApiError, match=error):
        await client.api_call("files.getUploadURLExternal", params=arguments)


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"channel_id": "C404"}, "channel_not_found"),
        ({"channel_id": PAYMENTS, "thread_ts": "1.1"}, "cannot_reply_to_message"),
        ({"files": [{"id": "F404"}]}, "file_not_found"),
        ({"files": []}, "invalid_arguments"),
        ({"channel_id": PAYMENTS, "blocks": [{"type": "hologram"}]}, "invalid_blocks"),
    ],
)
async def test_what_cannot_be_completed_is_refused_and_nothing_is_said(
    sandbox: Sandbox, client: AsyncWebClient, *, more: dict[str, object], error: str
) -> None:
    announced = await client.files_getUploadURLExternal(filename="a.txt", length=1)
    sandbox.workspace.files.upload(announced["upload_url"].rpartition("/")[2], b"x")
    files = [{"id": announced["file_id"]}]

    with pytest.raises(SlackApiError, match=error):
        await client.api_call("files.completeUploadExternal", json={"files": files, **more})

    assert sandbox.workspace.messages.top_level(PAYMENTS) == []


async def test_a_chosen_file_comes_from_this_page_only(sandbox: Sandbox) -> None:
    url = f"{sandbox.url}/client/files?user=U0MANAGER&name=a.txt"
    async with aiohttp.ClientSession() as session:
        async with session.post(url, data=b"x", headers={"Content-Type": "text/plain"}) as response:
            refused = await response.json()
        async with session.post(url, data=b"x", headers={"Content-Type": "application/octet-stream"}) as response:
            taken = await response.json()

    assert refused["error"] == "octet_stream_expected"
    assert (taken["file"]["name"], taken["file"]["user"]) == ("a.txt", "U0MANAGER")


async def test_a_restart_keeps_files(tmp_path: Path) -> None:
    async with Sandbox(tmp_path) as first:
        client = AsyncWebClient(token=first.bot_token, base_url=first.api_url)
        file = (await client.files_upload_v2(channel=PAYMENTS, filename="a.bin", file=b"\x00\xff"))["file"]

    async with Sandbox(tmp_path) as second:
        kept = second.workspace.files.get(file["id"])
        assert (kept.content, kept.channels) == (b"\x00\xff", [PAYMENTS])
