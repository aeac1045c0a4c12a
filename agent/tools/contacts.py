"""`search_contacts`: people in a vCard file."""

import asyncio
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import vobject
from langchain_core.tools import BaseTool, StructuredTool, ToolException
from pydantic import BaseModel, Field, field_validator

_DESCRIPTION = (
    "Look up people in the address book by given name, family name or nickname. "
    "Returns one line per person: name, email, phone, title, organisation."
)


class SearchContactsArguments(BaseModel):
    name: str = Field(description="A name or a part of it, such as Alice, Nguyen or 王芳.")

    @field_validator("name")
    @classmethod
    def _has_letters(cls, name: str) -> str:
        if not _fold(name).split():
            raise ValueError("The name is empty: give at least one word of it.")
        return name


@dataclass(frozen=True)
class Contact:
    """One card; the names are folded for comparison, the line is for reading."""

    names: frozenset[str]
    line: str


def contacts_tool(path: Path) -> BaseTool:
    """Search the vCard file, which is read anew at each call."""

    async def search_contacts(name: str) -> str:
        contacts = await asyncio.to_thread(_read, path)
        found = _matching(contacts, name)
        return "\n".join(contact.line for contact in found) or f"No contact matches {name!r}."

    return StructuredTool.from_function(
        coroutine=search_contacts,
        name="search_contacts",
        description=_DESCRIPTION,
        args_schema=SearchContactsArguments,
    )


def _read(path: Path) -> Sequence[Contact]:
    try:
        cards = list(vobject.readComponents(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, vobject.base.VObjectError) as error:
        raise ToolException(f"The contacts file {path.name} cannot be read: {error}.") from error
    return [_contact(card) for card in cards if card.name == "VCARD"]


def _matching(contacts: Iterable[Contact], name: str) -> Sequence[Contact]:
    """The contacts whose names hold every word asked for; whole words win over beginnings of words."""
    wanted = _fold(name).split()
    contacts = list(contacts)
    whole = [contact for contact in contacts if all(word in contact.names for word in wanted)]
    return whole or [
        contact
        for contact in contacts
        if all(any(known.startswith(word) for known in contact.names) for word in wanted)
    ]


def _contact(card: Any) -> Contact:
    full = _values(card, "fn")
    parts = [part for name in card.contents.get("n", []) for part in (name.value.family, name.value.given)]
    names = [*full, *parts, *_values(card, "nickname")]
    details = {
        "email": _values(card, "email"),
        "phone": _values(card, "tel"),
        "title": _values(card, "title"),
        "organisation": [", ".join(unit) for unit in _values(card, "org")],
    }
    told = [f"{label}: {', '.join(values)}" for label, values in details.items() if values]
    words = frozenset(word for name in names for word in [*_fold(name).split(), _fold(name).replace(" ", "")])
    return Contact(names=words, line="; ".join([full[0] if full else "Unnamed", *told]))


def _values(card: Any, field: str) -> list[Any]:
    return [line.value for line in card.contents.get(field, []) if line.value]


def _fold(text: str) -> str:
    """Lower case, without accents and punctuation, so that `jose` finds José."""
    bare = (c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in bare).split())
