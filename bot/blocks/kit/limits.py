"""Slack's limits, and text that quotes others and names moments.

Moments in messages of which several people read the same: Slack shows each reader their own zone.
https://docs.slack.dev/messaging/formatting-message-text/#date-formatting
"""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from bot.domain.numbers.snapshot import WECHAT_ZONE
from bot.errors import BotError
from bot.i18n import Texts
from bot.i18n.caveats import ELLIPSIS, clean

BLOCKS: Final = 50
"""Blocks in a message. https://docs.slack.dev/reference/block-kit/blocks/"""
HOME_BLOCKS: Final = 100
"""Blocks on a Home tab. https://docs.slack.dev/reference/views/home-tab-views/"""
CHARACTERS: Final = 12_000
"""Characters in all blocks together. Slack refuses slightly more with `msg_blocks_too_long`; undocumented."""
SECTION_TEXT: Final = 3_000
"""https://docs.slack.dev/reference/block-kit/blocks/section-block/"""
HEADER_TEXT: Final = 150
"""https://docs.slack.dev/reference/block-kit/blocks/header-block/"""
CONTEXT_ELEMENTS: Final = 10
"""https://docs.slack.dev/reference/block-kit/blocks/context-block/"""
BLOCK_ID: Final = 255
"""https://docs.slack.dev/reference/block-kit/blocks/section-block/"""
BUTTON_TEXT: Final = 75
BUTTON_LABEL: Final = 75
BUTTON_VALUE: Final = 2_000
BUTTON_URL: Final = 3_000
"""https://docs.slack.dev/reference/block-kit/block-elements/button-element/"""
OPTIONS: Final = 100
"""https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element/"""
OPTION_TEXT: Final = 75
OPTION_VALUE: Final = 150
OPTION_DESCRIPTION: Final = 75
"""https://docs.slack.dev/reference/block-kit/composition-objects/option-object/"""
PLACEHOLDER: Final = 150
CONFIRM_TITLE: Final = 100
CONFIRM_TEXT: Final = 300
CONFIRM_BUTTON: Final = 30
"""https://docs.slack.dev/reference/block-kit/composition-objects/confirmation-dialog-object/"""
MODAL_TITLE: Final = 24
"""The limit of its buttons, too. https://docs.slack.dev/reference/views/modal-views/"""
INPUT_LABEL: Final = 2_000
"""https://docs.slack.dev/reference/block-kit/blocks/input-block/"""
TABLE_ROWS: Final = 100
"""Rows below the header of a `data_table`; Slack's older texts say 100, its newer ones 200.
https://docs.slack.dev/reference/block-kit/blocks/data-table-block/"""
TABLE_CHARACTERS: Final = 10_000
"""Characters in all cells of a table; Slack's older texts say 10,000, its newer ones 20,000."""
TABLE_CELL: Final = 80
"""Baselib's own limit: longer cells are unreadable."""
PLAIN_TABLE_ROWS: Final = 100
"""Rows of the older `table` block, its header included. https://docs.slack.dev/reference/block-kit/blocks/table-block/"""
CHART_TITLE: Final = 50
CHART_LABEL: Final = 20
"""The label of a point, a category or a series."""
CHART_SERIES: Final = 6
"""Sources say 6 or 12."""
CHART_AXIS: Final = 50
"""https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block/"""
MESSAGE_TEXT: Final = 4_000
"""`text` of a message: Slack advises no more. https://docs.slack.dev/reference/methods/chat.postMessage/"""

ALT_TEXT: Final = 1_000
"""The description of an uploaded picture. https://docs.slack.dev/reference/methods/files.getUploadURLExternal/"""

_UNFINISHED: Final = re.compile(r"(?:&[a-z]{0,4}|<[^<>]*)\Z")
"""An entity (`&amp;`) or a mention (`<@U1>`) broken by a cut."""
_NOT_TEXT: Final = frozenset({"type", "action_id", "block_id", "callback_id"})


def escape(text: str) -> str:
    """Make text harmless in mrkdwn: a nickname `<!channel>` must not notify, and "<0.1%" is not a link.

    https://docs.slack.dev/messaging/formatting-message-text/#escaping
    """
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def clip_mrkdwn(text: str, limit: int) -> str:
    """As `clip`, without breaking an entity or a mention."""
    if len(text) <= limit:
        return text
    return _UNFINISHED.sub("", text[: limit - 1]).rstrip() + ELLIPSIS


def characters(blocks: Sequence[dict[str, Any]]) -> int:
    """Return the number of characters in the blocks, a high estimate: everything but types and ids."""
    return sum(len(text) for text in _texts(blocks))


def fits(blocks: Sequence[dict[str, Any]]) -> bool:
    return len(blocks) <= BLOCKS and characters(blocks) <= CHARACTERS


def _texts(value: object, key: str = "") -> Iterator[str]:
    if isinstance(value, str):
        if key not in _NOT_TEXT:
            yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _texts(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


_LONGEST = 300
"""Enough for an errmsg of WeChat or a few names; typed text is shorter."""


def error_sentence(error: BotError, t: Texts, zone: str = "UTC") -> str:
    """Return what happened and what to do next.

    Args:
        zone: the reader's IANA zone, for instants.
    """
    return t.error(error, zone=zone, quote=lambda text: clean(text, _LONGEST))


_FORMAT: Final = "{date_short}, {time}"
_MOMENT: Final = re.compile(rf"<!date\^\d+\^{re.escape(_FORMAT)}\|([^<>|]+)>")
_ESCAPED: Final = re.compile(rf"&lt;(!date\^\d+\^{re.escape(_FORMAT)}\|[^<>|&]+)&gt;")


def readers_moment(instant: datetime, t: Texts) -> str:
    """Return an instant as Slack takes it; where nobody fills it in, it is in WeChat's zone, which is named."""
    return f"<!date^{int(instant.timestamp())}^{_FORMAT}|{t.moment(instant, WECHAT_ZONE.key)}>"


def in_one_zone(text: str) -> str:
    """Return the text with each moment as it is where Slack does not fill it in.

    In files, on a terminal, in notifications.
    """
    return _MOMENT.sub(r"\1", text)


def let_through(escaped: str) -> str:
    """Escaped mrkdwn with its moments as Slack takes them: whoever wrote one, it neither notifies nor links."""
    return _ESCAPED.sub(r"<\1>", escaped)
