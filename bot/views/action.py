"""One action on a message: what would run, how far it has come, and its buttons or its outcome."""

from functools import partial

from bot.approvals import CLOCK, POLICY, Action, Approval, Course
from bot.language import say, sentences
from bot.views import Block
from bot.views.asking import asked
from bot.views.blocks import actions, button, context, cut, escape, person, quote, rich, section
from bot.views.decisions import HIGH_RISK, buttons, drawn_from
from bot.views.defaults import Left, left_to_tool
from bot.views.naming import is_question, title
from bot.views.origin import whose
from bot.views.outcome import WORDS, outcome, revision, spoken
from bot.views.progress import progress
from bot.views.redaction import conceals, keeps_secrets, public
from bot.views.values.arguments import Shown, arguments
from bot.views.verdict import several

_REASON = 800
_LONGEST_LABEL = 75
_LONGEST_TOOL = 100
_PRIVATE = partial(say, "The arguments are private. `Review` shows them to those who can decide.")
_HIDDEN = partial(say, "What is hidden here is shown to those who can decide: press `Review`.")
_SECRET = partial(say, "Secrets are for the tool alone. `Review` shows the rest to those who can decide.")


def action(approval: Approval, index: int, *, budget: int, number: int = 1, of: int = 1) -> list[Block]:
    """All of it: the one with this number of so many on the message. `budget`: characters for arguments."""
    tool = cut(title(approval, index), _LONGEST_TOOL)
    blocks = _blocks(approval, index, budget=budget)
    if of == 1:
        return blocks
    numbered = section(say("{number} of {count}: *{tool}*", number=number, count=of, tool=escape(tool)))
    divider: list[Block] = [{"type": "divider"}] if number > 1 else []
    about = say("{number} of {count}: {tool}", number=number, count=of, tool=tool)
    return [*divider, numbered, *_told_apart(blocks, about)]


def _told_apart(blocks: list[Block], about: str) -> list[Block]:
    """The blocks with what each button is about, for those who hear only its label."""
    for element in (element for block in blocks if block["type"] == "actions" for element in block["elements"]):
        label = say("{button}, {call}", button=element["text"]["text"], call=about)
        element["accessibility_label"] = cut(label, _LONGEST_LABEL)
    return blocks


def _blocks(approval: Approval, index: int, *, budget: int) -> list[Block]:
    now = _as_it_stands(approval, index)
    waits = index in approval.open_actions
    left = Left([], whole=True) if is_question(approval) else left_to_tool(now)
    shown = _shown(approval, now, budget=budget)
    # What is cut of it stands in the view that shows the call as it is.
    shown = shown._replace(raw=shown.raw and left.whole)
    return [
        *(outcome(approval, index) if index in approval.votes else []),
        *([context(HIGH_RISK())] if waits and now.rule.risk == "high" else []),
        *([] if now.rule.private else shown.blocks),
        *left.blocks,
        *([] if is_question(approval) else _facts(now)),
        *(_hidden(now) if waits else []),
        *_change(approval, index, now),
        *(_to_decide(approval, index, shown) if waits else _afterwards(approval, index)),
    ]


def _shown(approval: Approval, now: Action, *, budget: int) -> Shown:
    if not is_question(approval):
        return arguments(public(now), budget=budget)
    # Reviewers read the question in the title of their card.
    titled = now.rule.asks == "reviewers"
    return asked(public(now), approval.ask.response_schema, budget=budget, titled=titled)


def _hidden(action: Action) -> list[Block]:
    """Who reads what the card does not show."""
    if not conceals(action):
        return []
    words = _SECRET if keeps_secrets(action) else _HIDDEN
    return [context(_PRIVATE() if action.rule.private else words())]


def readable(approval: Approval, index: int, *, budget: int) -> bool:
    """Whether all of it can be read on the message: only then one click may approve several."""
    now = approval.action(index)
    return not conceals(now) and arguments(now, budget=budget).whole


def agent_says(approval: Approval) -> list[Block]:
    """Why the agent wants it: below what it wants, as its own words prove nothing."""
    if not approval.ask.reason.strip():
        return []
    said = context(say("*The agent says* (its own words, not checked):"))
    return [said, rich(quote(approval.ask.reason, most=_REASON))]


def tool_says(approval: Approval) -> list[Block]:
    """Why the tool cannot know how its call went."""
    if not approval.ask.doubt.strip():
        return []
    said = context(say("*The tool says* (its own words, not checked):"))
    return [said, rich(quote(approval.ask.doubt, most=_REASON))]


def _as_it_stands(approval: Approval, index: int) -> Action:
    """With the changes: as it would run, or did."""
    now, vote = approval.action(index), approval.votes.get(index)
    runs = (vote.arguments if vote else None) or now.arguments
    return now if runs == now.arguments else now.changed(runs)


def _facts(action: Action) -> list[Block]:
    said = [whose(action.origin)] if action.origin else []
    # The digest of all arguments would tell whoever knows the others whether a guess is right.
    said += [] if conceals(action) else [say("Digest `{digest}`", digest=action.digest[:12])]
    return [context(*said)] if said else []


def _change(approval: Approval, index: int, now: Action) -> list[Block]:
    """What is other than it was asked for, who made it so and why."""
    before, course, vote = approval.ask.actions[index], approval.course(index), approval.votes.get(index)
    if course.editor is None and now.arguments == before.arguments:
        return []
    room = WORDS // len(approval.ask.actions)
    reason = course.reason if course.reason != (vote.message if vote else None) else None
    return [
        context(_settled_change(before) if vote and vote.arguments else _open_change(course)),
        *revision(before, now.arguments, room=room),
        *([spoken(say("Reason for the change:"), reason, room=room // 2)] if reason else []),
    ]


def _settled_change(before: Action) -> str:
    if conceals(before):
        return say("*Changed* from what was asked for:")
    return say("*Changed* from what was asked for (digest `{digest}`):", digest=before.digest[:12])


def _open_change(course: Course) -> str:
    """By whom, and whose votes fell by it."""
    who = person(course.editor or "")
    said = say("*Changed* by {person}, version {version}.", person=who, version=course.version + 1)
    voted = {vote.person for vote in course.votes}
    fallen = [person(voter) for voter in course.fallen if voter not in voted]
    void = say("Votes for the version before do not count any more: {people}.", people=several(fallen))
    return sentences(said, void if fallen else "")


def _to_decide(approval: Approval, index: int, shown: Shown) -> list[Block]:
    told = progress(approval, index)
    row = actions(f"action:{index}:{drawn_from(approval)}", *buttons(approval, index, shown))
    return [context("\n".join(told)), row] if told else [row]


def _afterwards(approval: Approval, index: int) -> list[Block]:
    """The way from an approval to a rule for calls like it, where the policy lets somebody go it."""
    vote, rule = approval.votes.get(index), approval.rule(index)
    approved = vote and vote.type in {"approve", "edit"} and vote.person not in {CLOCK, POLICY}
    if approval.ask.kind == "doubt" or not (approved and rule.standing):
        return []
    allow = button(say("Always allow"), "always_allow", f"{approval.ask.id}:{index}")
    return [actions(f"settled:{index}", allow)]
