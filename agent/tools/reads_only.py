"""Whether a statement only reads, decided by parsing it; whatever is not understood counts as a write."""

import re

from sqlglot import exp, parse
from sqlglot.errors import SqlglotError

_DIALECTS = {"postgresql": "postgres", "mariadb": "mysql"}

_CERTAIN = frozenset({"sqlite", "postgres", "mysql"})
"""In others a text can be two statements without a mark between them, or call a function that looks like a column."""

_ODD = re.compile(r"\{[#%{]|[^\S \t\r\n]")
"""What the parser takes for the comment of a template, or for white space, and the database does not."""

_LONGEST = 20_000
"""Characters; parsing a longer text would keep the process from everything else for seconds."""

_CHANGES = (
    exp.Command,
    exp.DDL,
    exp.DML,
    exp.Into,
    exp.Lock,
    exp.Parameter,  # `SELECT @total := 1` sets a variable
    exp.PropertyEQ,
    exp.SessionParameter,
)

_PURE_FUNCTIONS = (
    # logic and types
    exp.And, exp.Or, exp.Xor, exp.Case, exp.If, exp.Cast, exp.TryCast, exp.Coalesce, exp.Nullif, exp.Exists,
    exp.Typeof,
    # numbers
    exp.Abs, exp.Ceil, exp.Exp, exp.Floor, exp.Greatest, exp.Least, exp.Ln, exp.Log, exp.Pow, exp.Rand,
    exp.Round, exp.Sign, exp.Sqrt,
    # text
    exp.Chr, exp.Concat, exp.ConcatWs, exp.Hex, exp.Initcap, exp.Left, exp.Length, exp.Lower, exp.Pad,
    exp.Repeat, exp.Replace, exp.Reverse, exp.Right, exp.SplitPart, exp.StrPosition, exp.Substring, exp.Trim,
    exp.Unicode, exp.Upper,
    # dates
    exp.CurrentDate, exp.CurrentDatetime, exp.CurrentTime, exp.CurrentTimestamp, exp.Date, exp.DateAdd,
    exp.DateDiff, exp.DateSub, exp.DateTrunc, exp.Day, exp.DayOfMonth, exp.DayOfWeek, exp.DayOfYear,
    exp.Extract, exp.Month, exp.Quarter, exp.StrToDate, exp.StrToTime, exp.TimeToStr, exp.TimestampTrunc,
    exp.TsOrDsToDate, exp.TsOrDsToTimestamp, exp.Week, exp.Year,
    # aggregates
    exp.ArrayAgg, exp.Avg, exp.Count, exp.CountIf, exp.GroupConcat, exp.Max, exp.Median, exp.Min, exp.Stddev,
    exp.Sum, exp.Variance,
    # windows
    exp.CumeDist, exp.DenseRank, exp.FirstValue, exp.Lag, exp.LastValue, exp.Lead, exp.NthValue, exp.Ntile,
    exp.PercentRank, exp.Rank, exp.RowNumber,
    # JSON
    exp.JSONArrayAgg, exp.JSONExtract, exp.JSONExtractScalar, exp.JSONObjectAgg,
)  # fmt: skip
"""Functions known to change nothing. All others, and all that sqlglot does not know, may do anything."""


def reads_only(query: str, dialect: str) -> bool:
    """True if `query` is one statement that certainly only reads.

    `dialect` is SQLAlchemy's name of the database, such as `postgresql`.
    """
    language = language_of(dialect)
    if language not in _CERTAIN or len(query) > _LONGEST or _ODD.search(query):
        return False
    # MySQL runs what stands in such a comment; the parser skips it.
    if language == "mysql" and ("/*!" in query or "/*M!" in query.upper()):
        return False
    try:
        statements = parse(query, dialect=language)
    except (SqlglotError, RecursionError):
        return False
    return len(statements) == 1 and _pure(statements[0])


def language_of(dialect: str) -> str:
    """Name in sqlglot of what SQLAlchemy calls `dialect`."""
    return _DIALECTS.get(dialect, dialect)


def _pure(statement: exp.Expr | None) -> bool:
    if not isinstance(statement, exp.Query | exp.Values):
        return False
    return not any(
        isinstance(node, _CHANGES) or (isinstance(node, exp.Func) and not isinstance(node, _PURE_FUNCTIONS))
        for node in statement.walk()
    )
