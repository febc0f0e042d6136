"""Messages for Slack, and the elements that they are made of.

Plain dicts, because slack_sdk's classes drop block types that they do not know. Texts are cut to Slack's limits here
and nowhere else.
"""

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import Any, Final

from bot.blocks.kit import limits
from bot.blocks.kit.controls import SHARES, Control
from bot.blocks.kit.limits import clip_mrkdwn, error_sentence, escape, in_one_zone, let_through
from bot.errors import BotError
from bot.i18n import Texts
from bot.i18n.caveats import clip

Block = dict[str, Any]
"""https://docs.slack.dev/reference/block-kit/blocks/"""
View = dict[str, Any]
"""https://docs.slack.dev/reference/views/"""


@dataclass(frozen=True)
class Message:
    """A message; `text` is a whole sentence with the headline number, for notifications and screen readers."""

    text: str
    blocks: list[Block] = field(default_factory=list)

    @cached_property
    def as_acknowledgement(self) -> str:
        """The body of an acknowledgement that only the requester sees; serialised once per message.

        https://docs.slack.dev/interactivity/implementing-slash-commands/#responding_immediate_response
        """
        blocks = {"blocks": self.blocks} if self.blocks else {}
        return json.dumps({"response_type": "ephemeral", "text": self.text, **blocks})


Element = dict[str, Any]
"""https://docs.slack.dev/reference/block-kit/block-elements/"""
Cell = dict[str, Any]
"""https://docs.slack.dev/reference/block-kit/blocks/data-table-block/"""

NOTHING: Final = "–"
"""In a cell, for an unknown value."""
_HUNDRED: Final = Decimal(100)
_CODE: Final = re.compile(r"`[^`\n]+`")
Column = tuple[str, list[Cell]]
"""Its name, and a cell for each row."""


def plain(text: str, limit: int) -> Element:
    """Return a plain_text object: nothing in it is formatted or escaped."""
    return {"type": "plain_text", "text": clip(text, limit), "emoji": True}


def message(sentence: str, blocks: Sequence[Block], *, channel: str = "", users: Sequence[str] = ()) -> Message:
    """Return a message whose `text` is `sentence`. `channel`, `users`: see `mrkdwn`."""
    safe = _safe(in_one_zone(sentence), channel_link(channel), *map(mention, users))
    return Message(clip_mrkdwn(safe, limits.MESSAGE_TEXT), list(blocks))


def sentence_message(sentence: str) -> Message:
    return message(sentence, [section(sentence)])


def error_message(error: BotError, t: Texts, zone: str = "UTC") -> Message:
    """Return what happened and what to do next, as a message."""
    return sentence_message(error_sentence(error, t, zone))


def mrkdwn(
    text: str,
    *,
    user: str = "",
    channel: str = "",
    users: Sequence[str] = (),
    channels: Sequence[str] = (),
    links: Sequence[str] = (),
) -> Element:
    """Return a mrkdwn object. All of `text` is escaped here, whatever its origin, so builders never escape.

    Args:
        text: may be formatted (`*bold*`) and hold moments (`readers_moment`), may not mention or link.
        user: the one user whom `text` may mention (`<@U1>`).
        users: more of them.
        channel: the one channel that `text` may name (`<#C1>`).
        channels: more of them.
        links: links to pages that `text` may hold, see `page_link`.

    `verbatim` keeps a nickname such as `example.com` from becoming a link.
    https://docs.slack.dev/reference/block-kit/composition-objects/text-object/
    """
    safe = _safe(text, mention(user), *map(mention, users), channel_link(channel), *map(channel_link, channels), *links)
    return {"type": "mrkdwn", "text": clip_mrkdwn(safe, limits.SECTION_TEXT), "verbatim": True}


def _safe(text: str, *links: str) -> str:
    safe = let_through(escape(_set_apart(text)))
    for link in links:
        safe = safe.replace(escape(link), link) if link else safe
    return safe


def _set_apart(text: str) -> str:
    """Put spaces around code next to Chinese text or punctuation, where Slack does not recognise it."""
    return _CODE.sub(_spaced, text) if "`" in text else text


def _spaced(code: re.Match[str]) -> str:
    before, after = code.string[: code.start()][-1:], code.string[code.end() :][:1]
    return f"{_gap(before)}{code[0]}{_gap(after)}"


def _gap(neighbour: str) -> str:
    return "" if neighbour.isascii() or neighbour.isspace() else " "


def mention(user: str) -> str:
    """Return a user's mention in Slack; empty without a user."""
    return f"<@{user}>" if user else ""


def channel_link(channel: str) -> str:
    """Return a channel's link in Slack, which shows the name only to people with access; empty without a channel."""
    return f"<#{channel}>" if channel else ""


def page_link(url: str, text: str) -> str:
    """Return a link to a page whose address Baselib knows; empty without one."""
    return f"<{url}|{escape(text)}>" if url else ""


def header(text: str) -> Block:
    return {"type": "header", "text": plain(text, limits.HEADER_TEXT)}


def section(
    *lines: str,
    accessory: Element | None = None,
    channel: str = "",
    users: Sequence[str] = (),
    channels: Sequence[str] = (),
) -> Block:
    """Return a paragraph; empty lines are left out. `channel`, `users`, `channels`: see `mrkdwn`."""
    block: Block = {
        "type": "section",
        "text": mrkdwn("\n".join(line for line in lines if line), channel=channel, users=users, channels=channels),
    }
    return {**block, "accessory": accessory} if accessory else block


def paragraph(*lines: str) -> list[Block]:
    """Return a section, or nothing if every line is empty."""
    return [section(*lines)] if any(lines) else []


def context(*lines: str, user: str = "", links: Sequence[str] = ()) -> Block:
    """Small print, one element a line; at most ten, empty ones are left out. `user`, `links`: see `mrkdwn`."""
    filled = [line for line in lines if line][: limits.CONTEXT_ELEMENTS]
    return {"type": "context", "elements": [mrkdwn(line, user=user, links=links) for line in filled]}


def code_block(*lines: str) -> Block:
    """Source code, which a reader can copy."""
    return section(f"```\n{chr(10).join(lines)}\n```")


def actions(*elements: Element) -> Block:
    """Return a row of buttons and selects."""
    return {"type": "actions", "elements": list(elements)}


def button(text: str, action_id: str, control: Control, *, style: str = "", label: str = "") -> Element:
    """Return a button.

    Args:
        action_id: see `bot.blocks.kit.controls`.
        style: `primary` or `danger`; empty for an ordinary one.
        label: for screen readers, if the text alone says too little.
    """
    element: Element = {
        "type": "button",
        "text": plain(text, limits.BUTTON_TEXT),
        "action_id": action_id,
        "value": control.encode(),
    }
    if style:
        element["style"] = style
    if label:
        element["accessibility_label"] = clip(label, limits.BUTTON_LABEL)
    return element


def link_button(text: str, action_id: str, url: str, *, style: str = "") -> Element:
    if len(url) > limits.BUTTON_URL:
        raise ValueError("the address is too long for a button")
    element: Element = {"type": "button", "text": plain(text, limits.BUTTON_TEXT), "action_id": action_id, "url": url}
    return {**element, "style": style} if style else element


def confirm(title: str, text: str, yes: str, no: str) -> Element:
    """Return a question asked before a button acts."""
    return {
        "title": plain(title, limits.CONFIRM_TITLE),
        "text": plain(text, limits.CONFIRM_TEXT),
        "confirm": plain(yes, limits.CONFIRM_BUTTON),
        "deny": plain(no, limits.CONFIRM_BUTTON),
    }


def option(text: str, value: str, description: str = "") -> Element:
    choice: Element = {"text": plain(text, limits.OPTION_TEXT), "value": value}
    if description:
        choice["description"] = plain(description, limits.OPTION_DESCRIPTION)
    return choice


def select(placeholder: str, action_id: str, options: Sequence[Element]) -> Element:
    return {
        "type": "static_select",
        "placeholder": plain(placeholder, limits.PLACEHOLDER),
        "action_id": action_id,
        "options": list(options[: limits.OPTIONS]),
    }


def searching_select(placeholder: str, action_id: str = "", *, several: bool = False, after: int = 0) -> Element:
    """Return a select whose options are searched as one types.

    Args:
        action_id: see `handlers.options`; a field of a form sets its own.
        several: whether more than one can be chosen.
        after: characters typed before it searches.
    """
    return {
        "type": "multi_external_select" if several else "external_select",
        "action_id": action_id,
        "placeholder": plain(placeholder, limits.PLACEHOLDER),
        "min_query_length": after,
    }


def overflow(action_id: str, options: Sequence[Element]) -> Element:
    """Return a menu of at most five choices.

    Https://docs.slack.dev/reference/block-kit/block-elements/overflow-menu-element/.
    """
    return {"type": "overflow", "action_id": action_id, "options": list(options)}


def text_cell(text: str) -> Cell:
    """Return a cell with text; Slack refuses an empty one."""
    return {"type": "raw_text", "text": clip(text, limits.TABLE_CELL) or NOTHING}


def number_cell(fraction: Decimal, text: str) -> Cell:
    """Return a cell that sorts as a number, in percent.

    A single text cell in its column makes Slack sort it as text.
    """
    return {"type": "raw_number", "value": round(float(fraction * _HUNDRED), 4), "text": clip(text, limits.TABLE_CELL)}


def unknown_cell() -> Cell:
    """Return a cell without a number in a column of numbers: it sorts as 0, and the column stays one of numbers."""
    return number_cell(Decimal(0), NOTHING)


def raw_number_cell(number: Decimal | int, text: str) -> Cell:
    """Return a cell that sorts by a number as sent."""
    return {"type": "raw_number", "value": float(number), "text": clip(text, limits.TABLE_CELL)}


def data_table(caption: str, columns: Sequence[str], rows: Sequence[Sequence[Cell]], *, page_size: int) -> Block:
    """Return a table that can be sorted and paged; the first column names its rows.

    https://docs.slack.dev/reference/block-kit/blocks/data-table-block/
    """
    listed = [[text_cell(column) for column in columns], *map(list, rows[: limits.TABLE_ROWS])]
    return {
        "type": "data_table",
        "caption": caption,
        "page_size": max(1, min(page_size, limits.TABLE_ROWS)),
        "row_header_column_index": 0,
        "rows": _within_limit(listed),
    }


def _within_limit(rows: list[list[Cell]]) -> list[list[Cell]]:
    """Cut the longest labels until the table fits. Numbers stay whole: a cut number is another number."""
    if sum(len(cell["text"]) for row in rows for cell in row) <= limits.TABLE_CHARACTERS:
        return rows
    lengths = Counter(len(cell["text"]) for row in rows for cell in row if cell["type"] == "raw_text")
    numbers = sum(len(cell["text"]) for row in rows for cell in row if cell["type"] != "raw_text")
    limit = limits.TABLE_CELL
    while (
        limit > 1
        and numbers + sum(min(length, limit) * count for length, count in lengths.items()) > limits.TABLE_CHARACTERS
    ):
        limit -= 1
    return [
        [{**cell, "text": clip(cell["text"], limit)} if cell["type"] == "raw_text" else cell for cell in row]
        for row in rows
    ]


def columns_table(caption: str, columns: Sequence[Column], *, page_size: int = limits.TABLE_ROWS) -> Block:
    """Return the table; `page_size` is the number of rows shown at once."""
    rows = list(zip(*(cells for _, cells in columns), strict=True))
    return data_table(caption, [title for title, _ in columns], rows, page_size=min(len(rows), page_size))


def sharing(t: Texts, *, shared_by: str, shared: bool) -> list[Block]:
    """Return the line below a message: who shares it, or that it was shared.

    Args:
        shared_by: the user who shares it in the channel; empty when only the requester sees it.
        shared: whether the requester has just shared it.
    """
    if shared_by:
        return [context(t("shared-by", user=mention(shared_by)), user=shared_by)]
    return [context(t("shared"))] if shared else []


def naming_language(message: Message, t: Texts, shared_in: str) -> Message:
    """Return the message whose share button names the channel's language, where it is not the reader's.

    Args:
        shared_in: the locale of what is shared.
    """
    if t.locale == shared_in:
        return message
    label = plain(t("button-share-in", language=t(f"language-{shared_in}")), limits.BUTTON_TEXT)

    def named(element: Element) -> Element:
        return {**element, "text": label} if element.get("action_id") in SHARES else element

    blocks = [
        {**block, "elements": [named(each) for each in block["elements"]]} if block["type"] == "actions" else block
        for block in message.blocks
    ]
    return replace(message, blocks=blocks)
