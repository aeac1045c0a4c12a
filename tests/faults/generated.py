"""Arguments as models write them, and as nobody should: for tests that generate thousands."""

import math

from hypothesis import strategies as st

_NUMBERS = (
    st.integers(-100, 100)
    | st.integers(-(2**70), 2**70)
    | st.sampled_from([2**31, 2**53, 2**53 + 1, 2**63 - 1, 2**63, -(2**63), 2**64, 10**30])
    | st.floats(allow_nan=True, allow_infinity=True)
    | st.sampled_from([0.0, -0.0, 0.1, 1.0, 1e22, 1e300, 5e-324, 1.7976931348623157e308, math.nan, math.inf])
)
_TEXTS = (
    st.text(max_size=12)
    | st.text(st.characters(categories=["Cs", "Cc", "Co", "Ll"]), max_size=4)
    | st.sampled_from(["", "null", "NaN", "1", "2026-11-20", "\ud800", "a\0b", "\u2028", "🙂", "e\u0301", "é", "0x1F"])
)
_NAMES = st.text(max_size=6) | st.sampled_from(
    [
        "lc",
        "type",
        "id",
        "kwargs",
        "args",
        "__send__",
        "__interrupt__",
        "__command__",
        "__set__",
        "__x",
        "",
        ".",
        "$",
        "*",
    ]
)
_REVIVED = st.sampled_from(
    [
        {"lc": 2, "type": "constructor", "id": ["builtins", "set"], "args": [[1, 2]]},
        {
            "lc": 1,
            "type": "constructor",
            "id": ["langchain_core", "messages", "HumanMessage"],
            "kwargs": {"content": "x"},
        },
        {"lc": 1, "type": "not_implemented", "id": ["x"]},
        {"__send__": True, "node": "tools", "arg": {}},
        {"__interrupt__": True, "value": 1, "id": "x"},
        {"__command__": True, "goto": "tools"},
        {"type": "constructor", "id": ["builtins", "set"]},
        {"__pydantic__": "x"},
    ]
)

VALUES = st.recursive(
    st.none() | st.booleans() | _NUMBERS | _TEXTS | _REVIVED,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAMES, inner, max_size=3),
    max_leaves=6,
)
ARGUMENTS = st.dictionaries(_NAMES, VALUES, max_size=3)
