"""The agent's tools, as far as people decide about them: what they take, and what they were when they were shown."""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from types import MappingProxyType
from typing import Any

from langchain_core.tools import BaseTool

from agent import fingerprints
from agent.calls import changeable
from agent.misfits import Misfit, misfits
from agent.origin import origin
from agent.presentation import Presenter, presenter
from bot.approvals import Origin
from bot.canonical import canonical, digest
from bot.language import say
from bot.presentations import Part, Presentation
from bot.problems import UNREADABLE, Path, problems

log = logging.getLogger(__name__)

Reads = Callable[[Mapping[str, Any]], str | None]
"""The reason for which a call with these arguments changes nothing, or None."""


class Tools:
    def __init__(self, tools: Iterable[BaseTool], reads: Mapping[str, Reads] = MappingProxyType({})) -> None:
        """`reads` tells of a tool's calls which ones only read."""
        self._reads = reads
        self.use(tools)

    def use(self, tools: Iterable[BaseTool]) -> None:
        """Go on with these: those of servers come, change and go."""
        self._tools = {tool.name: tool for tool in tools}

    @property
    def names(self) -> list[str]:
        return [*self._tools]

    def schema(self, name: str) -> dict[str, Any]:
        """The JSON Schema of the arguments a model or a person gives; empty of a tool that is not known here."""
        tool = self._tools.get(name)
        return fingerprints.schema(tool) if tool else {}

    def only_reads(self, name: str, arguments: Mapping[str, Any]) -> str | None:
        """The reason for which this call changes nothing, if its tool can tell; None when a person has to look."""
        reads = self._reads.get(name)
        if reads is None:
            return None
        try:
            return reads(arguments)
        except Exception:  # noqa: BLE001 - arguments come from a model: whatever goes wrong, a person is asked
            return None

    def fingerprint(self, name: str) -> str:
        """SHA-256 of what the tool is right now; empty when it is gone."""
        tool = self._tools.get(name)
        return fingerprints.fingerprint(tool) if tool else ""

    def origin(self, name: str) -> Origin | None:
        """Whose tool it is; None: our own."""
        come = origin(self._tools.get(name))
        return Origin(server=come.server, claim=come.claim) if come else None

    def presentations(
        self, name: str, values: Mapping[str, Any], withheld: Iterable[Sequence[str]] = ((),)
    ) -> tuple[Presentation, ...]:
        """How the tool presents these arguments, for each of these withheld from people; without those it fails for."""
        present = presenter(self._tools.get(name))
        if present is None:
            return ()
        digested = digest(name, canonical(values))
        told = {tuple(names): self._parts(name, present, values, names) for names in withheld}
        return tuple(
            Presentation(digest=digested, parts=parts, without=names) for names, parts in told.items() if parts
        )

    def _parts(
        self, name: str, present: Presenter, values: Mapping[str, Any], without: Sequence[str]
    ) -> tuple[Part, ...]:
        """Of what people do not read the tool is not told either: no note of another argument can give it away."""
        try:
            parts = present({each: value for each, value in values.items() if each not in without})
            return tuple(Part(**asdict(part)) for part in parts)
        except Exception:  # The tool's own code may fail in any way; its arguments are shown plainly then.
            # It need not do without some of its arguments.
            log.log(logging.INFO if without else logging.ERROR, "The presenter of %s failed.", name, exc_info=True)
            return ()

    def problems(
        self, name: str, values: Mapping[str, Any], shown: Mapping[str, Any] = MappingProxyType({})
    ) -> dict[Path, str]:
        """What is wrong with edited arguments, by the place it is about.

        The tool's own schema and validators are asked, so what is accepted here will be accepted by the tool. Of a
        tool that is not known here, the schema that was `shown` is all there is.
        """
        if problem := next(changeable(values), None):
            named = ((n,) for n in values if problem.startswith((f"{n} ", f"{n}.", f"{n}[")))
            return {next(named, ()): say("This cannot be run as it stands: {problem}.", problem=problem)}
        tool = self._tools.get(name)
        if tool is None:
            return problems(dict(shown), values, formats=True) if shown else {}
        if isinstance(tool.args_schema, dict):
            return problems(self.schema(name), values, formats=True)
        # A model checks its formats itself, and takes more than JSON Schema does: a time without an offset.
        found = problems(self.schema(name), values, formats=False)
        known = {path[:1] for path in found}
        more = self._by_validators(tool, values)
        return found | {path: said for path, said in more if path[:1] not in known}

    def _by_validators(self, tool: BaseTool, values: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
        if found := misfits(tool, values):
            ours = problems(self.schema(tool.name), values, formats=True)
            for misfit in found:
                place = _place(misfit.path, values)
                yield place, ours.get(place) or misfit.why


def described(schema: dict[str, Any], values: Mapping[str, Any]) -> list[Misfit]:
    """What does not fit the schema of a server's tool. What only some check, and what cannot be read, is left to it."""
    found = problems(schema, values, formats=False)
    return [] if found == {(): UNREADABLE()} else [Misfit(path, said) for path, said in found.items()]


def _place(loc: Path, values: Any) -> Path:
    """The part of a location that leads into the values; the rest names branches of the model."""
    place: Path = ()
    for step in loc:
        inside = isinstance(values, list) and isinstance(step, int) and step < len(values)
        if not inside and not (isinstance(values, Mapping) and (step in values or not place)):
            break
        place = (*place, step)
        values = values[step] if inside or step in values else None
    return place
