# ruff: noqa: RUF001 - Chinese has its own punctuation
"""Questions about the time elsewhere, for the tool `convert_time` of the MCP server `time`."""

import json
import re
from dataclasses import dataclass
from zoneinfo import available_timezones

from agent.demo.steps import ANSWERED_INSTEAD, EDITED, NOT_DONE, Call, Language, Outcome, Phrase, Report, Steps, Turn

_TOOL = "time_convert_time"
_WILL = Phrase(
    en="I will convert {time} in {here} to the time in {there}, because you asked for it.",
    zh="按你的要求，我将把 {here} 的 {time} 换算成 {there} 的时间。",
)
_IS = Phrase(en="{time} in {here} is {then} in {there}.", zh="{here} 的 {time} 是 {there} 的 {then}。")

_TIME = r"(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)"
_PLACE = r"[A-Za-z_/ ]+?"
_QUESTION = re.compile(
    rf"(?:when|if)\s+it\s+is\s+{_TIME}\s+in\s+(?P<here>{_PLACE})\s*,\s*what\s+time\s+is\s+it\s+in\s+(?P<there>{_PLACE})$",
    re.IGNORECASE,
)
_CHINESE = re.compile(rf"(?P<here>{_PLACE})\s*的?\s*{_TIME}\s*是\s*(?P<there>{_PLACE})\s*的?\s*几点$")
_EDGES = " \t\n.,;:!?。，；：！？"


@dataclass(frozen=True)
class Conversion:
    title: str
    time: str
    here: str
    there: str

    def steps(self, language: Language) -> Steps:
        said = _WILL.say(language, time=self.time, here=self.here, there=self.there)
        arguments = {"source_timezone": self.here, "time": self.time, "target_timezone": self.there}
        [outcome] = yield Turn(said, [Call(_TOOL, arguments)])
        if not outcome.done:
            return Report(NOT_DONE.say(language, what=self.title, why=outcome.text), done=False)
        then = _then(outcome.text)
        if then is None:
            return Report(ANSWERED_INSTEAD.say(language, text=outcome.text))
        return Report(_told(outcome, then, language))


def _told(outcome: Outcome, then: str, language: Language) -> str:
    said = _IS.say(
        language,
        time=outcome.argument("time"),
        here=outcome.argument("source_timezone"),
        there=outcome.argument("target_timezone"),
        then=then,
    )
    return f"{EDITED.say(language)}{said}" if outcome.edited else said


def _then(result: str) -> str | None:
    """The time of day that the tool found; None when a person answered in its place."""
    try:
        return str(json.loads(result)["target"]["datetime"])[11:16]
    except (ValueError, LookupError, TypeError):
        return None


def read(clause: str) -> Conversion | None:
    bare = clause.strip(_EDGES)
    found = _QUESTION.match(bare) or _CHINESE.match(bare)
    if found is None:
        return None
    time = f"{int(found['hour']):02}:{found['minute']}"
    return Conversion(title=bare, time=time, here=_zone(found["here"]), there=_zone(found["there"]))


def _zone(place: str) -> str:
    """The time zone of a city; what is none goes to the tool as it was written."""
    wanted = place.strip().replace(" ", "_").lower()
    zones = sorted(available_timezones())
    return next((zone for zone in zones if wanted in (zone.lower(), zone.lower().rpartition("/")[2])), place.strip())
