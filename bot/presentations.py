"""What a tool says of how its arguments are best read, as it is kept with an approval; see `agent.presentation`."""

from collections.abc import Mapping

from pydantic import BaseModel


class Note(BaseModel, frozen=True):
    """A few words about a value; see `agent.presentation.Note`."""

    text: str
    values: Mapping[str, str] = {}


class Part(BaseModel, frozen=True):
    """How one argument is best read, as its tool says; see `agent.presentation.Part`."""

    argument: str
    label: str = ""
    notes: tuple[Note, ...] = ()
    reading: str = ""
    hidden: bool = False
    """Whoever reads this is not told the value."""


class Presentation(BaseModel, frozen=True):
    """What a tool said of some arguments; of others it says nothing."""

    digest: str
    parts: tuple[Part, ...]
    without: tuple[str, ...] = ()
    """The arguments that it was not told, sorted: it is for people who do not read them."""
