"""The policy file as text: YAML in which every value keeps its place, so that whatever is wrong can be pointed at."""

import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import yaml

LARGEST = 1_000_000
_NAME_IT = "Name your policy file, or set COUNTERSIGN_POLICY to it."
_MOST_VALUES = 20_000
_DEEPEST = 12

Where = tuple[str | int, ...]
"""The way to a value: `("rules", 0, "quorum")`."""


class Problem(NamedTuple):
    """Something wrong, and where. Lines and columns count from 1."""

    line: int
    column: int
    said: str
    """What is there, and what was expected."""

    def about(self, name: str) -> str:
        return f"{name}:{self.line}:{self.column}: {self.said}"


class Unreadable(Exception):  # noqa: N818 - reads as the sentence it starts
    """The policy file cannot be used; names everything that is wrong with it, a sentence a line."""

    def __init__(self, sentences: Iterable[str]) -> None:
        self.sentences = tuple(sentences)
        super().__init__("\n".join(self.sentences))


@dataclass(frozen=True, kw_only=True)
class Text:
    """What the file says."""

    name: str
    data: dict[str, Any]
    values: dict[Where, yaml.Node]
    keys: dict[Where, yaml.Node]
    problems: list[Problem] = field(default_factory=list)

    def line(self, where: Where) -> int:
        return self.keys.get(where, self._node(where)).start_mark.line + 1

    def wrong(self, where: Where, said: str, *, key: bool = False, into: int = 1) -> Problem:
        """A problem with this value, with its key, or with a column (from 1) inside a value of one line."""
        node = self.keys.get(where, self._node(where)) if key else self._node(where)
        line, column = node.start_mark.line + 1, node.start_mark.column + 1
        if isinstance(node, yaml.ScalarNode) and node.start_mark.line == node.end_mark.line:
            column += into - 1 + (into > 1 and node.style is not None)
        return Problem(line, column, said)

    def _node(self, where: Where) -> yaml.Node:
        """The value itself, or the innermost one around it that is there."""
        while where not in self.values:
            where = where[:-1]
        return self.values[where]


def read(path: Path) -> Text:
    """Read the file; what is wrong inside it stands in `problems`.

    Raises:
        Unreadable: it is not there, or it is no YAML.
    """
    node = _compose(_characters(path), path.name)
    if not isinstance(node, yaml.MappingNode):
        what = "is empty" if node is None else "does not begin with a key"
        raise Unreadable([f"{path.name}:1:1: the policy {what}. Expected: 'version: 1' and rules."])
    text = Text(name=path.name, data={}, values={}, keys={})
    try:
        _Walk(text).mapping(node, (), text.data)
    except _Overgrown as error:
        raise Unreadable([str(error)]) from None
    return text


def _characters(path: Path) -> str:
    try:
        if path.exists() and not path.is_file():
            raise Unreadable([f"{path} is not a file. {_NAME_IT}"])
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise Unreadable([f"{path} cannot be read: {why}. {_NAME_IT}"]) from None
    if len(content) > LARGEST:
        raise Unreadable([f"{path} is larger than {LARGEST:,} bytes. Expected: a policy file of people's size."])
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        column = error.start - content.rfind(b"\n", 0, error.start)
        said = f"byte {content[error.start]:#04x} is no text. Expected: a file in UTF-8."
        raise Unreadable([Problem(line, column, said).about(path.name)]) from None


class _Loader(yaml.SafeLoader):
    """YAML 1.2: `yes` and `09:00` are texts."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - PyYAML's own table, begun anew


_TAG = "tag:yaml.org,2002:"
for _tag, _pattern, _first in (
    ("null", r"(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
    ("bool", r"(?:true|True|TRUE|false|False|FALSE)$", [*"tTfF"]),
    ("int", r"[-+]?[0-9]{1,18}$", [*"-+0123456789"]),
    ("float", r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$", [*"-+.0123456789"]),
):
    _Loader.add_implicit_resolver(f"{_TAG}{_tag}", re.compile(_pattern), _first)

_SCALARS: dict[str, Callable[[str], Any]] = {
    f"{_TAG}str": str,
    f"{_TAG}bool": lambda text: text.lower() == "true",
    f"{_TAG}int": int,
    f"{_TAG}float": float,
}


_EXPECTED = {
    "'\\t'": "spaces; YAML allows no tabs here",
    "'@'": "quotes around a text that begins with @",
    "'`'": "quotes around a text that begins with `",
    "'%'": "quotes around a text that begins with %",
    "mapping values are not allowed": "'key: value' on a line of its own, and quotes around a text with a colon in it",
    "could not find expected ':'": "'key: value'",
    "expected <block end>": "every key of a group in the same column",
    "undefined alias": "an alias of something that stands above it",
    "another document": "one policy, without '---' inside it",
}


def _compose(characters: str, name: str) -> yaml.Node | None:
    try:
        return yaml.compose(characters, _Loader)
    except yaml.MarkedYAMLError as error:
        raise Unreadable([_no_yaml(error).about(name)]) from None
    except yaml.reader.ReaderError as error:
        line = characters.count("\n", 0, error.position) + 1
        column = error.position - characters.rfind("\n", 0, error.position)
        said = f"the character U+{ord(characters[error.position]):04X} is not allowed. Expected: text."
        raise Unreadable([Problem(line, column, said).about(name)]) from None
    except RecursionError:
        raise Unreadable([f"{name}: it is nested too deeply. Expected: at most {_DEEPEST} levels."]) from None


def _no_yaml(error: yaml.MarkedYAMLError) -> Problem:
    mark = error.problem_mark or error.context_mark
    said = " ".join(part for part in (error.context, error.problem) if part)
    expected = next((text for sign, text in _EXPECTED.items() if sign in said), "YAML")
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    return Problem(line, column, f"this is no YAML: {said}. Expected: {expected}.")


class _Overgrown(Exception):  # noqa: N818
    pass


class _Walk:
    """From nodes to plain values. Aliases are followed, as far as a policy can need."""

    def __init__(self, text: Text) -> None:
        self._text = text

    def mapping(self, node: yaml.MappingNode, where: Where, into: dict[str, Any]) -> dict[str, Any]:
        self._enter(node, where)
        for key, value in node.value:
            inside = (*where, str(key.value))
            if not isinstance(key, yaml.ScalarNode):
                self._wrong(key, "a key is not a word. Expected: 'key: value'.")
            elif inside in self._text.keys:
                self._wrong(key, f"'{key.value}' is there twice. Expected: each key once.")
            else:
                self._text.keys[inside] = key
                into[key.value] = self._value(value, inside)
        return into

    def _value(self, node: yaml.Node, where: Where) -> Any:
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, where, {})
        self._enter(node, where)
        if isinstance(node, yaml.SequenceNode):
            return [self._value(item, (*where, number)) for number, item in enumerate(node.value)]
        if node.tag in _SCALARS:
            with suppress(ValueError):
                return _SCALARS[node.tag](node.value)
        if node.tag == f"{_TAG}null":
            name = next(part for part in reversed(where) if isinstance(part, str))
            hint = "a value, in quotes if it begins with # or @, or no such line"
            self._wrong(node, f"'{name}' is empty. Expected: {hint}.")
        else:
            self._wrong(
                node,
                f"the tag '{node.tag}' means nothing here. Expected: a plain value, in quotes if it begins with !.",
            )
        return None

    def _enter(self, node: yaml.Node, where: Where) -> None:
        self._text.values[where] = node
        mark = node.start_mark
        place = f"{self._text.name}:{mark.line + 1}:{mark.column + 1}"
        if len(where) > _DEEPEST:
            raise _Overgrown(f"{place}: it is nested too deeply. Expected: at most {_DEEPEST} levels.")
        if len(self._text.values) > _MOST_VALUES:
            raise _Overgrown(f"{place}: the file grows too large here. Expected: at most {_MOST_VALUES:,} values.")

    def _wrong(self, node: yaml.Node, said: str) -> None:
        self._text.problems.append(Problem(node.start_mark.line + 1, node.start_mark.column + 1, said))
