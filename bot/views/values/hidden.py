"""Characters that cannot be seen, or that change how others are seen."""

import unicodedata
from collections.abc import Iterator

import regex

from bot.language import say

_UNSEEN = r"""[
    \p{Default_Ignorable_Code_Point} \p{Cc} \p{Cf} \p{Cn} \p{Co} \p{Cs} \p{Zl} \p{Zp} \p{Zs}
    \u2800 \uFFFC \U00013441 \U00013442 \U00016FE4 \U0001D159
    -- [\n\t\x20] -- \p{Prepended_Concatenation_Mark}
]"""
_PICTURE = r"[\p{Extended_Pictographic}--\p{Cn}] \p{Emoji_Modifier}? \uFE0F?"
_INDIC = r"[\p{Deva}\p{Beng}\p{Guru}\p{Gujr}\p{Orya}\p{Taml}\p{Telu}\p{Knda}\p{Mlym}\p{Sinh}]"
_WIDE = r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\u3001-\u303F\uFF01-\uFF9F]"
_UNSPACED = r"[\p{Khmr}\p{Laoo}\p{Mymr}\p{Thai}]"
_FLAGS = ("gbeng", "gbsct", "gbwls")
_ORDINARY = "|".join(
    [
        r"\r\n",
        # Flags of England, Scotland and Wales; pictures made of several, with their selectors; keycaps.
        *("\U0001f3f4" + "".join(chr(0xE0000 + ord(c)) for c in flag) + "\U000e007f" for flag in _FLAGS),
        rf"{_PICTURE} (?: \u200D {_PICTURE} )*",
        r"\p{Extended_Pictographic} \uFE0E",
        r"[0-9\#*] \uFE0F \u20E3",
        # Joiners, where Persian and the scripts of India write them to join or to part.
        r"(?<=\p{Arabic}\p{M}*) \u200C (?=\p{Arabic})",
        rf"(?<=\p{{ccc=9}}) [\u200C\u200D] (?={_INDIC}|[\s\p{{P}}]|\Z)",
        rf"(?<={_INDIC}) \u200D (?=\p{{ccc=9}})",
        r"(?<=\p{Mongolian}) [\u180B-\u180E]",
        # Scripts without spaces mark where a word may end.
        rf"(?<={_UNSPACED}) \u200B (?={_UNSPACED})",
        # Spaces, where people write them: French punctuation, numbers and their units, East Asian text.
        r"(?<=[\p{L}\p{N}\p{P}]) [\xA0\u202F] (?=[!?;:»%])",
        r"(?<=\p{N}) [\xA0\u202F] (?=[\p{L}\p{N}\p{Sc}]) | (?<=\p{Sc}) [\xA0\u202F] (?=\p{N})",
        r"(?<=«) [\xA0\u202F]",
        rf"(?<={_WIDE}) \u3000 | \u3000+ (?={_WIDE})",
        r"(?<=[\u2801-\u28FF]) \u2800 (?=[\u2801-\u28FF])",
    ]
)
# More marks on one letter than any language writes cover the lines around it; one without a letter, its neighbour.
_STRAY = r"(?: \A | (?<=[\p{Z}\p{C}]) | (?<= \p{M}{6} ) ) \p{M}"
_LOOK = regex.compile(
    rf"(?: {_ORDINARY} ) | (?P<hidden> {_UNSEEN} | {_STRAY} | \\ (?=u\{{) )", regex.VERSION1 | regex.VERBOSE
)


_BLANK = str.maketrans("\n\t", "  ")


def hidden(text: str) -> Iterator[int]:
    """Where in the text something stands that is not seen, as far as it does not belong there.

    What belongs: joiners, selectors and spaces where the writing of a language or a picture needs them. A backslash
    that would read like one of our own escapes counts as hidden too, so an escape is never a lie.
    """
    if text.isascii() and text.translate(_BLANK).isprintable() and "\\u{" not in text:
        return
    yield from (found.start() for found in _LOOK.finditer(text) if found["hidden"])


def name(character: str) -> str:
    """What a character is called: `right-to-left override`."""
    if named := unicodedata.name(character, ""):
        return named.lower()
    kinds = {"Cc": say("control character"), "Co": say("private character"), "Cn": say("unassigned character")}
    return kinds.get(unicodedata.category(character), say("unknown character"))
