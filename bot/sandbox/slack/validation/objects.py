"""Composition objects: text, options, confirmation, filters, files.

https://docs.slack.dev/reference/block-kit/composition-objects/
"""

from collections.abc import Mapping
from typing import Any

from bot.sandbox.slack.validation.check import (
    Check,
    Problem,
    Problems,
    array,
    at_least_one_of,
    boolean,
    by_type,
    just_one_of,
    one_of,
    pattern,
    record,
    string,
    typed,
    unique,
    url,
)


def plain_text(most: int = 3000) -> Check:
    """A `plain_text` object."""
    return by_type({"plain_text": typed({"text": string(most)}, {"emoji": boolean})})


def mrkdwn_or_plain(most: int = 3000) -> Check:
    """A `plain_text` or `mrkdwn` object; the markup itself is not looked at."""
    return by_type(
        {
            "plain_text": typed({"text": string(most)}, {"emoji": boolean}),
            "mrkdwn": typed({"text": string(most)}, {"verbatim": boolean}),
        }
    )


PLAIN_OPTION = record({"text": plain_text(75), "value": string(150)}, {"description": plain_text(75)})
"""An option of a select menu."""
OVERFLOW_OPTION = record(
    {"text": plain_text(75), "value": string(150)}, {"description": plain_text(75), "url": url(3000)}
)
"""An option of an overflow menu: the only kind that may open a link."""
RICH_OPTION = record({"text": mrkdwn_or_plain(75), "value": string(150)}, {"description": mrkdwn_or_plain(75)})
"""An option of radio buttons or checkboxes: these may use markup."""


def options(option: Check, most: int, *, least: int = 1) -> Check:
    """A list of options whose values differ."""
    items = array(option, most, least=least)

    def check(value: object, at: str) -> Problems:
        found = list(items(value, at))
        yield from found
        if not found and isinstance(value, list):
            yield from unique([each["value"] for each in value], at, "option value")

    return check


OPTION_GROUP = record({"label": plain_text(75), "options": array(PLAIN_OPTION, 100)})
CONFIRM = record(
    {"title": plain_text(100), "text": mrkdwn_or_plain(300), "confirm": plain_text(30), "deny": plain_text(30)},
    {"style": one_of("primary", "danger")},
)
DISPATCH_ACTION_CONFIG = record(
    {}, {"trigger_actions_on": array(one_of("on_enter_pressed", "on_character_entered"), 2)}
)
CONVERSATION_FILTER = record(
    {},
    {
        "include": array(one_of("im", "mpim", "private", "public"), 4),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
    rules=[at_least_one_of("include", "exclude_external_shared_channels", "exclude_bot_users")],
)
SLACK_FILE = record(
    {},
    {"id": pattern(r"F[A-Z0-9]{8,}", "invalid slack file"), "url": url(3000)},
    rules=[just_one_of("id", "url")],
)
"""A Slack file, by id or by URL; the caller checks whether it exists and is ready."""
IMAGE_ELEMENT = typed(
    {"alt_text": string(2000)},
    {"image_url": url(3000), "slack_file": SLACK_FILE},
    rules=[just_one_of("image_url", "slack_file")],
)


def initial_choice(value: Mapping[str, Any], at: str) -> Problems:
    """A rule: whatever is chosen at first is among the options."""
    groups = value.get("option_groups") or []
    offered = list(value.get("options") or []) + [option for group in groups for option in group["options"]]
    if not offered:
        return
    chosen = [("initial_option", value[name]) for name in ("initial_option",) if name in value]
    chosen += [("initial_options", each) for each in value.get("initial_options", [])]
    for name, option in chosen:
        if option not in offered:
            yield Problem(f"{at}/{name}", "initial option must be one of the options")
