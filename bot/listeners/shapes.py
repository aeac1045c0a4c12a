"""What we read of Slack's payloads, and in which shape: Bolt and the listeners see nothing else.

A part that is not named here is left out. Where a part has another shape than Slack gives it, only the payload's kind
is left: it is acknowledged, and nobody acts on it.
"""

import json
import logging
from collections.abc import Mapping
from typing import Annotated, Any, Literal, NotRequired
from urllib.parse import parse_qsl

from pydantic import BeforeValidator, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError, with_config
from typing_extensions import TypedDict  # pydantic needs this one before Python 3.12

from bot.listeners.payload import clean

log = logging.getLogger(__name__)

_STRICT = with_config(ConfigDict(strict=True))
_Id = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{1,40}$")]
_Moment = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,12}\.[0-9]{1,9}$")]
"""A message's `ts`."""
_Name = Annotated[str, StringConstraints(max_length=255)]
_Text = Annotated[str, BeforeValidator(lambda text: clean(text) if isinstance(text, str) else text)]


@_STRICT
class _Thing(TypedDict):
    id: _Id


@_STRICT
class _User(_Thing):
    team_id: NotRequired[_Id | None]


@_STRICT
class _Picked(TypedDict):
    value: _Text


@_STRICT
class _Typed(TypedDict, total=False):
    """What one input of a view holds."""

    value: _Text | None
    selected_option: _Picked | None
    selected_options: list[_Picked] | None
    selected_date: _Text | None
    selected_time: _Text | None
    selected_date_time: int | None


@_STRICT
class _State(TypedDict):
    values: dict[_Text, dict[_Text, _Typed]]


@_STRICT
class _View(TypedDict):
    id: _Id
    hash: NotRequired[_Name]
    type: _Name


@_STRICT
class _SubmittedView(_View):
    callback_id: _Name
    private_metadata: _Text
    previous_view_id: NotRequired[_Id | None]
    state: _State


@_STRICT
class _Message(TypedDict, total=False):
    thread_ts: _Moment | None


@_STRICT
class _Action(TypedDict):
    action_id: _Name
    value: NotRequired[_Text | None]


@_STRICT
class _Interaction(TypedDict):
    user: _User
    team: NotRequired[_Thing | None]


@_STRICT
class _Click(_Interaction):
    type: Literal["block_actions"]
    actions: Annotated[list[_Action], Field(min_length=1)]
    trigger_id: Annotated[_Name, Field(min_length=1)]
    channel: NotRequired[_Thing | None]
    message: NotRequired[_Message | None]
    view: NotRequired[_View | None]
    response_url: NotRequired[_Text | None]


@_STRICT
class _Submission(_Interaction):
    type: Literal["view_submission"]
    view: _SubmittedView


@_STRICT
class _Command(TypedDict):
    command: _Name
    text: NotRequired[_Text]
    user_id: _Id
    team_id: _Id


@_STRICT
class _Said(TypedDict):
    type: Literal["message", "app_mention"]
    subtype: NotRequired[_Name | None]
    channel: _Id
    channel_type: NotRequired[_Name | None]
    ts: _Moment
    thread_ts: NotRequired[_Moment]
    text: NotRequired[_Text]
    user: NotRequired[_Id | None]
    bot_id: NotRequired[_Id | None]
    user_team: NotRequired[_Id | None]
    team: NotRequired[_Id | None]


@_STRICT
class _Opened(TypedDict):
    type: Literal["app_home_opened"]
    user: _Id
    tab: NotRequired[_Name]


@_STRICT
class _Authorization(TypedDict):
    team_id: NotRequired[_Id | None]
    user_id: NotRequired[_Id | None]


@_STRICT
class _Event(TypedDict):
    type: Literal["event_callback"]
    team_id: NotRequired[_Id | None]
    authorizations: NotRequired[list[_Authorization] | None]
    event: Annotated[_Said | _Opened, Field(discriminator="type")]


@_STRICT
class _Challenge(TypedDict):
    """Slack looks whether a request URL is ours."""

    type: Literal["url_verification"]
    challenge: _Text


@_STRICT
class _Probe(TypedDict):
    """Slack looks whether a certificate holds."""

    ssl_check: _Name


_EVENTS = {"message", "app_mention", "app_home_opened"}
_KINDS: Mapping[str, TypeAdapter[Any]] = {
    "block_actions": TypeAdapter(_Click),
    "view_submission": TypeAdapter(_Submission),
    "event_callback": TypeAdapter(_Event),
    "url_verification": TypeAdapter(_Challenge),
    "command": TypeAdapter(_Command),
    "ssl_check": TypeAdapter(_Probe),
}


def read(raw: str) -> dict[str, Any]:
    """What we read of a request's body: JSON, or a form that is a command or carries JSON."""
    try:
        if raw.lstrip().startswith("{"):
            return known(json.loads(raw))
        form = dict(parse_qsl(raw, keep_blank_values=True))
        return known(json.loads(form["payload"]) if "payload" in form else form)
    except (ValueError, RecursionError):
        return {}


def known(payload: object) -> dict[str, Any]:
    """What we read of a payload; only its kind, where it has not the shape that Slack gives it."""
    kind = _kind(payload)
    if kind is None:
        return {}
    try:
        found: dict[str, Any] = _KINDS[kind].validate_python(payload)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        place = ".".join(map(str, first["loc"]))
        log.warning("A payload of Slack cannot be read (%s): %.200r: %.200s", kind, place, first["msg"])
        return {"type": kind}
    return found


def _kind(payload: object) -> str | None:
    """None for what nobody here listens to."""
    match payload:
        case {"type": "event_callback", "event": {"type": str(event)}}:
            return "event_callback" if event in _EVENTS else None
        case {"type": str(kind)} if kind in _KINDS:
            return kind
        case {"command": _}:
            return "command"
        case {"ssl_check": _}:
            return "ssl_check"
    return None
