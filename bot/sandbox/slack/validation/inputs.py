"""Text fields and everything else that an input block takes."""

import decimal
from collections.abc import Mapping
from typing import Any

from bot.sandbox.slack.validation.check import Check, Problem, Problems, array, boolean, integer, string, url
from bot.sandbox.slack.validation.elements import (
    DATETIMEPICKER,
    MULTI_SELECTS,
    PICKERS,
    PLACEHOLDER,
    SELECTS,
    element,
)
from bot.sandbox.slack.validation.objects import DISPATCH_ACTION_CONFIG
from bot.sandbox.slack.validation.rich_text import RICH_TEXT

_TEXT: Mapping[str, Check] = {"dispatch_action_config": DISPATCH_ACTION_CONFIG, **PLACEHOLDER}


def _numeric(value: object, at: str) -> Problems:
    try:
        decimal.Decimal(value if isinstance(value, str) else "not a string")
    except decimal.InvalidOperation:
        yield Problem(at, "must be a number in a string")


def _lengths_agree(value: Mapping[str, Any], at: str) -> Problems:
    least, most = value.get("min_length", 0), value.get("max_length", 3000)
    if least > most:
        yield Problem(at, "min_length must be less than or equal to max_length")
    if not least <= len(value.get("initial_value", "")) <= most and "initial_value" in value:
        yield Problem(f"{at}/initial_value", "must respect min_length and max_length")


INPUT_ELEMENTS: Mapping[str, Check] = {
    "plain_text_input": element(
        {},
        {
            "initial_value": string(3000, least=0),
            "multiline": boolean,
            "min_length": integer(0, 3000),
            "max_length": integer(1, 3000),
            **_TEXT,
        },
        rules=[_lengths_agree],
    ),
    "email_text_input": element({}, {"initial_value": string(), **_TEXT}),
    "url_text_input": element({}, {"initial_value": url(), **_TEXT}),
    "number_input": element(
        {"is_decimal_allowed": boolean},
        {"initial_value": _numeric, "min_value": _numeric, "max_value": _numeric, **_TEXT},
    ),
    "rich_text_input": element({}, {"initial_value": RICH_TEXT, **_TEXT}),
    "file_input": element({}, {"filetypes": array(string()), "max_files": integer(1, 10)}),
    "datetimepicker": DATETIMEPICKER,
    **PICKERS,
    **SELECTS,
    **MULTI_SELECTS,
}
"""The elements allowed in an input block."""
