"""What a policy file may say, in people's words. The JSON Schema for editors is made of these models."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from bot.policy.conditions import VARIABLES
from bot.policy.values import (
    Arguments,
    Channel,
    ClockTime,
    Condition,
    Count,
    Day,
    Decision,
    Duration,
    Durations,
    Expected,
    Header,
    People,
    Reasons,
    Secret,
    Sentence,
    ServerName,
    Tool,
    Tools,
    Url,
    Variable,
    Word,
    YesOrNo,
    Zone,
)


class _Written(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class WrittenStage(_Written):
    """One round of approval; the next begins when this one has its quorum."""

    name: Sentence = Field(default="", description="What people call this stage.")
    approvers: People = Field(description="Who may approve in this stage.")
    quorum: Count = Field(default=1, description="How many different people have to approve.")


class WrittenEscalation(_Written):
    """Who else may decide when nobody has."""

    after: Duration | None = Field(default=None, description="How long after the ask; without it: at the deadline.")
    to: People | None = Field(default=None, description="Who may decide from then on, beside the approvers.")
    channel: Channel | None = Field(default=None, description="Where they are told; without it: where the card is.")


class WrittenStanding(_Written):
    """Who may turn an approval into a rule for calls like it."""

    may: People = Field(description="Who has this right.")
    longest: Duration = Field(description="For how long at most.")


class WrittenHours(_Written):
    """When people work; reminders wait for it."""

    zone: Zone = Field(description="The time zone of the times, such as Europe/Berlin.")
    days: Annotated[
        list[Day],
        Field(min_length=1),
        Expected("a list of days, such as [mon, tue]"),
    ] = Field(description="The days of the week.")
    begin: ClockTime = Field(alias="from", description="When the day begins.")
    end: ClockTime = Field(alias="to", description="When it ends.")


class Terms(_Written):
    """Who is asked, and what they may do."""

    decisions: Annotated[list[Decision], Field(min_length=1), Expected("at least one decision")] | None = Field(
        default=None, description="What may be decided; without it: approve, edit, reject and respond."
    )
    approvers: People | None = Field(
        default=None, description="Who may approve; without it: the members of the channel where the card is."
    )
    quorum: Count | None = Field(default=None, description="How many different people have to approve; without it: 1.")
    stages: (
        Annotated[
            list[Annotated[WrittenStage, Expected("a stage with approvers")]],
            Field(min_length=1, max_length=10),
            Expected("a list of at most 10 stages"),
        ]
        | None
    ) = Field(default=None, description="Rounds of approval, one after the other; in place of approvers and quorum.")
    confirm: YesOrNo | None = Field(
        default=None, description="true: nobody but the asker confirms their own request, in their own thread."
    )
    editors: People | None = Field(default=None, description="Who may change arguments; without it: the approvers.")
    requester_may_approve: YesOrNo | None = Field(
        default=None, description="Whether the asker counts as an approver of their own request; without it: no."
    )
    editor_may_approve: YesOrNo | None = Field(
        default=None,
        description="Whether a change counts as its author's approval; without it: where one approval is enough.",
    )
    reject: Annotated[Literal["any", "majority"], Expected("any or majority")] | None = Field(
        default=None, description="How many rejections reject: any one, or a majority of the stage's quorum."
    )
    timeout: Duration | None = Field(default=None, description="After this the clock answers.")
    on_timeout: Annotated[Literal["reject", "escalate"], Expected("reject or escalate")] | None = Field(
        default=None, description="What happens at the deadline; without it: reject."
    )
    remind: Durations | None = Field(default=None, description="How long after the ask approvers are reminded.")
    escalate: Annotated[WrittenEscalation, Expected("after, to and channel")] | None = Field(
        default=None, description="Who else may decide when nobody has."
    )
    pause: Duration | None = Field(
        default=None, description="By how long a question to the asker may put off the deadline, once."
    )
    channel: Channel | None = Field(
        default=None, description="Where the card is posted; without it: in the review channel."
    )
    risk: Annotated[Literal["low", "normal", "high"], Expected("low, normal or high")] | None = Field(
        default=None, description="Shown on the card; high asks once more before it approves."
    )
    private: YesOrNo | None = Field(
        default=None, description="true: the channel sees tool and asker; the arguments only who may decide."
    )
    redact: Arguments | None = Field(default=None, description="Arguments that the channel does not see.")
    reason_required: Reasons | None = Field(default=None, description="Which decisions need a reason.")
    always_allow: Annotated[WrittenStanding, Expected("may and longest")] | None = Field(
        default=None, description="Who may turn an approval into a rule for calls like it, and for how long."
    )


class WrittenRule(Terms):
    """What becomes of calls of a tool."""

    tool: Tools = Field(description="A tool's name, in which * stands for anything, or a list of them.")
    when: Condition | None = Field(default=None, description=f"A condition in CEL on {VARIABLES}.")
    passes: Sentence | None = Field(
        default=None, alias="pass", description="Nobody is asked; this is the reason that is recorded."
    )


class WrittenServer(_Written):
    """An MCP server: a command to start, or the address of one that runs."""

    command: Word | None = Field(default=None, description="What to start; it speaks over standard input and output.")
    args: Annotated[list[Word], Expected("a list of texts")] = Field(default=[], description="Its arguments.")
    env: Annotated[list[Variable], Expected("a list of environment variables")] = Field(
        default=[], description="Names of environment variables that it gets; it gets no others but PATH and the like."
    )
    cwd: Word | None = Field(default=None, description="The folder it runs in; without it: the bot's.")
    url: Url | None = Field(default=None, description="Where it answers over streamable HTTP.")
    headers: Annotated[dict[Header, Secret], Expected("headers, each with $NAME of an environment variable")] = Field(
        default={}, description="What it is sent with every request: $NAME or Bearer $NAME, never the secret itself."
    )
    required: YesOrNo = Field(default=True, description="false: the bot starts without it, and its tools come later.")
    timeout: Duration = Field(default=60.0, description="How long one answer may take; without it: 60s.")


class Document(_Written):
    """Who may decide what."""

    version: Annotated[int, Field(strict=True, ge=1, le=1), Expected("1")] = Field(
        description="The version of this format: 1."
    )
    read_only: Annotated[list[Tool], Expected("a list of tools")] = Field(
        default=[], description="Tools that change nothing: their calls run without being looked at."
    )
    defaults: Annotated[Terms, Expected("keys of a rule")] = Field(
        default=Terms(), description="Any key of a rule: what counts where a rule does not say otherwise."
    )
    hours: Annotated[WrittenHours, Expected("zone, days, from and to")] | None = Field(
        default=None, description="When people work; reminders wait for it."
    )
    mcp: Annotated[
        dict[ServerName, Annotated[WrittenServer, Expected("a server with 'command' or 'url'")]],
        Expected("servers by name"),
    ] = Field(
        default={}, description="MCP servers by name; their tools are called NAME_tool, and wait like all others."
    )
    rules: Annotated[
        list[Annotated[WrittenRule, Expected("a rule that begins with 'tool:'")]], Expected("a list of rules")
    ] = Field(default=[], description="In order; the first that fits a call counts.")
