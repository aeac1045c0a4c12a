"""Short messages: private notes, and what the requester's thread says."""

from datetime import UTC, datetime
from functools import partial

from bot.approvals import CLOCK, POLICY, Approval, Withdrawal
from bot.language import say, sentences
from bot.policy.standing import StandingRule
from bot.views.blocks import escape, link, moment, person
from bot.views.layout import cards
from bot.views.naming import called, in_a_row, is_question, named
from bot.views.progress import so_far, who_decides
from bot.views.verdict import several, verdict


def already_decided(approval: Approval, index: int) -> str:
    """The note for a click that came too late."""
    vote = approval.votes[index]
    if vote.person == CLOCK:
        return say("Too late: this request expired {when}. Nothing was changed.", when=moment(vote.at))
    decided = say("Already decided by {person} {when}.", person=person(vote.person), when=moment(vote.at))
    return sentences(decided, verdict(approval, index), say("Nothing was changed."))


def stands(approval: Approval, index: int, *, voter: str) -> str:
    """What becomes of a vote that did not settle its action: the voter would otherwise see nothing happen."""
    course = approval.course(index)
    own = next((vote for vote in reversed(course.votes) if vote.person == voter), None)
    people = who_decides(approval, index)
    if own is None:
        return say("Your changes are saved. They run only if others approve them: {people}.", people=people)
    if own.type == "reject":
        return say(
            "Your rejection stands, but it takes more than one here. Others can still decide: {people}.", people=people
        )
    if own.stage < course.stage:
        return say("Your approval counts, and that stage is complete. Now it waits for {people}.", people=people)
    return say(
        "Your approval counts: {count}. Until the others decide you can take it back.", count=so_far(approval, index)
    )


def fallen(approval: Approval, index: int) -> str:
    """What those are told whose votes a change made void."""
    course = approval.course(index)
    return say(
        "{voters}: {person} changed the arguments of `{tool}` after you voted, so your vote does not count any more. "
        "Please read them again on the card.",
        voters=several([person(voter) for voter in course.fallen]),
        person=person(course.editor or ""),
        tool=escape(named(approval.ask.actions[index].tool)),
    )


def withdrawn(withdrawal: Withdrawal) -> str:
    """The note for a click on what was taken back."""
    if withdrawal.person in {CLOCK, POLICY}:
        return say("This is not waiting any more: the run that asked for it has ended. Nothing was changed.")
    who, when = person(withdrawal.person), moment(withdrawal.at)
    return say("{person} withdrew this {when}. Nothing was changed.", person=who, when=when)


def always_allowed(rule: StandingRule) -> str:
    """Why a call passed without a person: for the record, which is in English."""
    until = datetime.fromtimestamp(rule.until, UTC).strftime("%Y-%m-%d %H:%M UTC")
    return f"{person(rule.author)} allowed calls like this until {until} (standing rule {rule.id})"


def ended(approval: Approval) -> str:
    """The answer of a run whose request was taken back."""
    if is_question(approval):
        return say("This was withdrawn, so I stopped.")
    tools = in_a_row(dict.fromkeys(called(approval, index) for index in range(len(approval.ask.actions))))
    return say("This was withdrawn, so I stopped. {tools} did not run.", tools=tools)


def stopped(approval: Approval, index: int) -> str:
    """The answer of a run whose graph cannot go on with what was decided."""
    vote, tools = approval.votes[index], called(approval, index)
    if vote.person == CLOCK:
        return say("I stopped at {tools}: it expired. Nobody decided in time; that is no refusal.", tools=tools)
    if vote.message:
        why = vote.message
        return say("I stopped at {tools}: it was declined with the reason: {reason}", tools=tools, reason=why)
    return say("I stopped at {tools}: it was declined.", tools=tools)


def failed(why: str) -> str:
    """The answer of a run that broke."""
    return say("I could not finish this: {why}. Nothing more will happen for your message; please ask again.", why=why)


RUN_ENDED = "The run that asked for this has ended."
"""For the record, which is in English."""
EXPIRED = partial(say, "Too late: this request has expired. Nothing was changed.")
TAKEN_BACK = partial(say, "Your vote is taken back. The card shows what is left.")
UNKNOWN = partial(say, "This request is unknown, or was forgotten. Nothing was changed.")
NOT_OPENED = partial(say, "Slack did not open this in time. Please click again.")
UNREADABLE = partial(say, "Slack sent this in a form that cannot be read here. Nothing was changed.")
DOUBT_STAYS = partial(
    say, "This may have run already, so it cannot be withdrawn: somebody has to find out what became of it."
)
REASON_REQUIRED = partial(say, "The policy asks for a reason here. Nothing was changed: please try again and give one.")
UNCONFIRMED = partial(say, "Slack did not confirm who you are just now, so nothing was changed. Please try again.")
ASKED_NOTHING = partial(
    say, "This would approve a call of high risk, and you have not confirmed it. Please open it again."
)
NOTHING_CHANGED = partial(say, "The arguments are what they were, so nothing was saved.")
NOT_APPROVED = partial(say, "Only what people have approved can be allowed for the future.")
NO_STANDING = partial(say, "The policy lets nobody always allow this.")
STANDING_TOO_LONG = partial(say, "The policy does not let this be allowed for so long.")
NOT_OFFERED = partial(say, "This decision is not offered for this tool. Nothing was changed.")


def waiting(approvals: list[Approval], *, review_channel: str) -> str:
    """The answer to a message that has to wait for a decision."""
    kept = say("I have kept your message and will take it up after that.")
    return sentences(_awaited(approvals[0], review_channel), kept)


def _awaited(approval: Approval, review_channel: str) -> str:
    card = next((card for card in cards(approval) if {*card.actions} & {*approval.open_actions}), None)
    if not card:
        asker = person(approval.ask.requester)
        return say("I am still waiting for {person} to answer the question in this thread.", person=asker)
    drawing = approval.drawings.get(card.place)
    where = f"<#{(drawing and drawing.channel) or card.channel or review_channel}>"
    if drawing and drawing.link:
        opens = link(drawing.link, say("card"))
        return say("I am still waiting for a decision in {channel} ({card}).", channel=where, card=opens)
    return say("I am still waiting for a decision in {channel}.", channel=where)


NO_TEXT = partial(say, "I can only read text. Write what you need, and I will see what I can do.")
EMPTY_ANSWER = partial(say, "I have finished, but have nothing to say.")
VANISHED = partial(say, "what was decided is not asked any more, so the answer went nowhere")
ENDLESS = partial(say, "the agent took too many steps without coming to an end")
EXHAUSTED = partial(say, "I tried several times and could not finish this. Please ask again.")
