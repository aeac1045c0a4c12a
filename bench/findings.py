"""What was found, held against what was aimed at, as a table for people."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

PAGE = Path(__file__).resolve().parents[1] / "docs" / "performance.md"
_BEGIN, _END = "<!-- measured: begin -->", "<!-- measured: end -->"
_HEAD = ["| What | Beside | Measured | Aim | |", "|---|---|---|---|---|"]


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One figure, and what it should have been."""

    what: str
    beside: str
    """What the figure is a multiple of, or how it was taken."""
    figure: float
    limit: float | None
    """None for a figure that is told without an aim."""
    unit: Literal["x", " ms", " KB", ""] = "x"
    better: Literal["less", "more"] = "less"
    detail: str = ""
    why_missed: str = ""

    @property
    def met(self) -> bool:
        if self.limit is None:
            return True
        return self.figure <= self.limit if self.better == "less" else self.figure >= self.limit

    @property
    def row(self) -> str:
        measured = f"**{self.figure:.3g}{self.unit}**" + (f" ({self.detail})" if self.detail else "")
        sign = "≤" if self.better == "less" else "≥"
        aim = "" if self.limit is None else f"{sign} {self.limit:g}{self.unit}"
        verdict = "" if self.limit is None else "met" if self.met else "missed"
        return f"| {self.what} | {self.beside} | {measured} | {aim} | {verdict} |"


def table(findings: Sequence[Finding]) -> str:
    """The rows, and below them the reason of each aim that was missed."""
    reasons: dict[str, list[str]] = {}
    for finding in findings:
        if not finding.met:
            reasons.setdefault(finding.why_missed or "The reason is not known yet.", []).append(finding.what)
    missed = [f"- *{'; '.join(names)}*: {reason}" for reason, names in reasons.items()]
    return "\n".join([*_HEAD, *(finding.row for finding in findings), *_section("Missed, and why:", missed)])


def _section(title: str, lines: Iterable[str]) -> list[str]:
    lines = list(lines)
    return ["", title, "", *lines] if lines else []


def publish(text: str, page: Path = PAGE) -> None:
    """Put the table between the page's two markers."""
    before, _, rest = page.read_text(encoding="utf-8").partition(_BEGIN)
    _, _, after = rest.partition(_END)
    page.write_text(f"{before}{_BEGIN}\n{text}\n{_END}{after}", encoding="utf-8")
