"""The Web API answers slack_sdk as Slack does."""

from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.app import Sandbox

GENERAL = "C0GENERAL"
SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "Hello"}}
MODAL = {"type": "modal", "title": {"type": "plain_text", "text": "Edit"}, "blocks": [SECTION]}
CARD = {"event_type": "card", "event_payload": {"id": "1"}}


async def refusal(client: AsyncWebClient, method: str, **arguments: Any) -> dict[str, Any]:
    """The whole answer of a call that must be refused."""
    with pytest.raises(SlackApiError) as refused:
        await client.api_call(method, json=arguments)
    answer: dict[str, Any] = refused.value.response.data
    return answer


async def test_auth_test_says_who_the_bot_is_and_what_it_may(client: AsyncWebClient) -> None:
    answer = await client.auth_test()

    assert (answer["user_id"], answer["bot_id"], answer["team_id"]) == ("U0BOT", "B0BOT", "T0SANDBOX")
    assert "chat:write" in answer.headers["X-OAuth-Scopes"].split(",")


async def test_invalid_blocks_are_explained_twice(client: AsyncWebClient) -> None:
    too_long = {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}

    answer = await refusal(client, "chat.postMessage", channel=GENERAL, blocks=[too_long])

    reason = "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    assert answer["errors"] == [reason]
    assert answer["response_metadata"]["messages"] == [f"[ERROR] {reason}"]


async def test_the_token_and_the_arguments_may_come_as_a_form(sandbox: Sandbox) -> None:
    form = {"token": sandbox.bot_token, "channel": GENERAL, "blocks": '[{"type": "divider"}]', "text": "line"}
    async with aiohttp.ClientSession() as session, session.post(f"{sandbox.api_url}chat.postMessage", data=form) as got:
        answer = await got.json()

    assert answer["message"]["blocks"][0]["type"] == "divider"


async def test_a_posted_message_comes_back_with_ids_for_its_blocks(client: AsyncWebClient) -> None:
    answer = await client.chat_postMessage(channel=GENERAL, text="Hello", blocks=[SECTION], metadata=CARD)

    message = answer["message"]
    assert (message["bot_id"], message["user"], message["text"]) == ("B0BOT", "U0BOT", "Hello")
    assert message["blocks"][0].pop("block_id")
    assert message["blocks"] == [SECTION]


async def test_a_very_long_text_is_cut_and_slack_says_so(client: AsyncWebClient) -> None:
    answer = await client.chat_postMessage(channel=GENERAL, text="x" * 40_001)

    assert (len(answer["message"]["text"]), answer["warning"]) == (40_000, "message_truncated")


async def test_a_message_to_a_person_goes_to_their_conversation_with_the_bot(client: AsyncWebClient) -> None:
    answer = await client.chat_postMessage(channel="U0MANAGER", text="hi")

    assert answer["channel"] == "D0MANAGER"


async def test_an_update_replaces_text_and_blocks_and_keeps_metadata(client: AsyncWebClient) -> None:
    posted = await client.chat_postMessage(channel=GENERAL, text="Hello", blocks=[SECTION], metadata=CARD)

    changed = await client.chat_update(channel=GENERAL, ts=posted["ts"], text="Done")

    assert "blocks" not in changed["message"]
    assert (changed["message"]["text"], changed["message"]["metadata"]) == ("Done", CARD)
    assert "edited" in changed["message"]


async def test_empty_metadata_takes_the_metadata_away(client: AsyncWebClient) -> None:
    posted = await client.chat_postMessage(channel=GENERAL, text="Hello", metadata=CARD)

    changed = await client.chat_update(channel=GENERAL, ts=posted["ts"], text="Done", metadata={})

    assert "metadata" not in changed["message"]


async def test_an_update_takes_four_thousand_characters_and_no_more(client: AsyncWebClient) -> None:
    posted = await client.chat_postMessage(channel=GENERAL, text="Hello")
    await client.chat_update(channel=GENERAL, ts=posted["ts"], text="x" * 4000)

    answer = await refusal(client, "chat.update", channel=GENERAL, ts=posted["ts"], text="x" * 4001)

    assert answer["error"] == "msg_too_long"


async def test_the_bot_cannot_change_or_delete_what_others_said(client: AsyncWebClient, sandbox: Sandbox) -> None:
    ts = sandbox.workspace.say("U0REQUESTER", GENERAL, "mine")["ts"]

    assert (await refusal(client, "chat.update", channel=GENERAL, ts=ts, text="x"))["error"] == "cant_update_message"
    assert (await refusal(client, "chat.delete", channel=GENERAL, ts=ts))["error"] == "cant_delete_message"


async def test_a_private_note_cannot_be_updated_and_is_in_no_history(client: AsyncWebClient) -> None:
    note = await client.chat_postEphemeral(channel=GENERAL, user="U0REQUESTER", text="psst")

    answer = await refusal(client, "chat.update", channel=GENERAL, ts=note["message_ts"], text="x")

    assert answer["error"] == "message_not_found"
    assert (await client.conversations_history(channel=GENERAL))["messages"] == []


async def test_history_comes_in_pages_newest_first(client: AsyncWebClient) -> None:
    for number in range(5):
        await client.chat_postMessage(channel=GENERAL, text=str(number))

    pages = [answer["messages"] async for answer in await client.conversations_history(channel=GENERAL, limit=2)]

    assert [[message["text"] for message in page] for page in pages] == [["4", "3"], ["2", "1"], ["0"]]


async def test_history_between_two_times_leaves_out_the_ends_unless_asked(client: AsyncWebClient) -> None:
    stamps = [(await client.chat_postMessage(channel=GENERAL, text=str(number)))["ts"] for number in range(4)]
    between = {"channel": GENERAL, "oldest": stamps[0], "latest": stamps[3]}

    inner = await client.conversations_history(**between)
    whole = await client.conversations_history(**between, inclusive=True)

    assert [message["text"] for message in inner["messages"]] == ["2", "1"]
    assert [message["text"] for message in whole["messages"]] == ["3", "2", "1", "0"]


async def test_replies_come_with_their_parent_and_not_in_the_history(client: AsyncWebClient) -> None:
    parent = await client.chat_postMessage(channel=GENERAL, text="parent")
    for number in range(3):
        await client.chat_postMessage(channel=GENERAL, text=str(number), thread_ts=parent["ts"])

    thread = await client.conversations_replies(channel=GENERAL, ts=parent["ts"])
    history = await client.conversations_history(channel=GENERAL)

    assert [message["text"] for message in thread["messages"]] == ["parent", "0", "1", "2"]
    assert [(m["text"], m["reply_count"]) for m in history["messages"]] == [("parent", 3)]


async def test_a_thread_comes_in_pages(client: AsyncWebClient) -> None:
    parent = await client.chat_postMessage(channel=GENERAL, text="parent")
    for number in range(3):
        await client.chat_postMessage(channel=GENERAL, text=str(number), thread_ts=parent["ts"])

    texts = []
    async for answer in await client.conversations_replies(channel=GENERAL, ts=parent["ts"], limit=2):
        texts += [message["text"] for message in answer["messages"]]

    assert texts == ["parent", "0", "parent", "1", "parent", "2"]


async def test_metadata_is_whole_only_when_asked_for(client: AsyncWebClient) -> None:
    await client.chat_postMessage(channel=GENERAL, text="Hello", metadata=CARD)

    short = await client.conversations_history(channel=GENERAL)
    whole = await client.conversations_history(channel=GENERAL, include_all_metadata=True)

    assert short["messages"][0]["metadata"] == {"event_type": "card"}
    assert whole["messages"][0]["metadata"] == CARD


async def test_channels_are_described_and_listed_in_pages(client: AsyncWebClient) -> None:
    names = []
    async for answer in await client.conversations_list(limit=2):
        names += [channel["name"] for channel in answer["channels"]]
    info = (await client.conversations_info(channel="C0APPROVALS"))["channel"]

    assert names == ["general", "approvals", "payments", "audit"]
    assert (info["is_member"], info["is_private"], info["is_ext_shared"]) == (True, False, False)


async def test_members_can_leave(client: AsyncWebClient, sandbox: Sandbox) -> None:
    sandbox.administration.remove_from_channel("payments", "morgan")

    members = (await client.conversations_members(channel="C0PAYMENTS"))["members"]

    assert members == ["U0APPROVER", "U0LEAD", "U0FINANCE", "U0BOT"]


async def test_a_person_is_described_with_the_locale_when_asked(client: AsyncWebClient, sandbox: Sandbox) -> None:
    sandbox.administration.change_locale("morgan", "zh-CN")
    user = (await client.users_info(user="U0MANAGER", include_locale=True))["user"]

    assert (user["tz"], user["locale"], user["profile"]["title"]) == ("Asia/Shanghai", "zh-CN", "Manager")
    assert (user["is_bot"], user["is_restricted"], user["is_ultra_restricted"]) == (False, False, False)


async def test_guests_and_externals_are_told_apart(client: AsyncWebClient, sandbox: Sandbox) -> None:
    sandbox.administration.make_guest("riley")
    sandbox.administration.make_external("avery")

    riley = (await client.users_info(user="U0REQUESTER"))["user"]
    avery = (await client.users_info(user="U0APPROVER"))["user"]

    assert (riley["is_restricted"], riley["team_id"], "is_stranger" in riley) == (True, "T0SANDBOX", False)
    assert (avery["is_restricted"], avery["team_id"], avery["is_stranger"]) == (False, "T0PARTNER", True)


async def test_of_a_deactivated_person_little_is_told(client: AsyncWebClient, sandbox: Sandbox) -> None:
    sandbox.administration.deactivate("riley")

    user = (await client.users_info(user="U0REQUESTER"))["user"]

    assert (user["deleted"], user["is_bot"], user["profile"]["real_name"]) == (True, False, "Riley Park")
    assert not {"tz", "real_name", "is_restricted"} & set(user)


async def test_groups_tell_their_people_when_asked(client: AsyncWebClient) -> None:
    bare = (await client.usergroups_list())["usergroups"]
    full = (await client.usergroups_list(include_users=True, include_count=True))["usergroups"]

    assert [group["handle"] for group in bare] == ["team-leads", "finance", "managers"]
    assert not any({"users", "user_count"} & set(group) for group in bare)
    assert [(group["users"], group["user_count"]) for group in full][1] == (["U0FINANCE", "U0MANAGER"], 2)
    assert (await client.usergroups_users_list(usergroup="S0FINANCE"))["users"] == ["U0FINANCE", "U0MANAGER"]


async def test_a_shared_channel_names_the_other_company(client: AsyncWebClient, sandbox: Sandbox) -> None:
    sandbox.administration.share_channel("payments")

    channel = (await client.conversations_info(channel="C0PAYMENTS"))["channel"]

    assert (channel["is_ext_shared"], channel["shared_team_ids"]) == (True, ["T0SANDBOX", "T0PARTNER"])


async def test_a_permalink_leads_to_this_workspace_and_into_the_thread(
    client: AsyncWebClient, sandbox: Sandbox
) -> None:
    parent = (await client.chat_postMessage(channel=GENERAL, text="parent"))["ts"]
    reply = (await client.chat_postMessage(channel=GENERAL, text="reply", thread_ts=parent))["ts"]

    link = (await client.chat_getPermalink(channel=GENERAL, message_ts=reply))["permalink"]

    place = f"{sandbox.url}/archives/{GENERAL}/p{reply.replace('.', '')}"
    assert link == f"{place}?thread_ts={parent}&cid={GENERAL}"


async def test_blocks_can_be_checked_without_posting_them(client: AsyncWebClient) -> None:
    assert (await client.blocks_validate(blocks=[SECTION] * 50))["ok"]
    assert (await client.blocks_validate(view=MODAL))["ok"]


async def test_a_view_of_a_quarter_megabyte_is_too_large(client: AsyncWebClient, sandbox: Sandbox) -> None:
    fields = [{"type": "mrkdwn", "text": "x" * 2000}] * 10
    view = {**MODAL, "blocks": [{"type": "section", "fields": fields}] * 13}

    answer = await refusal(client, "views.open", trigger_id=sandbox.workspace.passes.trigger("U0REQUESTER"), view=view)

    assert answer["error"] == "view_too_large"


async def test_a_reaction_counts_once(client: AsyncWebClient, sandbox: Sandbox) -> None:
    ts = (await client.chat_postMessage(channel=GENERAL, text="hi"))["ts"]
    await client.reactions_add(channel=GENERAL, timestamp=ts, name="eyes")

    again = await refusal(client, "reactions.add", channel=GENERAL, timestamp=ts, name="eyes")

    assert again["error"] == "already_reacted"
    assert sandbox.workspace.messages.get(GENERAL, ts)["reactions"][0]["count"] == 1


async def test_an_agent_may_set_status_title_prompts_and_session(client: AsyncWebClient, sandbox: Sandbox) -> None:
    ts = sandbox.workspace.say("U0REQUESTER", "D0REQUESTER", "hi")["ts"]
    where = {"channel_id": "D0REQUESTER", "thread_ts": ts}

    await client.assistant_threads_setStatus(**where, status="is thinking...", loading_messages=["Looking"])
    await client.assistant_threads_setTitle(**where, title="A question")
    await client.assistant_threads_setSuggestedPrompts(**where, prompts=[{"title": "Try", "message": "Pay 5 EUR"}])
    await client.agents_sessions_setStatus(**where, status="suspended")

    assert sandbox.workspace.statuses == {("D0REQUESTER", ts): "is thinking..."}


async def test_the_status_goes_when_the_bot_speaks(client: AsyncWebClient, sandbox: Sandbox) -> None:
    ts = sandbox.workspace.say("U0REQUESTER", "D0REQUESTER", "hi")["ts"]
    await client.assistant_threads_setStatus(channel_id="D0REQUESTER", thread_ts=ts, status="is thinking...")

    await client.chat_postMessage(channel="D0REQUESTER", thread_ts=ts, text="Done")

    assert sandbox.workspace.statuses == {}
