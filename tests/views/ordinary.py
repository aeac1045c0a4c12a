"""Ordinary values of many languages: names of places, languages and money from the Unicode locale data, and more.

Dates and prices are of languages written from left to right: those of the others carry direction marks, which are
always shown.
"""
# ruff: noqa: RUF001 - the look of these characters is what this is about

import random
from collections.abc import Sequence
from datetime import datetime

from babel import Locale
from babel.dates import format_datetime
from babel.numbers import format_currency

_LANGUAGES = (
    *("ar", "bn", "cs", "de", "el", "en", "es", "fa", "fi", "fr", "gu", "he", "hi", "hu", "hy", "id", "it", "ja", "ka"),
    *("kn", "ko", "ml", "mr", "my", "ne", "pa", "pl", "pt", "ro", "ru", "si", "sr", "sv", "ta", "te", "th", "tr", "uk"),
    *("ur", "vi", "zh"),
)
WRITTEN = (
    "👩‍👩‍👧‍👦 🏳️‍🌈 ❤️ 1️⃣ 🏴󠁧󠁢󠁥󠁮󠁧󠁿 👍🏽",
    "Bonjour\u00a0! Ça coûte 1\u202f200\u00a0€, d’accord\u202f?",
    "می‌خواهم فردا به خانه‌ی شما بیایم.",
    "क्‍ष और र्‍य",
    "ശ്രീമാൻ, പാര്‍ട്ടി",
    "ශ්‍රී ලංකාව",
    "東京　タワー、T恤、PC방",
    "Встреча по API в 10:00, IT-отдел, см. п. 3.",
    "Δt = 5 μs, 10 kΩ, αβγ, π/2",
    "naïve café, œuf, Straße, İstanbul, Łódź",
    "Nguyễn Thị Minh Khai",
    "info@münchen.example, https://ru.wikipedia.org/wiki/Москва, https://例え.jp/パス",
    "SELECT name FROM orders WHERE id = 5; -- done\n\tnext line\r\nand one more",
    "C:\\users\\alice\\notes.txt and \\d+ and \\n",
    "mc²  ½  №5  §3  €5  10 °C  “quoted”  ‘single’  – —  …",
)


def values(count: int) -> Sequence[str]:
    chosen = random.Random(7)
    found = [*WRITTEN]
    while len(found) < count:
        locale = Locale.parse(chosen.choice(_LANGUAGES))
        names = [*locale.territories.values(), *locale.languages.values(), *locale.currencies.values()]
        found.append(" ".join(chosen.sample(names, 4)))
        if locale.text_direction == "ltr":
            at = datetime(2026, chosen.randint(1, 12), chosen.randint(1, 28), 14, 7)  # noqa: DTZ001
            price = format_currency(chosen.randint(1, 10**7) / 100, "EUR", locale=locale)
            found.append(f"{format_datetime(at, 'medium', locale=locale)}, {chosen.choice(names)}: {price}")
    return found[:count]
