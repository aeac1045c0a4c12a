import ast
import inspect
import json
import os
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from slack_sdk.web.async_client import AsyncWebClient

from bot.check import SCOPES

ROOT = Path(__file__).parents[2]
SCHEMA = ROOT.parent / "shared/data/slack-manifest.schema.json"

# The methods of Slack's Web API that the bot calls, with the scopes each needs.
METHODS: dict[str, set[str]] = {
    "apps.connections.open": set(),  # the app-level token's own connections:write
    "assistant.threads.setStatus": {"chat:write"},
    "auth.test": set(),
    "chat.delete": {"chat:write"},
    "chat.getPermalink": set(),
    "chat.postEphemeral": {"chat:write"},
    "chat.postMessage": {"chat:write"},
    "chat.update": {"chat:write"},
    "conversations.history": {"channels:history", "groups:history"},
    "conversations.info": {"channels:read", "groups:read"},
    "conversations.list": {"channels:read", "groups:read"},
    "conversations.members": {"channels:read", "groups:read"},
    "conversations.open": {"im:write"},
    "conversations.replies": {"channels:history", "groups:history", "im:history"},
    "usergroups.list": {"usergroups:read"},
    "usergroups.users.list": {"usergroups:read"},
    "users.list": {"users:read"},
    "users.info": {"users:read"},
    "views.open": set(),
    "views.publish": set(),
    "views.push": set(),
    "views.update": set(),
}
EVENTS: dict[str, set[str]] = {
    "app_home_opened": set(),
    "app_mention": {"app_mentions:read"},
    "message.channels": {"channels:history"},
    "message.groups": {"groups:history"},
    "message.im": {"im:history"},
}
FEATURES: dict[str, set[str]] = {"agent_view": {"assistant:write"}, "slash_commands": {"commands"}}


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((ROOT / "manifest.yml").read_text())
    return read


def calls() -> set[str]:
    """Every method of Slack's that the bot takes of something named client or poster: chat_postMessage, ..."""
    called: set[str] = set()
    for file in (ROOT / "bot").rglob("*.py"):
        if "store" in file.parts:
            continue  # clients of Redis
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Attribute) and _is_method(node):
                called.add(node.attr)
    return called


def _is_method(node: ast.Attribute) -> bool:
    owner = ast.unparse(node.value).rpartition(".")[2].strip("_")
    return owner in {"client", "poster"} and inspect.iscoroutinefunction(getattr(AsyncWebClient, node.attr, None))


def test_slack_would_accept_the_manifest(manifest: dict[str, Any]) -> None:
    if not SCHEMA.exists():
        reason = f"Slack's manifest schema is not at {SCHEMA}; CONTRIBUTING.md says where to get it."
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)

    validator = jsonschema.Draft7Validator(json.loads(SCHEMA.read_text()))

    assert [error.message for error in validator.iter_errors(manifest)] == []


def test_every_method_the_bot_calls_is_in_the_table() -> None:
    assert calls() == {method.replace(".", "_") for method in METHODS}


def test_the_scopes_are_what_methods_events_and_features_need_and_no_more(manifest: dict[str, Any]) -> None:
    needed = set().union(*METHODS.values(), *EVENTS.values(), *FEATURES.values())

    assert set(manifest["oauth_config"]["scopes"]["bot"]) == needed
    assert set(manifest["oauth_config"]["scopes"]) == {"bot"}


def test_the_check_command_looks_for_the_same_scopes(manifest: dict[str, Any]) -> None:
    assert set(manifest["oauth_config"]["scopes"]["bot"]) == SCOPES


def test_the_events_are_those_the_bot_listens_to(manifest: dict[str, Any]) -> None:
    assert set(manifest["settings"]["event_subscriptions"]["bot_events"]) == EVENTS.keys()


def test_the_app_is_of_the_kind_that_is_open_to_new_apps(manifest: dict[str, Any]) -> None:
    assert "agent_view" in manifest["features"]
    assert "assistant_view" not in manifest["features"]


def test_buttons_and_messages_to_the_app_are_switched_on(manifest: dict[str, Any]) -> None:
    assert manifest["settings"]["interactivity"] == {"is_enabled": True}
    assert manifest["settings"]["socket_mode_enabled"] is True
    assert manifest["features"]["app_home"]["messages_tab_read_only_enabled"] is False


def test_every_scope_and_message_event_says_what_it_is_for() -> None:
    lines = (ROOT / "manifest.yml").read_text().splitlines()
    scopes = lines[lines.index("    bot:") + 1 : lines.index("settings:") - 1]

    assert [line for line in scopes if " # " not in line] == []
