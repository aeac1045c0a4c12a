"""What a tool says of its arguments: in the reader's language as far as we know it there."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal, InvalidOperation
from functools import partial
from types import MappingProxyType

from babel import Locale
from babel.numbers import format_currency, get_currency_name

from bot.approvals import Action
from bot.language import say, spoken
from bot.presentations import Note

_NOTHING: Mapping[str, str] = MappingProxyType({})


def _money(amount: str, currency: str) -> str:
    """`€1,250.50, Euro`."""
    locale = Locale.parse(spoken(), sep="-")
    try:
        # Nothing is rounded: these are the digits of the call.
        money = format_currency(Decimal(amount), currency, locale=locale, decimal_quantization=False)
    except InvalidOperation:
        return f"{amount} {currency}"
    return say("{money}, {currency}", money=money, currency=get_currency_name(currency, locale=locale))


_LABELS = (
    partial(say, "To"),
    partial(say, "Subject"),
    partial(say, "Message"),
    partial(say, "Pay to"),
    partial(say, "Amount"),
    partial(say, "Currency"),
    partial(say, "For"),
)
_HINTS = (
    partial(say, "The address, such as alice@example.com; several are separated by commas."),
    partial(say, "The subject, one line."),
    partial(say, "The text of the mail, without subject or headers."),
    partial(say, "Who is paid."),
    partial(say, "How much, with at most two decimals."),
    partial(say, "Three-letter code, such as EUR."),
    partial(say, "What it is for."),
    partial(say, "One SQL statement, in the database's own dialect."),
)
_NOTES = (
    partial(say, "{count} recipients"),
    partial(say, "{currency} is not a known currency"),
    partial(say, "only reads"),
    partial(say, "only reads: {tables}"),
    partial(say, "deletes rows"),
    partial(say, "deletes rows: {tables}"),
    partial(say, "changes rows"),
    partial(say, "changes rows: {tables}"),
    partial(say, "changes the structure"),
    partial(say, "changes the structure: {tables}"),
    partial(say, "may change something"),
    partial(say, "may change something: {tables}"),
    partial(say, "touches every row (there is no WHERE)"),
    partial(say, "what this does is not known"),
)
_OURS: Mapping[str, Callable[..., str]] = {
    **{words.args[0]: words for words in (*_LABELS, *_HINTS, *_NOTES)},
    "{amount} {currency}": _money,
}
"""Of our own tools. What others say stands as it is: nothing in it is a text of ours."""


def translated(text: str, values: Mapping[str, str] = _NOTHING) -> str:
    """A text that a tool wrote in English, with the values that it names in braces; to the letter without any."""
    ours = _OURS.get(text)
    if ours and (values or "{" not in text):
        return ours(**values)
    return text.format_map(values) if values else text


def noted(notes: Iterable[Note]) -> str:
    """What a tool says of one value."""
    return say("; ").join(translated(note.text, note.values) for note in notes)


def labels(action: Action) -> Mapping[str, str]:
    """Of the arguments for which its tool has a label."""
    return {part.argument: translated(part.label) for part in action.parts() if part.label}
