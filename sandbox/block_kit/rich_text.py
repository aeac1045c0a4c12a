"""Rich text: sections, lists, quotes and preformatted text made of small pieces."""

from sandbox.block_kit.objects import ID, TYPE, URL
from sandbox.block_kit.shapes import Check, array, boolean, by_type, choice, integer, shape, string

_STYLES = ("bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink")
STYLE = shape(optional=dict.fromkeys(_STYLES, boolean))
PIECES = 10_000


def _piece(required: dict[str, Check], optional: dict[str, Check] | None = None) -> Check:
    return shape({"type": TYPE, **required}, {"style": STYLE, **(optional or {})})


PIECE = by_type(
    {
        "text": _piece({"text": string(100_000)}),
        "link": _piece({"url": URL}, {"text": string(3000, least=0), "unsafe": boolean}),
        "user": _piece({"user_id": ID}),
        "usergroup": _piece({"usergroup_id": ID}),
        "channel": _piece({"channel_id": ID}),
        "emoji": _piece({"name": string(100)}, {"unicode": string(100), "skin_tone": integer(1, 6)}),
        "broadcast": _piece({"range": choice("here", "channel", "everyone")}),
        "color": _piece({"value": string(20)}),
        "date": _piece({"timestamp": integer(0, 10**11), "format": string(500)}, {"url": URL, "fallback": string(500)}),
        "team": _piece({"team_id": ID}),
    }
)
_PIECES = array(PIECE, PIECES, least=0)
_SECTION = shape({"type": TYPE, "elements": _PIECES})
_BORDER = {"border": integer(0, 1)}
RICH_TEXT_ELEMENT = by_type(
    {
        "rich_text_section": _SECTION,
        "rich_text_preformatted": shape({"type": TYPE, "elements": _PIECES}, {"language": string(50), **_BORDER}),
        "rich_text_quote": shape({"type": TYPE, "elements": _PIECES}, _BORDER),
        "rich_text_list": shape(
            {
                "type": TYPE,
                "style": choice("bullet", "ordered"),
                "elements": array(by_type({"rich_text_section": _SECTION}), PIECES, least=0),
            },
            {"indent": integer(0, 8), "offset": integer(0, 10**6), **_BORDER},
        ),
    }
)
RICH_TEXT = shape({"type": TYPE, "elements": array(RICH_TEXT_ELEMENT, PIECES, least=0)}, {"block_id": ID})
