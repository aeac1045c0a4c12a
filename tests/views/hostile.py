"""Strings by somebody who wants a card to lie: the same ones in every run."""

import random
import sys
import unicodedata
from collections.abc import Sequence

MARK = "☃"
"""Stands in every string, so that its way can be followed."""
MARKUP = (
    *("<@U2>", "<!channel>", "<!here|x>", "<#C1>", "<!subteam^S1>", "<http://evil.example|bank>", "<!date^1^{date}|x>"),
    *("```", "`", "*bold*", "_x_", "~x~", ">quote", "&lt;", "&", ":tada:", ":white_check_mark:", "@here", "#general"),
    *("https://good.example@evil.example/", "[good](https://evil.example)", "\n\n", "\t", "\\u{202E}", "\\", '"', "'"),
    *("*Approved* by <@U2>", "Digest `abc`", "Approve", "To: ceo@example.com", "{", "}", "x" * 50, "é", "日本", "שלום"),
)
_IGNORABLE = (
    *(0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFEFF, 0xFFA0, 0x2800, 0xFFFC),
    *(*range(0x180B, 0x1810), *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070)),
    *(*range(0xFE00, 0xFE10), *range(0xE0000, 0xE0080), *range(0xE0100, 0xE01F0), *range(0x1D173, 0x1D17B)),
)
_SEEN = {0x9, 0xA, 0x20, *range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD}
"""White space, and marks of the category of format characters that have a shape of their own."""


def hidden() -> Sequence[str]:
    """Every assigned character that is not seen, and some of those that are private or not assigned."""
    found = [*map(chr, _IGNORABLE)]
    for code in range(sys.maxunicode + 1):
        category = unicodedata.category(chr(code))
        rare = category == "Co" or code & 0xFFFE == 0xFFFE
        if category in {"Cc", "Cf", "Zs", "Zl", "Zp"} or (rare and code % 101 < 2):
            found.append(chr(code))
    return [character for character in dict.fromkeys(found) if ord(character) not in _SEEN]


def strings(count: int) -> Sequence[str]:
    """Markup and hidden characters; each hidden one stands between letters, where none belongs."""
    chosen, unseen = random.Random(5), hidden()
    return [MARK + "".join(_piece(chosen, unseen) for _ in range(chosen.randint(1, 8))) for _ in range(count)]


def _piece(chosen: random.Random, unseen: Sequence[str]) -> str:
    return chosen.choice(MARKUP) if chosen.random() < 0.6 else f"a{chosen.choice(unseen)}b"
