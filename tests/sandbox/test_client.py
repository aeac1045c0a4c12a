"""The page's endpoints, and `Person`, which uses them as the page does."""

from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.app import Sandbox
from sandbox.forms import filled
from sandbox.person import NotSeenError, Person


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def field(label: str, **element: Any) -> dict[str, Any]:
    return {
        "type": "input",
        "block_id": label,
        "label": plain(f"{label} (wanted)"),
        "element": {"action_id": "f", **element},
    }


async def call(sandbox: Sandbox, path: str, body: dict[str, Any]) -> dict[str, Any]:
    async with aiohttp.ClientSession() as session, session.post(f"{sandbox.url}/client/{path}", json=body) as response:
        answer: dict[str, Any] = await response.json()
        return answer


async def test_the_page_is_served_at_the_root_and_for_permalinks(sandbox: Sandbox) -> None:
    async with aiohttp.ClientSession() as session:
        pages = []
        for path in ("/", "/archives/C0GENERAL/p1700000000000001"):
            async with session.get(f"{sandbox.url}{path}") as response:
                pages.append((response.status, response.content_type, await response.text()))

    assert pages[0][:2] == (200, "text/html")
    assert pages[0] == pages[1]


async def test_the_workspace_is_described(sandbox: Sandbox) -> None:
    async with aiohttp.ClientSession() as session, session.get(f"{sandbox.url}/client/workspace") as response:
        workspace = await response.json()

    assert [person["title"] for person in workspace["people"]] == [
        "Requester",
        "Approver",
        "Manager",
        "Team lead",
        "Finance",
    ]
    ids = "C0GENERAL C0APPROVALS C0PAYMENTS C0AUDIT D0REQUESTER D0APPROVER D0MANAGER D0LEAD D0FINANCE"
    assert [channel["id"] for channel in workspace["channels"]] == ids.split()
    assert [command["command"] for command in workspace["commands"]] == ["/approvals", "/audit"]
    assert [group["handle"] for group in workspace["groups"]] == ["team-leads", "finance", "managers"]
    assert (workspace["bot"]["id"], workspace["connected"], workspace["mode"]) == ("U0BOT", False, "socket")


@pytest.mark.parametrize(
    ("path", "body", "error"),
    [
        ("messages", {"user": "U404", "channel": "C0GENERAL", "text": "x"}, "user_not_found"),
        ("messages", {"user": "U0MANAGER", "channel": "C404", "text": "x"}, "channel_not_found"),
        ("messages", {"user": "U0MANAGER", "channel": "D0REQUESTER", "text": "x"}, "not_in_channel"),
        ("messages", {"user": "U0MANAGER", "channel": "C0GENERAL", "text": " "}, "no_text"),
        ("messages", {"user": "U0MANAGER", "channel": "C0GENERAL", "text": "x", "thread_ts": "1"}, "thread_not_found"),
        (
            "messages",
            {"user": "U0MANAGER", "channel": "C0GENERAL", "text": "/audit", "thread_ts": "1"},
            "command_not_supported_in_threads",
        ),
        ("messages", {"user": "U0MANAGER"}, "missing_channel"),
        ("actions", {"user": "U0MANAGER", "channel": "C0GENERAL", "ts": "1.1"}, "message_not_found"),
        ("views/submit", {"user": "U0MANAGER", "view_id": "V404"}, "not_found"),
        ("views/close", {"user": "U0MANAGER", "view_id": "V404"}, "not_found"),
    ],
)
async def test_what_cannot_be_done_is_refused(sandbox: Sandbox, path: str, body: dict[str, Any], error: str) -> None:
    assert await call(sandbox, path, body) == {"ok": False, "error": error}


async def test_another_page_in_the_browser_cannot_act(sandbox: Sandbox) -> None:
    body = '{"user": "U0MANAGER", "channel": "C0GENERAL", "text": "x"}'
    url = f"{sandbox.url}/client/messages"
    async with aiohttp.ClientSession() as session, session.post(url, data=body) as response:
        assert response.status == 415

    assert sandbox.workspace.messages.top_level("C0GENERAL") == []


async def test_nobody_clicks_on_another_persons_note(client: AsyncWebClient, sandbox: Sandbox) -> None:
    blocks = [{"type": "actions", "elements": [{"type": "button", "action_id": "go", "text": plain("Go")}]}]
    note = await client.chat_postEphemeral(channel="C0GENERAL", user="U0MANAGER", text="x", blocks=blocks)
    click = {"user": "U0REQUESTER", "channel": "C0GENERAL", "ts": note["message_ts"], "action_id": "go"}

    assert (await call(sandbox, "actions", click))["error"] == "message_not_found"


async def test_a_person_sees_replies_counted_under_the_parent(client: AsyncWebClient, riley: Person) -> None:
    ts = await riley.say("parent")
    await client.chat_postMessage(channel="C0GENERAL", text="reply", thread_ts=ts)

    parent = await riley.until(lambda: (found := riley.find("parent")) and found.get("reply_count") and found)

    assert (parent["reply_count"], parent["reply_users"]) == (1, ["U0BOT"])


async def test_a_person_sees_a_deleted_message_go(client: AsyncWebClient, riley: Person) -> None:
    posted = await client.chat_postMessage(channel="C0GENERAL", text="oops")
    await riley.see("oops")

    await client.chat_delete(channel="C0GENERAL", ts=posted["ts"])
    await riley.until(lambda: riley.find("oops") is None)


async def test_a_person_sees_the_status_come_and_go(client: AsyncWebClient, riley: Person) -> None:
    ts = await riley.say("hello", riley.direct)
    where = {"channel_id": riley.direct, "thread_ts": ts}
    await client.assistant_threads_setStatus(**where, status="is thinking...")
    await riley.until(lambda: riley.status(riley.direct, ts) == "is thinking...")

    await client.assistant_threads_setStatus(**where, status="")
    await riley.until(lambda: riley.status(riley.direct, ts) == "")


async def test_what_was_waited_for_in_vain_is_told_with_what_was_seen(riley: Person) -> None:
    await riley.say("hello there")

    with pytest.raises(NotSeenError, match="Riley Park did not see a message with 'answer'") as unseen:
        await riley.see("answer", timeout=0.05)

    assert "hello there" in str(unseen.value)


async def test_a_closed_sandbox_ends_the_waiting_at_once() -> None:
    async with Sandbox(None) as sandbox:
        person = Person(sandbox.url, "U0REQUESTER")
        await person.__aenter__()

    with pytest.raises(NotSeenError, match="the sandbox closed"):
        await person.see("answer")
    await person.__aexit__(None, None, None)


OPTIONS = [{"text": plain(name), "value": name[0]} for name in ("Yes", "No")]
FIELDS: list[tuple[dict[str, Any], Any, dict[str, Any]]] = [
    ({"type": "plain_text_input"}, "x", {"value": "x"}),
    ({"type": "plain_text_input", "initial_value": "old"}, "", {"value": None}),
    ({"type": "number_input", "is_decimal_allowed": True}, 1.5, {"value": "1.5"}),
    ({"type": "static_select", "options": OPTIONS}, "No", {"selected_option": OPTIONS[1]}),
    ({"type": "radio_buttons", "options": OPTIONS}, "Y", {"selected_option": OPTIONS[0]}),
    ({"type": "checkboxes", "options": OPTIONS}, ["Yes", "No"], {"selected_options": OPTIONS}),
    ({"type": "multi_static_select", "options": OPTIONS}, [], {"selected_options": []}),
    ({"type": "users_select"}, "U0MANAGER", {"selected_user": "U0MANAGER"}),
    ({"type": "datepicker"}, "2026-11-21", {"selected_date": "2026-11-21"}),
    ({"type": "timepicker"}, "09:30", {"selected_time": "09:30"}),
    ({"type": "datetimepicker"}, 1_800_000_000, {"selected_date_time": 1_800_000_000}),
    ({"type": "email_text_input"}, "a@example.com", {"value": "a@example.com"}),
]


@pytest.mark.parametrize(("element", "value", "expected"), FIELDS, ids=lambda each: str(each)[:40])
def test_a_form_is_filled_in_as_a_browser_does(element: dict[str, Any], value: Any, expected: dict[str, Any]) -> None:
    blocks = [field("first", **element), field("other", type="plain_text_input", initial_value="kept")]

    values = filled(blocks, {"first": value})

    assert values["first"]["f"] == {"type": element["type"], **expected}
    assert values["other"]["f"] == {"type": "plain_text_input", "value": "kept"}


def test_a_field_that_is_not_there_is_told_with_those_that_are() -> None:
    with pytest.raises(LookupError, match=r"There is no field 'size'; there are: colour \(wanted\)\."):
        filled([field("colour", type="plain_text_input")], {"size": "x"})


BROKEN: list[tuple[dict[str, Any], Any, str]] = [
    ({"type": "plain_text_input", "min_length": 3}, "x", "Please enter at least 3 characters."),
    ({"type": "plain_text_input", "max_length": 3}, "xxxx", "Please enter no more than 3 characters."),
    ({"type": "number_input", "is_decimal_allowed": False}, "1.5", "Please enter a whole number."),
    ({"type": "number_input", "is_decimal_allowed": True}, "lots", "Please enter a number."),
    ({"type": "number_input", "is_decimal_allowed": True, "max_value": "9"}, 10, "Please enter a number of at most 9."),
    ({"type": "number_input", "is_decimal_allowed": True, "min_value": "9"}, 8, "Please enter a number of at least 9."),
    ({"type": "email_text_input"}, "alice", "Please enter a valid email address."),
    ({"type": "url_text_input"}, "example", "Please enter a valid URL."),
    ({"type": "checkboxes", "options": OPTIONS}, [], "Please complete this required field."),
]


@pytest.mark.parametrize(("element", "value", "error"), BROKEN, ids=lambda each: str(each)[:40])
async def test_slack_checks_fields_before_the_bot_does(
    client: AsyncWebClient, sandbox: Sandbox, riley: Person, *, element: dict[str, Any], value: Any, error: str
) -> None:
    title = plain("Form")
    view = {"type": "modal", "title": title, "submit": title, "blocks": [field("first", **element)]}
    await client.views_open(trigger_id=sandbox.workspace.passes.trigger(riley.id), view=view)

    answer = await riley.submit(await riley.view("Form"), {"first": value})

    assert answer == {"ok": False, "errors": {"first": error}}
