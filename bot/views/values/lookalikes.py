"""Letters that pass for letters of another script."""

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

import regex
from confusable_homoglyphs.confusables import confusables_data

_ALPHABETS = ("Latin", "Cyrillic", "Greek", "Armenian", "Cherokee", "Coptic", "Georgian", "Lisu", "Common")
"""Scripts whose letters resemble each other; `Common` has the mathematical alphabets."""
_LETTER = {script: regex.compile(rf"[\p{{L}}&&\p{{Script={script}}}]", regex.VERSION1) for script in _ALPHABETS}
_SEAM = regex.compile(
    "|".join(
        rf"[\p{{L}}&&\p{{Script={one}}}][\p{{M}}\p{{N}}]*[\p{{L}}&&[{others}]]"
        for one in _ALPHABETS
        for others in ["".join(rf"\p{{Script={other}}}" for other in _ALPHABETS if other != one)]
    ),
    regex.VERSION1,
)
"""Where one word goes on in another alphabet."""
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+")
_NAME = regex.compile(
    r"(?<![\p{L}\p{M}\p{N}_-])[\p{L}\p{M}\p{N}_-]++(?:\.[\p{L}\p{M}\p{N}_-]++)++"
    r"|(?<![\p{L}\p{M}\p{N}._%+-])[\p{L}\p{M}\p{N}._%+-]++(?=@)"
)
"""A domain, or what stands before the @ of an address: a name that machines compare, letter by letter."""


def lookalikes(text: str) -> Iterator[int]:
    """Where letters stand that a reader would take for others: in mixed words, and in domains and addresses."""
    if text.isascii():
        return
    if _SEAM.search(text):
        for word in _WORD.finditer(text):
            strangers = _strangers(word[0])
            if strangers and all(_resembles(word[0][at], strangers[at]) for at in strangers):
                yield from (word.start() + at for at in strangers)
    for name in _NAME.finditer(text):
        yield from (name.start() + at for at in _in_name(name[0]))


def _in_name(name: str) -> Iterator[int]:
    labels = name.split(".")
    beside_ascii = any(label.isascii() and label.strip("0123456789-_") for label in labels)
    start = 0
    for label in labels:
        if not label.isascii():
            foreign = [at for at, character in enumerate(label) if not character.isascii()]
            disguised = beside_ascii and all(_ascii(label[at]) for at in foreign)
            yield from (start + at for at in (foreign if disguised else _strangers(label)))
        start += len(label) + 1


def _strangers(word: str) -> dict[int, str]:
    """The letters that are not of the word's main alphabet, by position, with that alphabet."""
    if word.isascii():
        return {}
    scripts = {at: script for at, character in enumerate(word) if (script := _script(character))}
    counted = Counter(scripts.values())
    if len(counted) < 2:  # noqa: PLR2004
        return {}
    main = max(counted, key=lambda script: (counted[script], script == "Latin"))
    return {at: main for at, script in scripts.items() if script != main}


@lru_cache(maxsize=4096)
def _script(character: str) -> str | None:
    return next((script for script, letter in _LETTER.items() if letter.match(character)), None)


@lru_cache(maxsize=4096)
def _resembles(character: str, script: str) -> bool:
    alike = [found["c"] for found in confusables_data.get(character, [])]
    return any(len(each) == 1 and _script(each) == script and (script != "Latin" or each.isascii()) for each in alike)


@lru_cache(maxsize=4096)
def _ascii(character: str) -> bool:
    """Whether it can be taken for a letter or digit of ASCII."""
    return any(len(found["c"]) == 1 and found["c"].isascii() for found in confusables_data.get(character, []))
