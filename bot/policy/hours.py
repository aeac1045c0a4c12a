"""When people work."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, kw_only=True)
class Hours:
    """Working hours: the same on each of these days."""

    zone: ZoneInfo
    days: frozenset[int]
    """Monday is 0. At least one."""
    begin: time
    end: time

    def next_open(self, at: float) -> float:
        """The first moment from `at` on that lies within them; epoch seconds."""
        today = datetime.fromtimestamp(at, self.zone).date()
        for ahead in range(8):
            day = today + timedelta(days=ahead)
            opens, closes = (datetime.combine(day, hour, self.zone).timestamp() for hour in (self.begin, self.end))
            if day.weekday() in self.days and at < closes:
                return max(at, opens)
        raise ValueError("Working hours need at least one day.")
