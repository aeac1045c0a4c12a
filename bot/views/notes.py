"""Short messages: private notes, and what the requester's thread says."""

from datetime import UTC, datetime

from bot.approvals import CLOCK, POLICY, Approval, Vote, Withdrawal
from bot.policy.standing import StandingRule
from bot.views.blocks import link, moment, person
from bot.views.outcome import verdict


def already_decided(vote: Vote, kind: str) -> str:
    """The note for a click that came too late."""
    if vote.person == CLOCK:
        return f"Too late: this request expired {moment(vote.at)}. Nothing was changed by your click."
    return (
        f"Already decided by {person(vote.person)} {moment(vote.at)}. {verdict(vote, kind)} Your click changed nothing."
    )


def withdrawn(withdrawal: Withdrawal) -> str:
    """The note for a click on what was taken back."""
    if withdrawal.person in {CLOCK, POLICY}:
        return f"This is not waiting any more: {withdrawal.why} Your click changed nothing."
    who = person(withdrawal.person)
    return f"{who} withdrew this {moment(withdrawal.at)}. Your click changed nothing."


def always_allowed(rule: StandingRule) -> str:
    """Why a call passed without a person."""
    until = datetime.fromtimestamp(rule.until, UTC).strftime("%Y-%m-%d %H:%M UTC")
    return f"{person(rule.author)} allowed calls like this until {until} (standing rule {rule.id})"


EXPIRED = "Too late: this request has expired. Your click changed nothing."
UNKNOWN = "This request is not known (any more). Your click changed nothing."
TOO_LATE = "Too late: this was decided before. Nothing was changed."
DOUBT_STAYS = "This may have run already, so it cannot be withdrawn: somebody has to find out what became of it."
REASON_REQUIRED = "The policy asks for a reason with this. Nothing was changed: please try again and give one."
UNCONFIRMED = "Slack did not confirm who you are just now, so nothing was changed. Please try again."
NOT_APPROVED = "Only what people have approved can be allowed for the future."
NO_STANDING = "The policy lets nobody allow this for the future."
STANDING_TOO_LONG = "The policy does not let this be allowed for so long."
NOT_OFFERED = "This decision is not offered for this tool. Nothing was changed."
FAILED = "I could not finish this: {why}. Nothing more will happen for your message; please ask again."


def waiting(approvals: list[Approval], *, review_channel: str) -> str:
    """The answer to a message that has to wait for a decision."""
    ask = approvals[0].ask
    if any(ask.actions[i].rule.asks == "reviewers" for i in approvals[0].open_actions):
        card = approvals[0].drawings.get("review")
        where = f"<#{review_channel}>" + (f" ({link(card.link, 'card')})" if card and card.link else "")
        who = f"a decision in {where}"
    else:
        who = f"an answer by {person(ask.requester)} to the question above (button `Respond`)"
    return f"I am still waiting for {who}. I have kept your message and take it up after that."


NO_TEXT = "I can only read text. Write what you need, and I will see what I can do."
EMPTY_ANSWER = "I have finished, but have nothing to say."
EXHAUSTED = "I tried several times and could not finish this. Please ask again."
