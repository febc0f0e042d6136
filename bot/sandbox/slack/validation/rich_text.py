"""Rich text: https://docs.slack.dev/reference/block-kit/blocks/rich-text-block/."""

from bot.sandbox.slack.validation.check import (
    Check,
    array,
    boolean,
    by_type,
    integer,
    one_of,
    pattern,
    record,
    string,
    typed,
)

STYLE = record({}, dict.fromkeys(("bold", "italic", "strike", "code", "underline", "highlight"), boolean))
_STYLE = {"style": STYLE}

_INLINE = by_type(
    {
        "text": typed({"text": string()}, _STYLE),
        "link": typed({"url": string()}, {"text": string(), "unsafe": boolean, **_STYLE}),
        "user": typed({"user_id": string()}, _STYLE),
        "channel": typed({"channel_id": string()}, _STYLE),
        "usergroup": typed({"usergroup_id": string()}, _STYLE),
        "emoji": typed({"name": string()}, {"unicode": string(), "skin_tone": integer(2, 6), **_STYLE}),
        "date": typed({"timestamp": integer(0), "format": string()}, {"url": string(), "fallback": string(), **_STYLE}),
        "broadcast": typed({"range": one_of("here", "channel", "everyone")}, _STYLE),
        "color": typed({"value": pattern(r"#[0-9A-Fa-f]{6}", "must be a color as #RRGGBB")}, _STYLE),
    }
)
_BORDER = {"border": integer(0, 1)}
_SECTION = typed({"elements": array(_INLINE)})

_PART = by_type(
    {
        "rich_text_section": _SECTION,
        "rich_text_list": typed(
            {"style": one_of("bullet", "ordered"), "elements": array(by_type({"rich_text_section": _SECTION}))},
            {"indent": integer(0, 8), "offset": integer(0), **_BORDER},
        ),
        "rich_text_preformatted": typed({"elements": array(_INLINE)}, {"language": string(), **_BORDER}),
        "rich_text_quote": typed({"elements": array(_INLINE)}, _BORDER),
    }
)
RICH_TEXT_FIELDS: dict[str, Check] = {"elements": array(_PART)}
RICH_TEXT = by_type({"rich_text": typed(RICH_TEXT_FIELDS, {"block_id": string(255)})})
"""A whole rich text block, as it also stands inside table cells, titles and task cards."""
