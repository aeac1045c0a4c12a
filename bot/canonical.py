"""The one text of a value, and what is known by its hash."""

import hashlib
import json
from typing import Any


def canonical(value: Any) -> str:
    """The one JSON text of a value: sorted keys, no spaces, text as it is.

    Raises:
        ValueError: the value has no JSON text that reads back the same (NaN, infinity, lone surrogates).
    """
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    text.encode()
    return text


def digest(tool: str, arguments: str) -> str:
    """SHA-256 (hex) of a tool name and its canonical arguments: what a Grant is bound to."""
    return hashlib.sha256(f"{tool}\n{arguments}".encode()).hexdigest()


def approval_id(thread: str, question: str) -> str:
    """The same question of a thread always has the same approval, so asking again finds the first."""
    return hashlib.sha256(f"{thread}\n{question}".encode()).hexdigest()[:20]
