"""What Slack refuses: whole lists of blocks, which are allowed where, how many, how much text; and how it says so.

https://docs.slack.dev/reference/views/

Blocks of a tool's result, too: Slackbot shows all of them, or none.
https://docs.slack.dev/ai/slackbot-mcp-client/returning-rich-responses
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from tools.sandbox.faults import Fault
from tools.sandbox.slack.schema import (
    BLOCKS,
    CHARTS_PER_MESSAGE,
    DATA_TABLE_CHARACTERS,
    Check,
    Problem,
    Problems,
    array,
    by_type,
    cell_characters,
    plain_text,
    record,
    string,
)

Surface = Literal["message", "modal", "home"]

_IN_MODALS = frozenset({"section", "header", "context", "actions", "input"})
ALLOWED: Mapping[Surface, frozenset[str]] = {
    "message": frozenset(BLOCKS),
    "modal": _IN_MODALS,
    "home": frozenset(BLOCKS),
}
"""Which of the block types that Baselib sends a surface takes; https://docs.slack.dev/blocks.json."""
MOST_BLOCKS: Mapping[Surface, int] = {"message": 50, "modal": 100, "home": 100}
TOTAL_CHARACTERS = 12_000
"""Slack refuses a message somewhat above this with `msg_blocks_too_long`; the exact number is not documented."""

_LISTS: Mapping[Surface, Check] = {
    surface: array(by_type({name: BLOCKS[name] for name in names}), MOST_BLOCKS[surface], least=0)
    for surface, names in ALLOWED.items()
}


def block_problems(surface: Surface, blocks: object, at: str = "/blocks") -> list[Problem]:
    """Everything that Slack refuses in a list of blocks, in reading order; empty when it is accepted."""
    found = list(_LISTS[surface](blocks, at))
    if found or not isinstance(blocks, list):
        return found
    found += _names(blocks, at)
    if surface == "message":
        found += _message_totals(blocks, at)
    return found


def single_table_problems(blocks: Sequence[Mapping[str, Any]], at: str = "/blocks") -> list[Problem]:
    """One `table` a message; a second one is `invalid_attachments`, not `invalid_blocks`."""
    places = [f"{at}/{index}" for index, block in enumerate(blocks) if block["type"] == "table"]
    return [Problem(place, "only_one_table_allowed") for place in places[1:]]


def visible_characters(value: object) -> int:
    """Return the number of visible characters in a list of blocks: texts, titles, labels, captions, cells."""
    if isinstance(value, dict):
        return sum(
            len(inner) if isinstance(inner, str) and name in _READ else visible_characters(inner)
            for name, inner in value.items()
        )
    if isinstance(value, list):
        return sum(map(visible_characters, value))
    return 0


_READ = frozenset({"text", "title", "caption", "label", "name", "x_label", "y_label"})


def elements_of(block: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], str]]:
    if isinstance(block.get("accessory"), dict):
        yield block["accessory"], "/accessory"
    if isinstance(block.get("element"), dict):
        yield block["element"], "/element"
    if block["type"] == "actions":
        for index, element in enumerate(block["elements"]):
            yield element, f"/elements/{index}"


def _names(blocks: Sequence[Mapping[str, Any]], at: str) -> Problems:
    seen: set[str] = set()
    focused = 0
    for index, block in enumerate(blocks):
        here = f"{at}/{index}"
        block_id = block.get("block_id")
        if block_id is not None and block_id in seen:
            yield Problem(f"{here}/block_id", f"`block_id` must be unique: {block_id}")
        seen.add(block_id or "")
        actions: set[str] = set()
        for element, place in elements_of(block):
            action_id = element.get("action_id")
            if action_id is not None and action_id in actions:
                yield Problem(f"{here}{place}/action_id", f"`action_id` must be unique: {action_id}")
            actions.add(action_id or "")
            focused += bool(element.get("focus_on_load"))
    if focused > 1:
        yield Problem(at, "only one element may have focus_on_load")


def _message_totals(blocks: Sequence[Mapping[str, Any]], at: str) -> Problems:
    charts = [index for index, block in enumerate(blocks) if block["type"] == "data_visualization"]
    for index in charts[CHARTS_PER_MESSAGE:]:
        yield Problem(f"{at}/{index}", f"no more than {CHARTS_PER_MESSAGE} data_visualization blocks allowed")
    tables = [block for block in blocks if block["type"] == "data_table"]
    if sum(map(cell_characters, tables)) > DATA_TABLE_CHARACTERS:
        yield Problem(at, f"data tables must be less than {DATA_TABLE_CHARACTERS + 1} characters together")


VIEW_BYTES = 250_000
"""Above this Slack answers `view_too_large`."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Slack's answer when it refuses blocks."""

    error: str
    problems: tuple[Problem, ...] = ()


def refusal_of(blocks: object) -> Refusal | None:
    """Why Slack refuses these blocks in a message; None when it accepts them."""
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        return Refusal("invalid_blocks_format")
    if problems := block_problems("message", blocks):
        return Refusal("invalid_blocks", tuple(problems))
    if tables := single_table_problems(blocks):
        return Refusal("invalid_attachments", tuple(tables))
    if visible_characters(blocks) > TOTAL_CHARACTERS:
        return Refusal("msg_blocks_too_long")
    return None


def holds_type(blocks: Sequence[Mapping[str, Any]], kind: str) -> Iterator[str]:
    """Yield the pointers of the top-level blocks of one type."""
    for index, block in enumerate(blocks):
        if block.get("type") == kind:
            yield f"/blocks/{index}"


def _blocks(surface: Surface) -> Check:
    def check(value: object, at: str) -> Problems:
        yield from block_problems(surface, value, at)

    return check


def _submit_with_inputs(view: Mapping[str, Any], at: str) -> Problems:
    if "submit" not in view and any(block["type"] == "input" for block in view["blocks"]):
        yield Problem(f"{at}/submit", "missing required field: submit")


_COMMON: Mapping[str, Check] = {
    "private_metadata": string(3000, least=0),
    "callback_id": string(255, least=0),
}
_MODAL = record(
    {"title": plain_text(24), "blocks": _blocks("modal")},
    {"submit": plain_text(24), "close": plain_text(24), **_COMMON},
    rules=[_submit_with_inputs],
    also_known=("type",),
)
_HOME = record({"blocks": _blocks("home")}, _COMMON, also_known=("type",))


def view_problems(view: object, surface: Surface, at: str = "/view") -> list[Problem]:
    """Everything that Slack refuses in a view for this surface; empty when it is accepted."""
    if not isinstance(view, dict):
        return [Problem(at, "must provide an object")]
    if view.get("type") != surface:
        found = [Problem(f"{at}/type", f"unsupported type: {view.get('type')}")]
    else:
        found = list((_MODAL if surface == "modal" else _HOME)(view, at))
    return [Problem(at, "failed to match all allowed schemas"), *found] if found else []


def is_too_large(view: Mapping[str, Any]) -> bool:
    return len(json.dumps(view, ensure_ascii=False).encode()) > VIEW_BYTES


_ALL_TABLES: Final = 20_000
_IN_RESULTS: Final = array(by_type(BLOCKS), 50, least=0)


def result_refusal(blocks: object) -> str:
    """Why Slackbot shows none of them, with the first problems; empty when it shows them."""
    problems = list(_IN_RESULTS(blocks, "/blocks"))
    if not problems and isinstance(blocks, list):
        problems = list(_result_totals(blocks))
    return "; ".join(map(str, problems[:3]))


def _result_totals(blocks: Sequence[Mapping[str, Any]]) -> Iterator[Problem]:
    charts = [index for index, block in enumerate(blocks) if block["type"] == "data_visualization"]
    for index in charts[CHARTS_PER_MESSAGE:]:
        yield Problem(f"/blocks/{index}", f"more than {CHARTS_PER_MESSAGE} charts")
    tables = {index: cell_characters(block) for index, block in enumerate(blocks) if "rows" in block}
    for index, characters in tables.items():
        if characters > DATA_TABLE_CHARACTERS:
            yield Problem(f"/blocks/{index}", "too many characters in a table")
    if sum(tables.values()) > _ALL_TABLES:
        yield Problem("/blocks", "too many characters in all tables")


class SlackError(Exception):
    """An answer with `ok: false`."""

    def __init__(self, error: str, problems: Iterable[Problem | str] = (), **extra: object) -> None:
        super().__init__(error)
        self.error = error
        self.problems = tuple(str(problem) for problem in problems)
        self.extra = extra

    def to_body(self) -> dict[str, Any]:
        """Return the JSON body, with the problems twice, as in Slack's own."""
        body: dict[str, Any] = {"ok": False, "error": self.error, **self.extra}
        if self.problems:
            body["errors"] = list(self.problems)
            body["response_metadata"] = {"messages": [f"[ERROR] {problem}" for problem in self.problems]}
        return body


def refused(refusal: Refusal) -> SlackError:
    return SlackError(refusal.error, refusal.problems)


class ControlError(Exception):
    """A wrong request to the sandbox's own control API."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status
        self.text = text


CATALOGUE: Mapping[str, str] = {
    "ratelimited": "Answer 429 with Retry-After (params: retry_after, seconds; default 1).",
    "internal_error": "Answer 200 with ok: false, internal_error.",
    "server_error": "Answer 500 without JSON (params: status).",
    "timeout": "Hang, then drop the connection (params: seconds; default 30).",
    "slow": "Answer correctly, but late (params: seconds; default 2).",
    "accepted_without_answer": "Carry out the call, then answer 500.",
    "answer_lost": "Carry out the call, then drop the connection without an answer.",
    "is_archived": "The channel is archived.",
    "channel_not_found": "The channel does not exist, or is private and the bot was removed.",
    "not_in_channel": "The bot is not in the channel.",
    "invalid_blocks_data_visualization": "Refuse charts with invalid_blocks.",
    "invalid_blocks_data_table": "Refuse data tables with invalid_blocks.",
    "account_inactive": "The token's workspace or bot is deactivated.",
    "token_revoked": "The token was revoked.",
    "missing_scope": "The app lacks a scope (params: needed).",
    "history_lag": "Messages younger than this are missing from the history (params: seconds; default 5).",
    "enforce_rate": "Accept one message per second and channel; answer 429 to the rest.",
}

REFUSALS = frozenset({"account_inactive", "token_revoked", "missing_scope"})
"""Applied before anything is done, to any method."""
CHANNEL_REFUSALS = frozenset({"is_archived", "channel_not_found", "not_in_channel"})
TRANSPORT = frozenset({"ratelimited", "internal_error", "server_error", "timeout"})
"""Applied before anything is done, whatever the request."""
AFTERWARDS = frozenset({"accepted_without_answer", "answer_lost"})
"""Applied after the work is done; when armed for all places, only to methods that change something."""

RESPONSE_URL = "response_url"
UPLOAD = "upload"
"""The places besides API methods at which a fault can be armed."""


def seconds(fault: Fault, default: float) -> float:
    """Return the fault's `seconds` parameter."""
    return float(fault.params.get("seconds", default))
