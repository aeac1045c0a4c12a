"""Short messages: private notes, and what the requester's thread says."""

from datetime import UTC, datetime

from bot.approvals import CLOCK, POLICY, Approval, Withdrawal
from bot.policy.standing import StandingRule
from bot.views.blocks import link, moment, person
from bot.views.layout import cards
from bot.views.progress import so_far, who_decides
from bot.views.verdict import several, verdict


def already_decided(approval: Approval, index: int) -> str:
    """The note for a click that came too late."""
    vote = approval.votes[index]
    if vote.person == CLOCK:
        return f"Too late: this request expired {moment(vote.at)}. Nothing was changed."
    decided = f"Already decided by {person(vote.person)} {moment(vote.at)}."
    return f"{decided} {verdict(approval, index)} Nothing was changed."


def stands(approval: Approval, index: int, *, voter: str) -> str:
    """What becomes of a vote that did not settle its action: the voter would otherwise see nothing happen."""
    course = approval.course(index)
    own = next((vote for vote in reversed(course.votes) if vote.person == voter), None)
    who = who_decides(approval, index)
    if own is None:
        return f"Your changes are saved. They run only if others approve them: {who}."
    if own.type == "reject":
        return f"Your rejection stands, but it takes more than one here. Others can still decide: {who}."
    if own.stage < course.stage:
        return f"Your approval counts, and that stage is complete. Now it waits for {who}."
    return f"Your approval counts: {so_far(approval, index)}. Until the others decide you can take it back."


def fallen(approval: Approval, index: int) -> str:
    """What those are told whose votes a change made void."""
    course = approval.course(index)
    whose = several([person(voter) for voter in course.fallen])
    who = person(course.editor or "")
    changed = f"{who} changed the arguments of `{approval.ask.actions[index].tool}` after you voted"
    return f"{whose}: {changed}, so your vote does not count any more. Please read them again on the card."


def withdrawn(withdrawal: Withdrawal) -> str:
    """The note for a click on what was taken back."""
    if withdrawal.person in {CLOCK, POLICY}:
        return f"This is not waiting any more: {withdrawal.why} Nothing was changed."
    who = person(withdrawal.person)
    return f"{who} withdrew this {moment(withdrawal.at)}. Nothing was changed."


def always_allowed(rule: StandingRule) -> str:
    """Why a call passed without a person."""
    until = datetime.fromtimestamp(rule.until, UTC).strftime("%Y-%m-%d %H:%M UTC")
    return f"{person(rule.author)} allowed calls like this until {until} (standing rule {rule.id})"


def ended(approval: Approval) -> str:
    """The answer of a run whose request was taken back."""
    tools = ", ".join(dict.fromkeys(f"`{action.tool}`" for action in approval.ask.actions))
    return f"This was withdrawn, so I stopped. {tools} did not run."


def stopped(approval: Approval, index: int) -> str:
    """The answer of a run whose graph cannot go on with what was decided."""
    vote, tool = approval.votes[index], approval.ask.actions[index].tool
    if vote.person == CLOCK:
        return f"I stopped at `{tool}`. {vote.message}"
    because = f" with the reason: {vote.message}" if vote.message else ""
    return f"I stopped at `{tool}`: it was declined{because}"


RUN_ENDED = "The run that asked for this has ended."
EXPIRED = "Too late: this request has expired. Nothing was changed."
TAKEN_BACK = "Your vote is taken back. The card shows what is left."
UNKNOWN = "This request is not known (any more). Nothing was changed."
DOUBT_STAYS = "This may have run already, so it cannot be withdrawn: somebody has to find out what became of it."
REASON_REQUIRED = "The policy asks for a reason with this. Nothing was changed: please try again and give one."
UNCONFIRMED = "Slack did not confirm who you are just now, so nothing was changed. Please try again."
NOTHING_CHANGED = "The arguments are what they were, so nothing was saved."
NOT_APPROVED = "Only what people have approved can be allowed for the future."
NO_STANDING = "The policy lets nobody allow this for the future."
STANDING_TOO_LONG = "The policy does not let this be allowed for so long."
NOT_OFFERED = "This decision is not offered for this tool. Nothing was changed."
FAILED = "I could not finish this: {why}. Nothing more will happen for your message; please ask again."


def waiting(approvals: list[Approval], *, review_channel: str) -> str:
    """The answer to a message that has to wait for a decision."""
    approval = approvals[0]
    card = next((card for card in cards(approval) if {*card.actions} & {*approval.open_actions}), None)
    if card:
        drawing = approval.drawings.get(card.place)
        where = f"<#{(drawing and drawing.channel) or card.channel or review_channel}>"
        opens = f" ({link(drawing.link, 'card')})" if drawing and drawing.link else ""
        who = f"a decision in {where}{opens}"
    else:
        who = f"an answer by {person(approval.ask.requester)} to what is asked above"
    return f"I am still waiting for {who}. I have kept your message and take it up after that."


NO_TEXT = "I can only read text. Write what you need, and I will see what I can do."
EMPTY_ANSWER = "I have finished, but have nothing to say."
VANISHED = "what was decided is not asked any more, so the answer went nowhere"
EXHAUSTED = "I tried several times and could not finish this. Please ask again."
