"""What the bot answers to in Slack: one line each."""

from slack_bolt.async_app import AsyncApp

from bot.listeners.actions import Actions
from bot.listeners.approvals import ApprovalsCommand
from bot.listeners.audit import AuditCommand
from bot.listeners.conversation import Conversation
from bot.listeners.errors import explain
from bot.listeners.home import Home
from bot.listeners.messages import Messages
from bot.listeners.reader import Reader
from bot.listeners.submissions import Submissions


def register(
    app: AsyncApp,
    *,
    reader: Reader,
    messages: Messages,
    home: Home,
    actions: Actions,
    submissions: Submissions,
    audit: AuditCommand,
    approvals: ApprovalsCommand,
    conversation: Conversation,
) -> None:
    app.use(reader.speak)

    app.event("app_mention")(messages.mention)
    app.event("message")(messages.message)
    app.event("app_home_opened")(home.opened)

    app.action("approve")(actions.approve)
    app.action("approve_all")(actions.approve_all)
    app.action("edit")(actions.edit)
    app.action("reject")(actions.reject)
    app.action("respond")(actions.respond)
    app.action("show")(actions.show)
    app.action("take_back")(actions.take_back)
    app.action("withdraw")(actions.withdraw)
    app.action("follow")(actions.follow)
    app.action("previous_page")(actions.turn_page)
    app.action("next_page")(actions.turn_page)

    app.view("edit")(submissions.edit)
    app.view("reject")(submissions.reject)
    app.view("respond")(submissions.respond)
    app.view("approve")(submissions.approve)

    app.command("/audit")(audit.command)
    app.command("/approvals")(approvals.command)

    app.action("always_allow")(approvals.open_always_allow)
    app.action("revoke_rule")(approvals.revoke)
    app.view("always_allow")(approvals.allow)

    app.action("ask")(conversation.ask)
    app.action("answer")(conversation.answer)
    app.action("nudge")(conversation.nudge)
    app.action("add")(conversation.add)
    app.view("ask")(conversation.asked)
    app.view("answer")(conversation.answered)

    app.error(explain)
