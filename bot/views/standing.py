"""The views of standing rules and stand-ins."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.approvals import Action, Approval
from bot.language import lead, say
from bot.policy.standing import StandIn, StandingRule
from bot.views import Block, Drawn
from bot.views.blocks import button, context, cut, escape, header, line, moment, person, plain, rich, section, words
from bot.views.naming import named
from bot.views.outcome import shown
from bot.views.redaction import public
from bot.views.values.visible import seen

SAME = "same"
LASTS = "lasts"
_DAY = 86400
_MOST_ARGUMENTS = 10
"""Options of one group of checkboxes."""
_MOST = 40
"""Rules or requests in one list."""
_LONGEST_NAME = 75
"""Characters that the value of an option holds."""
_SHOWN = 60


def always_allow(approval: Approval, index: int) -> dict[str, Any]:
    """Which arguments have to be the same for a later call to pass, and for how long."""
    action = approval.ask.actions[index]
    names = offered(approval, index)
    blocks: list[Block] = [
        section(
            say(
                "While this holds, calls of *{tool}* run at once, whoever else asks for them; each is in the audit "
                "trail. `/approvals rules` lists and revokes.",
                tool=escape(named(action.tool)),
            )
        )
    ]
    if names:
        blocks.append(_same(public(_ran(approval, index)), names))
    blocks.append(_lasts(action.rule.standing.longest if action.rule.standing else 0))
    return {
        "type": "modal",
        "callback_id": "always_allow",
        "private_metadata": f"{approval.ask.id}:{index}",
        "title": plain(say("Always allow")),
        "submit": plain(say("Allow")),
        "close": plain(say("Cancel")),
        "blocks": blocks,
    }


def offered(approval: Approval, index: int) -> frozenset[str]:
    """The arguments that may be left free; of the others, and of those a checkbox cannot hold, nothing may differ."""
    names = [name for name in _ran(approval, index).values if len(name) <= _LONGEST_NAME]
    return frozenset(names[:_MOST_ARGUMENTS])


def left_free(approval: Approval, index: int, values: Mapping[str, Any]) -> frozenset[str]:
    """The arguments that the submitted form does not want to be the same; none where it says nothing of them."""
    ticked = values.get(SAME, {}).get(SAME, {}).get("selected_options")
    if ticked is None or index not in approval.votes:
        return frozenset()
    return offered(approval, index) - {option["value"] for option in ticked}


def seconds(values: Mapping[str, Any]) -> float:
    """For how long the submitted form asks; 0 where it does not say so."""
    option = values.get(LASTS, {}).get(LASTS, {}).get("selected_option")
    return float(option["value"]) if option and option["value"].isdecimal() else 0.0


def _ran(approval: Approval, index: int) -> Action:
    action, vote = approval.ask.actions[index], approval.votes.get(index)
    return action.model_copy(update={"arguments": vote.arguments}) if vote and vote.arguments else action


def _same(action: Action, names: frozenset[str]) -> Block:
    options = [_option(name, lead(name) + shown(value)) for name, value in action.values.items() if name in names]
    return {
        "type": "input",
        "block_id": SAME,
        "optional": True,
        "label": plain(say("What has to be the same")),
        "hint": plain(say("What is not ticked may be anything.")),
        "element": {"type": "checkboxes", "action_id": SAME, "options": options, "initial_options": options},
    }


def _lasts(longest: float) -> Block:
    choices = {3600: say("1 hour"), _DAY: say("1 day")}
    choices |= {days * _DAY: say("{count} days", count=days) for days in (7, 30, 90)}
    options = [_option(str(seconds), label) for seconds, label in choices.items() if seconds <= longest]
    options = options or [_option(str(int(longest)), say("{count} seconds", count=int(longest)))]
    return {
        "type": "input",
        "block_id": LASTS,
        "label": plain(say("For how long")),
        "element": {"type": "static_select", "action_id": LASTS, "options": options, "initial_option": options[0]},
    }


def _option(value: str, label: str) -> dict[str, Any]:
    return {"text": plain(cut(seen(label.replace("\n", " ")), _SHOWN)), "value": value}


def rules(found: Sequence[StandingRule]) -> Drawn:
    """What passes at the moment, each with a button that ends it."""
    if not found:
        text = say("No standing rules: every call is asked about as the policy says.")
        return Drawn(text, [section(text)])
    blocks: list[Block] = [header(say("Standing rules"))]
    for rule in found[:_MOST]:
        blocks += _rule(rule)
    if len(found) > _MOST:
        blocks.append(context(say("and {count} more, which end later.", count=len(found) - _MOST)))
    return Drawn(say("Standing rules: {count}.", count=len(found)), blocks)


def _rule(rule: StandingRule) -> list[Block]:
    told = [
        words(f"{lead(cut(seen(name), _SHOWN))}{_value(rule, name)}\n") for name in [*rule.values, *sorted(rule.free)]
    ]
    said = say(
        "*{tool}* passes, allowed by {person}, until {when}.",
        tool=escape(named(rule.tool)),
        person=person(rule.author),
        when=moment(rule.until),
    )
    label = say("Revoke the rule for {tool}", tool=cut(named(rule.tool), 50))
    accessory = button(say("Revoke"), "revoke_rule", rule.id, accessibility_label=label)
    return [section(said) | {"accessory": accessory}, rich(line(*(told or [words(say("No arguments."))])))]


def _value(rule: StandingRule, name: str) -> str:
    if name in rule.free:
        return say("(anything)")
    return say("(hidden)") if name in rule.hidden else cut(seen(shown(rule.values[name])), _SHOWN)


def told(title: str, text: str) -> dict[str, Any]:
    """A view that only says something."""
    return {"type": "modal", "title": plain(title), "close": plain(say("Close")), "blocks": [section(text)]}


def waiting(found: Sequence[Block]) -> Drawn:
    """What waits that concerns the reader, a block each."""
    match len(found):
        case 0:
            said = say("Nothing waits for you at the moment.")
        case 1:
            said = say("1 waiting request concerns you.")
        case count:
            said = say("{count} waiting requests concern you.", count=count)
    more = [context(say("and {count} more", count=len(found) - _MOST))] if len(found) > _MOST else []
    return Drawn(said, [section(said), *found[:_MOST], *more])


def standing_in(found: StandIn) -> Drawn:
    """What somebody reads who was named a stand-in."""
    said = say(
        "{person} has named you to stand in for them until {when}. Until then you may decide what they may: "
        "`/approvals` lists what waits. What you decide in their place says so, and counts as one vote.",
        person=person(found.person),
        when=moment(found.until),
    )
    return Drawn(said, [section(said)])


def stood_in(ended: StandIn) -> Drawn:
    """What somebody reads whose standing in ended before its time."""
    said = say(
        "You do not stand in for {person} any more. What you decided in their place stands.",
        person=person(ended.person),
    )
    return Drawn(said, [section(said)])


def stand_in(found: StandIn | None) -> str:
    """Who decides in the reader's place."""
    if found is None:
        return say("Nobody stands in for you. `/approvals delegate @someone until friday` names somebody.")
    return say(
        "{person} may decide what you may, until {when}. `/approvals back` ends it.",
        person=person(found.by),
        when=moment(found.until),
    )
