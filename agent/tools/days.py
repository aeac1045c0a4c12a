"""The words people use for a day."""

from datetime import date, timedelta

_RELATIVE = {
    "today": 0, "tomorrow": 1, "yesterday": -1, "day after tomorrow": 2, "今天": 0, "明天": 1, "后天": 2,
    "昨天": -1,
}  # fmt: skip
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_CHINESE_WEEKDAYS = "一二三四五六日"
_WEEK = 7


def parse_day(text: str, today: date) -> date:
    """The day meant by `text`; a weekday is the next such day, today included.

    Raises:
        ValueError: with a sentence for people, when the words name no day.
    """
    word = text.strip().casefold()
    if word in _RELATIVE:
        return today + timedelta(days=_RELATIVE[word])
    weekday = _weekday(word)
    if weekday is not None:
        return today + timedelta(days=(weekday - today.weekday()) % _WEEK)
    try:
        return date.fromisoformat(word)
    except ValueError:
        raise ValueError(f"{text!r} is no day: write YYYY-MM-DD, today, tomorrow, yesterday or a weekday.") from None


def _weekday(word: str) -> int | None:
    if word in _WEEKDAYS:
        return _WEEKDAYS.index(word)
    for prefix in ("星期", "周", "礼拜"):
        day = word.removeprefix(prefix).replace("天", "日")
        if day != word and len(day) == 1 and day in _CHINESE_WEEKDAYS:
            return _CHINESE_WEEKDAYS.index(day)
    return None
